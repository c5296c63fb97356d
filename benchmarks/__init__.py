"""Measurements of the real code, run by hand: `python -m benchmarks.statistics`."""

"""Measurements of the real code, run by hand: `python -m tools.benchmarks.statistics`."""

"""The doors: command line (and later ribbon and formulas).  Thin."""

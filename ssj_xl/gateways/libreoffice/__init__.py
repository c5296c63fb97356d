"""An engine for xlwings over LibreOffice: the same calls that run on Excel run on Calc."""

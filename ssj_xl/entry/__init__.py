"""The doors: command line, menu, ribbon, formulas, LibreOffice, WPS, the library.  Thin."""

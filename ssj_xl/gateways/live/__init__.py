"""The live door: a workbook that is open in a spreadsheet program, through xlwings."""

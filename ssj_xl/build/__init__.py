"""Building files: the master workbook, the form template, the example bureau."""

"""What the round trip with the provincial platform hands out: its import sheets, and the comparison."""

POINTS_A_UNIT = 5.25
"""Points of one unit of column width where the workbook's default font is that of XlsxWriter (7 pixels a digit)."""

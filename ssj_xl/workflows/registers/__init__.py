"""The master workbook between draws: made, added to, checked, changed, brought back."""

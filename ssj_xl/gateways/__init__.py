"""Where a workbook lives: memory, closed file; one contract for all."""

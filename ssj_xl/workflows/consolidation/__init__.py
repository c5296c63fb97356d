"""汇总: what divisions and counties hand in becomes one bureau workbook."""

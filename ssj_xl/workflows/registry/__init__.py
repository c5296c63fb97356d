"""名库抽取: the same draw over a register that no sheet holds."""

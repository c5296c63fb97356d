"""导入: other people's lists into a register, previewed and asked before anything is written."""

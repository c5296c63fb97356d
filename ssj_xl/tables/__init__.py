"""What a register is: columns, kinds, aliases, normalising, problems. Standard library only."""

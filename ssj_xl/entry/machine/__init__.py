"""This computer: what is installed where, what would keep the add-in from working, and what to do about it."""

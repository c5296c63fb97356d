"""The official monthly form: figures counted from the registers, each with its rows, and the form filled."""

"""The command line, an act a function: arguments in, the act of `workflows`, its outcome in words."""

"""Pages and pictures of docs/, made from the program."""

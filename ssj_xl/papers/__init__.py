"""What is handed out: the form, record files."""

"""What only developers run: documentation, pictures, measurements.  Not in the wheel."""

"""Office files as files: knows no register, and serves gateways, papers and build alike."""

"""One function per act; the only callers of gateways."""

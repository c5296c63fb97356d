"""The acts: a room a subject, a file an act; the only callers of gateways."""

"""期限: what is due or late, and the notice that urges."""

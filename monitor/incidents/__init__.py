"""Wing: join claims into incidents and keep their ledgers."""

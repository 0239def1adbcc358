"""Wing: keep everything, on SQLite or PostgreSQL."""

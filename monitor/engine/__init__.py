"""Wing: read an article and say what it claims."""

"""Wing: health and metrics over HTTP."""

"""Wing: decide who is told what, and tell them."""

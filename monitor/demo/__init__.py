"""A day of invented news, served on loopback and read by the real daemon: `ceasefire-monitor demo`."""

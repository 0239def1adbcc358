"""The commands, one file for each group: they read their arguments, ask a journey or a wing, and print."""

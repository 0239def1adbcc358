"""Figures and ratios, printed; nothing here is a test and nothing here holds a clock to account."""

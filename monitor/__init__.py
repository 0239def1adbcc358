"""Ceasefire Monitor: reads the news around the clock and reports who is said to have broken a ceasefire."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("ceasefire-monitor")
except PackageNotFoundError:  # run from a bare checkout
    __version__ = "0+unknown"

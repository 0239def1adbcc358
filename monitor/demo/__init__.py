"""A day of invented news, served on loopback and read by the real daemon: `ceasefire-monitor demo`."""

from monitor.demo.run import run_demo

__all__ = ["run_demo"]

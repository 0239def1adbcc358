"""Typed settings: `load` reads them from monitor.yaml and the environment, `Settings` holds every key.

With no settings at all: SQLite in the working folder, all theatres, the starter feeds, alerts on the terminal.
"""

from monitor.settings.keys import (
    FeedSettings,
    FetchSettings,
    LogSettings,
    PollSettings,
    ReadSettings,
    RetentionSettings,
    Settings,
    WebSettings,
)
from monitor.settings.loading import load
from monitor.settings.telling import (
    AlertSettings,
    EmailRoute,
    EmailSettings,
    Mute,
    QuietHours,
    SlackRoute,
    SlackSettings,
)

__all__ = [
    "AlertSettings",
    "EmailRoute",
    "EmailSettings",
    "FeedSettings",
    "FetchSettings",
    "LogSettings",
    "Mute",
    "PollSettings",
    "QuietHours",
    "ReadSettings",
    "RetentionSettings",
    "Settings",
    "SlackRoute",
    "SlackSettings",
    "WebSettings",
    "load",
]

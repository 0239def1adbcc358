"""The kinds of value a setting can have: durations, addresses, times of day, time zones.

Each raises ValueError with what was expected, in words that go on "expected …" (see `mistakes`).
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from datetime import time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(?:\d+[smhd])+")


def duration(value: Any) -> timedelta:
    """`90s`, `5m`, `1h30m`, `2d`, or plain seconds."""
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
    elif (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, str) and value.isdecimal()):
        seconds = float(value)
    elif isinstance(value, str) and _DURATION.fullmatch(value.strip()):
        parts = re.findall(r"(\d+)([smhd])", value)
        seconds = float(sum(int(number) * _UNITS[unit] for number, unit in parts))
    else:
        raise ValueError("a duration such as 30s, 5m or 1h30m")
    if not 0 <= seconds <= 3660 * 86400:
        raise ValueError("a duration of at most ten years")
    return timedelta(seconds=seconds)


def _positive(value: timedelta) -> timedelta:
    if value < timedelta(seconds=1):
        raise ValueError("a duration of at least 1s")
    return value


def web_address(value: str) -> str:
    """An absolute http or https URL."""
    try:
        parts = urlsplit(value.strip())
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid or re.search(r"\s", value.strip()):
        raise ValueError("a web address that starts with https:// or http://")
    return value.strip()


def database_url(value: str) -> str:
    """A SQLAlchemy URL for one of the two databases we run on."""
    if value.startswith(("sqlite:///", "postgresql+psycopg://")):
        return value
    if value.startswith(("postgres://", "postgresql://")):
        # What hosting panels hand out; only the driver's name is missing.
        return "postgresql+psycopg://" + value.split("://", 1)[1]
    raise ValueError("sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")


def network(value: str) -> str:
    """One address or a network in CIDR form."""
    try:
        return str(ipaddress.ip_network(value.strip(), strict=False))
    except ValueError:
        raise ValueError("an address or a network such as 127.0.0.0/8 or ::1") from None


def time_zone(value: str) -> str:
    """A name of the IANA time zone database."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(value, sorted(available_timezones()), n=1)
        hint = f' (did you mean "{near[0]}"?)' if near else ""
        raise ValueError(f"a time zone such as UTC or Asia/Yerevan{hint}") from None
    return value


def time_of_day(value: Any) -> time:
    """`07:00` on a 24-hour clock."""
    if isinstance(value, time):
        return value
    if isinstance(value, str) and (found := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value.strip())):
        return time(int(found[1]), int(found[2]))
    raise ValueError('a time of day such as "07:00"')


def mail_address(value: str) -> str:
    """An address, with or without a display name."""
    if not re.fullmatch(r"[^@\r\n]*[^@\s<]@[^@\s]+", value.strip()):
        raise ValueError("a mail address such as desk@example.org")
    return value.strip()


def contact(value: str) -> str:
    """A web or mail address that can stand in an HTTP header."""
    value = value.strip()
    for kind in (web_address, mail_address):
        try:
            found = kind(value)
        except ValueError:
            continue
        if re.fullmatch(r"[!-~]+", found):
            return found
    raise ValueError("a web address or a mail address, without blanks, such as https://desk.example.org")


def listening(value: str) -> str:
    """`host:port`; port 0 takes any free one."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError("an address and a port such as 127.0.0.1:8080")
    return value


def one_or_more(value: Any) -> Any:
    """A single value where a list is meant stands for a list of one."""
    return [value] if isinstance(value, (str, int, dict)) else value


def _in_words(value: timedelta) -> str:
    return f"{value.total_seconds():g}s"


Duration = Annotated[timedelta, BeforeValidator(duration), PlainSerializer(_in_words)]
Period = Annotated[timedelta, BeforeValidator(duration), AfterValidator(_positive), PlainSerializer(_in_words)]
"""A duration of at least one second."""
WebAddress = Annotated[str, AfterValidator(web_address)]
DatabaseUrl = Annotated[str, AfterValidator(database_url)]
Network = Annotated[str, AfterValidator(network)]
TimeZone = Annotated[str, AfterValidator(time_zone)]
TimeOfDay = Annotated[time, BeforeValidator(time_of_day)]
MailAddress = Annotated[str, AfterValidator(mail_address)]
Contact = Annotated[str, AfterValidator(contact)]
Listening = Annotated[str, AfterValidator(listening)]
Texts = Annotated[tuple[str, ...], BeforeValidator(one_or_more)]
MailAddresses = Annotated[tuple[MailAddress, ...], BeforeValidator(one_or_more)]
Networks = Annotated[tuple[Network, ...], BeforeValidator(one_or_more)]

"""Time zones as dates name them: offsets, the usual letters, IANA names."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours east of UTC. EST to PDT as RFC 822 (section 5.1) has them, the others as the IANA time zone database and the
# CLDR name them; summer names are names of their own. Letters that several places use are read as feeds of the
# theatres mean them: AMT Armenia (not Amazonas), GST the Gulf (not South Georgia), IST India (Israeli and Irish
# feeds write numbers), BST Britain's summer (not Bangladesh). AST, ADT and ECT have no such reading and no entry.
_LETTERS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "wat": 1, "cet": 1, "cest": 2, "mez": 1,
    "mesz": 2, "cat": 2, "sast": 2, "eet": 2, "eest": 3, "idt": 3, "eat": 3, "trt": 3, "msk": 3, "мск": 3, "msd": 4,
    "samt": 4, "azt": 4, "azst": 5, "get": 4, "amt": 4, "amst": 5, "gst": 4, "irst": 3.5, "irdt": 4.5, "aft": 4.5,
    "pkt": 5, "uzt": 5, "tmt": 5, "tjt": 5, "yekt": 5, "ist": 5.5, "npt": 5.75, "kgt": 6, "btt": 6, "mmt": 6.5,
    "ict": 7, "wib": 7, "wita": 8, "hkt": 8, "sgt": 8, "pht": 8, "awst": 8, "wit": 9, "jst": 9, "kst": 9, "acst": 9.5,
    "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3, "art": -3, "clst": -3, "clt": -4,
    "vet": -4, "bot": -4, "cot": -5, "pet": -5, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7,
    "pdt": -7, "pst": -8, "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
# What American newsrooms write summer and winter.
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
FURTHEST = timedelta(hours=14)
"""No place is further from UTC; a larger offset is a mistake."""

_OFFSET = re.compile(r"(?:(?:gmt|utc|ut)\s*)?([+-])(\d{1,2})(?::?(\d\d)(?::00)?)?(?![\d:])", re.I)
_PLACE = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_+-]+){1,2}|Etc/\w+[+-]\d+")


@lru_cache(maxsize=256)
def zone_of(written: str) -> tzinfo | None:
    """The zone that all of `written` names; UTC where it is empty, and None for what names none.

    An offset comes before the letters beside it (`+0300 MSK`, `GMT+0300 (Moscow)`); letters may stand in brackets.
    """
    text = written.strip(" .,;")
    if not text:
        return UTC
    if _PLACE.fullmatch(text):
        try:
            return ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    if found := _OFFSET.match(text):
        rest = text[found.end() :].strip()
        return _offset(found) if not rest or rest[0] == "(" or rest.lower() in _LETTERS else None
    name = text.strip("()").lower()
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    letters = _LETTERS.get(name)
    return None if letters is None else timezone(timedelta(hours=letters))


def _offset(found: re.Match[str]) -> tzinfo | None:
    away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if away > FURTHEST or int(found[3] or 0) > 59:
        return None
    return timezone(-away if found[1] == "-" else away)

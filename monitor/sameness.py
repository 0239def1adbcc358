"""Which addresses are one page: a key to compare by, never an address to ask for.

Used where entries are told apart (store) and where pages name themselves (sources), hence below both.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r"(?:https?:)?//([^/?#]*)([^?#]*)(?:\?([^#]*))?(.*)", re.DOTALL | re.IGNORECASE)
# Hosts that show the same pages: to telephones, in Google's AMP, or with the letters that mean the web itself.
_LABELS = frozenset({"www", "m", "mobile", "amp"})
_LONGEST = 2000
_ENDS = frozenset({"amp", "print"})
_PREFIX = re.compile(r"(?:/amp)+(?=/[^/])")
_VARIANT = re.compile(
    r"(?i)(?:amp|m|mobile|print)(?:=(?:1|true|yes|y)?)?|(?:view|output|outputtype)=(?:amp|mobile|print)"
)


def sameness(url: str) -> str:
    """The same text for addresses of the same page: without scheme, `www.`, `m.`, `mobile.`, `amp.`, AMP and print
    variants, a stroke at the end, and the order of parameters.

    Takes canonical addresses (`sources.urls.canonical`); what is no web address, or over 2,000 characters, comes back
    as it is. A key begins with `//`, and sameness(sameness(x)) == sameness(x).
    """
    return _key(url) if len(url) <= _LONGEST else url


@lru_cache(maxsize=64)  # an item's guid and URL are often one address, asked for several times in a row
def _key(url: str) -> str:
    found = _PARTS.fullmatch(url)
    if found is None:
        return url
    host, path, query, rest = found.groups()
    label, _, parent = host.partition(".")
    while label in _LABELS and "." in parent:
        host = parent
        label, _, parent = host.partition(".")
    if prefix := _PREFIX.match(path):
        path = path[prefix.end() :]
    path = _main(path.rstrip("/"))
    if query:
        query = "&".join(sorted(each for each in query.split("&") if each and not _VARIANT.fullmatch(each)))
    return f"//{host}{path}?{query}{rest}" if query else f"//{host}{path}{rest}"


def _main(path: str) -> str:
    head, _, last = path.rpartition("/")
    while last in _ENDS and (head := head.rstrip("/")):
        path = head
        head, _, last = path.rpartition("/")
    return path

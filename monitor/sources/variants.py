"""Other addresses of an article: Google's AMP and link pages around it, and its versions for AMP and paper.

Only what leads to the same article for whoever follows it; what is merely likely to is left to `sameness`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_LONGEST = 2000
"""Characters; what is longer is left as it is, so that wrappers in wrappers can't cost much."""
_NAMED = re.compile(r"[0-9-]")

# https://developers.google.com/amp/cache/overview: the page's own address follows /c/ or /v/, and s/ means https.
_AMP_CACHE = re.compile(
    r"https?://(?:(?:[a-z0-9-]+\.)?cdn\.ampproject\.org/[cv]|[a-z0-9-]+\.bing-amp\.com/c"
    r"|(?:www\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})/amp)/(s/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+[/?].+)"
)
_LINK_PAGE = re.compile(
    r"https?://(?:(?:www\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})/url|l\.facebook\.com/l\.php)\?(?:[^#]*&)?"
    r"(?:q|url|u)=(https?%3A[^&#]+|https?:[^&#]+)"
)
_VARIANT = re.compile(
    r"(?i)amp(?:=(?:1|true|yes)?)?|(?:output|outputtype)=amp|(?:print|printable)=(?:1|true|yes|y)"
    r"|(?:amp_js_v|amp_gsa|amp_cct|usqp)(?:=.*)?"
)


def wrapped(url: str) -> str:
    """The address inside that of an AMP cache or a link page of Google's or Facebook's; "" where there is none."""
    if len(url) > _LONGEST:
        return ""
    if found := _AMP_CACHE.match(url):
        return f"{'https' if found[1] else 'http'}://{found[2]}"
    if found := _LINK_PAGE.match(url):
        return unquote(found[1])
    return ""


def main_path(path: str) -> str:
    """The article's path without the end that asks for its AMP version: `.amp`, `.amp.html`, `/amp`, `/amp/`.

    The last two only behind what looks like an article's own name: /products/amp may be about amplifiers.
    """
    while "amp" in path[-9:] and len(path) <= _LONGEST:
        stem, dot, end = path.rpartition(".amp")
        article, _, last = path.removesuffix("/").rpartition("/")
        if dot and end in ("", ".html", ".htm") and stem[-1:].isalnum():
            path = stem + end
        elif last == "amp" and _NAMED.search(article[article.rfind("/") + 1 :]):
            path = f"{article}/"
        else:
            break
    return path


def is_variant(parameter: str) -> bool:
    """Whether a parameter asks for another version of the same article."""
    return _VARIANT.fullmatch(parameter) is not None

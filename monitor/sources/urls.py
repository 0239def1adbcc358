"""Brings the many ways to write one address to a single one, and keeps passwords out of what people see.

`courlan` (a dependency of trafilatura) was weighed for this and not taken: its pattern for tracking parameters also
removes `cid`, `uid`, `source`, `keyword` and others that carry an article's number on many sites, it drops queries
without a value (`/?12345`), and it replaces an address by another one found inside it. Each would merge different
articles, and one of them would never be read.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

from monitor.sources.variants import is_variant, main_path, wrapped

_DEFAULT_PORT = {"http": 80, "https": 443}
# What `canonical` would give back as it is: most addresses in feeds. Without whatever `variants` may know.
_CANONICAL = re.compile(
    r"https?://(?!l\.facebook|[^/]*google)(?!.*(?:[/.]amp|-amp\.com|/\.))[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"/(?:[A-Za-z0-9._~/-]|%[89A-F][0-9A-F])*"
)
_BLANKS_AND_CONTROLS = re.compile(r"[\x00-\x20\x7f\u00a0\u2028\u2029\ufeff]+")

# Names of parameters that say how a reader came, never which article: the campaign and click ids that AdGuard's list
# of tracking parameters has for all sites, and those that large news sites put into their own feeds.
_TRACKING = re.compile(
    r"""(?xi)
    (?!(?:pk|ns|at|stm)_(?:id|no|nr|num)\Z)  # an article's number, where pk means primary key
    (?:
      (?:utm|mtm|matomo|pk|piwik|hsa|itm|icm|ns|at|oly|vero|mkt|stm|taboola|fb_action)_\w+
    | __hs\w+ | _hs(?:enc|mi)
    | fbclid | fb_source | fb_ref | gclid | gclsrc | dclid | gbraid | wbraid | gad_source | gad_campaignid
    | msclkid | yclid | ysclid | ymclid | twclid | ttclid | li_fat_id | igshid? | mc_[ce]id | _openstat | srsltid
    | xtor | ocid | smid | smtyp | emc | cmpid | traffic_source | guccounter | guce_referrer\w* | spm
    | ref_src | ref_url | __twitter_impression | _ga | _gl | phpsessid | jsessionid
    )
    """
)
# These mean something on some sites, so they go only when their value names a feed or a network.
_WHENCE = re.compile(r"(?i)ref|referr?er|from|source|src|partner|via|cmp|feed|output_source|mod")
_FEEDISH = re.compile(r"(?i)(?:rss|feed|atom|xml|twitter|facebook|telegram|share)[\w.-]*|tg|fb|tw")
_SECRET = re.compile(r"(?i).*(?:token|secret|passw(?:or)?d|auth|api_?key|signature)|pass|pwd|key|sig")
_SESSION_IN_PATH = re.compile(r"(?i);jsessionid=[^/]*")

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r"(?:[A-Za-z0-9._~/:@!$&'()*+,;=-]|%[89A-F][0-9A-F])*")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?"


def canonical(url: str, base: str = "") -> str:
    """The one address of an article, or "" for what is no http(s) address (javascript:, data:, mailto:, nonsense).

    Relative ones are resolved against `base`. Removed: tracking parameters, AMP caches and link pages around the
    address, AMP and print variants, fragments (except `#!` routes), default ports, user names and passwords, session
    ids. Kept: scheme, host, every other parameter, in its order, and the path's letter case (`sameness` compares
    without some of these). The result is ASCII, and canonical(canonical(x)) == canonical(x).
    """
    if _CANONICAL.fullmatch(url):
        return url
    whole = _canonical(url, base)
    while (inner := wrapped(whole)) and (found := _canonical(inner, "")):
        whole = found
    return whole


def _canonical(url: str, base: str) -> str:
    try:
        whole = _tidy(url)
        if not whole:
            return ""
        if base and not whole.startswith(("http://", "https://")):
            whole = urljoin(without_userinfo(base), whole)
        parts = urlsplit(whole)
        scheme = parts.scheme.lower()
        if scheme not in _DEFAULT_PORT:
            return ""
        host = _ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    if port is not None and port != _DEFAULT_PORT[scheme]:
        host = f"{host}:{port}"
    path = main_path(_SESSION_IN_PATH.sub("", _without_dots(_escaped(parts.path, _PATH_SAFE)))) or "/"
    query = "&".join(kept for kept in parts.query.split("&") if kept and not _is_tracking(kept))
    fragment = _escaped(parts.fragment, _QUERY_SAFE) if parts.fragment.startswith("!") else ""
    return urlunsplit((scheme, host, path, _escaped(query, _QUERY_SAFE), fragment))


def without_userinfo(url: str) -> str:
    """The same address without user name and password; "" when it can't be read."""
    try:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return ""


def without_credentials(url: str) -> str:
    """An address fit for logs and messages: no user name, no password, and `…` for parameters that are secrets."""
    try:
        parts = urlsplit(without_userinfo(url))
    except ValueError:
        return ""
    shown = []
    for each in parts.query.split("&"):
        name, equals, _ = each.partition("=")
        shown.append(f"{name}=…" if equals and _SECRET.fullmatch(name) else each)
    return urlunsplit(parts._replace(query="&".join(shown)))


def host_of(url: str) -> str:
    """The host alone, for messages; "the address" where there is none."""
    try:
        return urlsplit(url.strip()).hostname or "the address"
    except ValueError:
        return "the address"


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: the same host but for `www.`, or one a part of the other's."""
    a, b = (host_of(each).removeprefix("www.") for each in (one, other))
    return a == b or a.endswith(f".{b}") or b.endswith(f".{a}")


def _tidy(url: str) -> str:
    """Without blanks around it and line breaks within it; blanks inside become %20."""
    inner = _BLANKS_AND_CONTROLS.sub(lambda m: "%20" if set(m[0]) <= {" ", "\u00a0"} else "", url.strip())
    return inner.replace("&amp;", "&")


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        # A zone (RFC 6874) means something on one machine only, and Python takes any text for one.
        return "" if "%" in host else f"[{IPv6Address(host)}]"  # AddressValueError is a ValueError
    if host.isascii():
        return host if re.fullmatch(r"[a-z0-9._~-]+", host) else ""
    return idna.encode(host, uts46=True).decode("ascii")  # IDNAError is a ValueError


def _escaped(text: str, safe: str) -> str:
    """Escapes what must be, un-escapes what need not be (RFC 3986, 6.2.2), and writes escapes in capitals."""
    if _ESCAPED.fullmatch(text):
        return text
    quoted = quote(text.encode("utf-8", "replace"), safe=safe)
    quoted = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quoted)
    return _ESCAPE.sub(lambda m: c if (c := chr(int(m[1], 16))) in _UNRESERVED else m[0].upper(), quoted)


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4: `.` and `..` segments resolved."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if _TRACKING.fullmatch(name) or is_variant(parameter):
        return True
    return bool(_WHENCE.fullmatch(name) and _FEEDISH.fullmatch(value))

"""Turns a body into text when headers, declarations and bytes disagree."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKLESS = (
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_IN_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]+)""", re.I)
_IN_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{1,40})["']""")
_IN_HTML = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.I)
# Browsers read these labels as their Windows supersets, and so were the pages written (WHATWG Encoding Standard).
_REALLY = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
           "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "windows-1256": "cp1256"}  # fmt: skip
_SEVEN_BIT = ("iso2022", "hz", "utf7")
_TAGS = re.compile(rb"<[^>]{0,1000}>")
_SAMPLE = 20_000
_GUESSED = ("cp1251", "koi8_r", "cp1256", "cp1253")
"""Cyrillic, Arabic and Greek: Latin alphabets are too like each other to be guessed."""
_COHERENCE = 0.2
"""Of letters that come as often as in a language that is written so; in prose it is over 0.3."""
_BAD_AT_MOST = 0.005
"""Share of a body's bytes that may be broken and the body still be called UTF-8."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The body as text; never fails. Line ends and content are as sent, the byte order mark is gone.

    What the bytes prove comes first: a byte order mark, then valid UTF-8, then UTF-8 with few broken bytes (each
    becomes U+FFFD). Then what was declared, in the Content-Type header, then in the document. Then, where nothing was
    declared or only UTF-8, the alphabet other than the Latin that its letters speak for. Then Windows-1252.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _MARKLESS:
        if body.startswith(start):
            return body.decode(name, "replace")
    declared = _declared(body, content_type)
    # A seven-bit encoding is valid UTF-8 as well; only its declaration tells.
    if declared and declared[0].replace("-", "").replace("_", "").startswith(_SEVEN_BIT):
        return body.decode(declared[0], "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    repaired = body.decode("utf-8", "replace")
    if _is_nearly_utf8(body, repaired):
        return repaired
    for name in declared:
        if name not in ("utf-8", "utf8"):
            return body.decode(name, "replace")
    if guessed := _guessed(body):
        return body.decode(guessed, "replace")
    return repaired if "utf-8" in declared or "utf8" in declared else body.decode("cp1252", "replace")


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Names of known encodings that somebody declared, the header's first."""
    said: list[str] = []
    if content_type and (found := _IN_HEADER.search(content_type)):
        said.append(found[1])
    head = body[:4096]
    inside = [match[1] for pattern in (_IN_XML, _IN_HTML) if (match := pattern.search(head))]
    said += [name.decode("ascii", "replace") for name in inside]
    known = []
    for name in said:
        name = _REALLY.get(name.lower(), name.lower())
        try:
            if codecs.lookup(name)._is_text_encoding:
                known.append(name)
        except LookupError:
            continue
    return known


def _guessed(body: bytes) -> str | None:
    """The encoding of another alphabet than the Latin that the letters between the tags speak for."""
    sample = _TAGS.sub(b" ", body[:_SAMPLE])
    best = from_bytes(sample, cp_isolation=["cp1252", *_GUESSED]).best()
    if best is None or best.encoding not in _GUESSED or best.coherence < _COHERENCE:
        return None
    return best.encoding


def _is_nearly_utf8(body: bytes, repaired: str) -> bool:
    """Valid sequences outnumber the broken ones by far, and the broken ones are few."""
    bad = repaired.count("\ufffd") - body.count("\ufffd".encode())
    if bad > max(3, len(body) * _BAD_AT_MOST):
        return False
    good = sum(1 for letter in repaired[:200_000] if letter > "\x7f" and letter != "\ufffd")
    return good > 2 * bad

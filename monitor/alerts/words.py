"""Numbers, names, days and times as people write them. Plain text only: each destination escapes for itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from monitor.model import CeasefireStatus, Count, Harm, IncidentKind, IncidentState, Victims

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

ACTS: Final[Mapping[str, str]] = {
    "shelling": "shelling",
    "small-arms": "small-arms fire",
    "airstrike": "airstrike",
    "drone": "drone attack",
    "ground-attack": "ground attack",
    "mine-ied": "mine or explosive device",
    "unspecified": "means not stated",
}
HARMS: Final[Mapping[Harm, str]] = {
    "killed": "Killed",
    "wounded": "Wounded",
    "casualties": "Killed or wounded",
    "missing": "Missing",
    "captured": "Captured",
    "displaced": "Displaced",
}
VICTIMS: Final[Mapping[Victims, tuple[str, str]]] = {
    "military": ("military", "military"),
    "civilian": ("civilian", "civilians"),
    "mixed": ("military and civilian", "military and civilian"),
    "unknown": ("", ""),
}
"""Whose kind the victims are, for one and for more than one."""
STATUSES: Final[Mapping[CeasefireStatus, str]] = {
    "agreed": "ceasefire agreed",
    "announced": "ceasefire announced",
    "in-force": "ceasefire said to have come into force",
    "extended": "ceasefire extended",
    "called-for": "call for a ceasefire",
    "rejected": "ceasefire rejected",
    "suspended": "ceasefire suspended",
    "ended": "ceasefire said to have ended",
    "holding": "ceasefire said to be holding",
}
STATES: Final[Mapping[IncidentState, str]] = {
    "reported": "not corroborated, not denied so far",
    "corroborated": "independent sources agree, or the accused side admits it",
    "contested": "the accounts contradict each other, or the accused side denies it",
    "retracted": "the report was withdrawn",
}
KINDS: Final[Mapping[IncidentKind, str]] = {
    "violation": "Ceasefire violation reported",
    "clash": "Hostilities reported",
    "ceasefire": "Change of a ceasefire",
}

# fmt: off
_ACRONYMS: Final = frozenset((
    "un", "osce", "eu", "usa", "uk", "drc", "sdf", "ttp", "npa", "pkk", "m23", "eln", "tplf", "jnim", "iswap", "icrc",
))
COMMON_NOUNS: Final = frozenset(("media", "medics", "police", "witnesses", "monitor"))
"""Claimants that are words of the language as well as ids."""
_PLURALS: Final = frozenset((
    "media", "medics", "police", "witnesses", "palestinians", "houthis", "taliban", "russian-backed-militants",
))
# fmt: on
_HYPHENED: Final = frozenset(("nagorno-karabakh", "al-shabaab", "guinea-bissau", "timor-leste"))
_VAGUE: Final[Mapping[tuple[int, int], tuple[str, bool]]] = {
    (3, 5): ("a few", False),
    (3, 9): ("several", False),
    (20, 99): ("tens", True),
    (24, 99): ("dozens", True),
    (40, 99): ("scores", True),
    (200, 999): ("hundreds", True),
    (2000, 9999): ("thousands", True),
    (20000, 99999): ("tens of thousands", True),
}
"""Vague words by the range they are read as (conventions of the evaluation labels). The flag says that nobody would
state that range in digits, so the word is right whatever the evidence's language; others need the word in it."""

_OVER: Final = re.compile(r"\b(?:over|more than|exceed\w*|upwards of)\b", re.IGNORECASE)
_NEARLY: Final = re.compile(r"\b(?:nearly|almost|close to)\b", re.IGNORECASE)
_INNER_MARKS: Final = str.maketrans({"“": "‘", "”": "’", "„": "‚", '"': "'"})
_BIDI: Final = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def plain(text: str, limit: int = 0) -> str:
    """`text` on one line: white space folded, control and direction-changing characters gone.

    A title that holds an escape sequence or a right-to-left override can then neither paint a terminal nor turn a
    sentence round. With `limit` above 0 no longer than that many characters, cut at a word, with an ellipsis.
    """
    kept = (
        " " if character.isspace() else character
        for character in text
        if character not in _BIDI and (character.isspace() or unicodedata.category(character) not in ("Cc", "Cs"))
    )
    line = " ".join("".join(kept).split())
    if limit <= 0 or len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:") + "…"


def link(url: str) -> str:
    """`url` if a person can safely follow it (http or https, one line), else empty."""
    trimmed = plain(url)
    fits = trimmed.lower().startswith(("http://", "https://")) and not set(trimmed) & set(' "<>\\^`{|}')
    return trimmed if fits and len(trimmed) <= 2000 else ""


def quoted(text: str) -> str:
    """`text` in quotation marks, with the double ones inside it made single, as printers do."""
    return f"“{text.translate(_INNER_MARKS)}”"


def number(value: int) -> str:
    """ "75,000"."""
    return f"{value:,}"


def figure(low: int | None, high: int | None, *, approx: bool = False, evidence: str = "") -> str:
    """A stated range as people write it: "5", "at least 5", "up to 5", "3 to 5", "dozens (24–99)", "about 12".

    `evidence` is the quoted span: it decides between "at least 41" and "more than 40", and whether 3..5 was said as
    "a few".
    """
    about = "about " if approx else ""
    if low is not None and high is not None:
        if low == high:
            return "none" if low == 0 else about + number(low)
        word, always = _VAGUE.get((low, high), ("", False))
        if word and (always or re.search(rf"\b{word}\b", evidence, re.IGNORECASE)):
            return f"{word} ({number(low)}–{number(high)})"
        return f"{about}{number(low)} to {number(high)}"
    if high is not None:
        return f"nearly {number(high)}" if _NEARLY.search(evidence) else f"up to {number(high)}"
    if low is None:
        return "a number not given"
    if low > 1 and _OVER.search(evidence) and _writes(evidence, low - 1):
        return f"more than {number(low - 1)}"
    return f"at least {number(low)}"


def _writes(evidence: str, value: int) -> bool:
    return re.search(rf"(?<![\d,.]){value}(?![\d])", re.sub(r"(?<=\d)[, ](?=\d{3})", "", evidence)) is not None


def count(toll: Count) -> str:
    """A toll with its best number first: "5", "at least 5", "up to 5", "5 (3 to 7)", "5 (up to 7)", "5 (3 or more)"."""
    low = toll.low if toll.low is None or toll.low < toll.best else toll.best
    high = toll.high if toll.high is None or toll.high > toll.best else toll.best
    best = number(toll.best)
    below = low is not None and low < toll.best
    above = high is not None and high > toll.best
    if below and above and low is not None and high is not None:
        return f"{best} ({number(low)} to {number(high)})"
    if below and low is not None:
        return f"{best} ({number(low)} or more)" if high is None else f"{best} ({number(low)} to {best})"
    if above and high is not None:
        return f"{best} (up to {number(high)})"
    if low is None and high is not None:
        return f"up to {best}"
    return f"at least {best}" if high is None and low is not None else best


def people(how_many: str, victims: Victims) -> str:
    """A written figure with the kind of people: "1 civilian", "at least 5 military", "dozens (24–99), civilians"."""
    one, more = VICTIMS[victims]
    kind = one if how_many in ("1", "about 1") else more
    if not kind:
        return how_many
    return f"{how_many}, {kind}" if how_many.endswith(")") else f"{how_many} {kind}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    given = [name for name in names if name]
    return f" {last} ".join((", ".join(given[:-1]), given[-1])) if len(given) > 1 else "".join(given)


def several(how_many: int, one: str, more: str = "") -> str:
    """ "1 source", "2 sources"; `more` where the plural is not `one` with an s."""
    return f"{number(how_many)} {one if how_many == 1 else more or one + 's'}"


def capital(text: str) -> str:
    """`text` with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def day(value: date, *, short: bool = False) -> str:
    """ "7 April 2016"; short "7 Apr 2016"."""
    return f"{value.day} {_month(value, short)} {value.year}"


def _month(value: date, short: bool) -> str:
    name = MONTHS[value.month - 1]
    return name[:3] if short else name


def days(first: date, last: date, *, short: bool = False) -> str:
    """ "7 April 2016", "5–7 April 2016", "30 March – 2 April 2016", "31 December 2015 – 1 January 2016".

    Short as headlines have them: "5–7 Apr 2016", "30 Mar to 2 Apr 2016".
    """
    to = "to" if short else "–"
    if first == last:
        return day(first, short=short)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, short=short)}"
    if first.year == last.year:
        return f"{first.day} {_month(first, short)} {to} {day(last, short=short)}"
    return f"{day(first, short=short)} {to} {day(last, short=short)}"


def ago(then: date, today: date) -> str:
    """ "today", "yesterday", "12 days ago"."""
    gone = (today - then).days
    return {0: "today", 1: "yesterday"}.get(gone, f"{number(gone)} days ago")


@dataclass(frozen=True, slots=True)
class Wording:
    """How things are called and in which zone times are shown.

    `labels` maps ids of actors, theatres and ceasefires to names people know; an id without one is shown in title case
    (a ceasefire's as it is). `timezone` is an IANA name; ZoneInfoNotFoundError when nobody knows it.
    """

    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    timezone: str = "UTC"

    def name(self, id_: str) -> str:
        """ "nagorno-karabakh" -> "Nagorno-Karabakh", "saudi-arabia" -> "Saudi Arabia", "osce" -> "OSCE"."""
        label = self.labels.get(id_)
        if label:
            return plain(label)
        if id_ in _ACRONYMS:
            return id_.upper()
        return plain("-".join(part[:1].upper() + part[1:] for part in id_.replace("_", "-").split("-"))).replace(
            "-", "-" if id_ in _HYPHENED else " "
        )

    def theatre(self, id_: str) -> str:
        """The theatre's name: its own label ("theatre:" before the id), as an actor may have the same id."""
        return plain(self.labels.get(f"theatre:{id_}", "")) or self.name(id_)

    def ceasefire(self, id_: str) -> str:
        """The ceasefire's name, or its id as the register writes it."""
        return plain(self.labels.get(id_, "") or id_)

    def does(self, id_: str, verb: str) -> str:
        """ "Armenia says", "Witnesses say": the name with `verb` (a plain infinitive) agreeing."""
        return f"{self.name(id_)} {verb if id_ in _PLURALS else conjugated(verb)}"

    def is_or_are(self, id_: str) -> str:
        """ "Armenia is", "The police are" without the article: the name with the verb to be."""
        return f"{self.name(id_)} {'are' if id_ in _PLURALS else 'is'}"

    def local(self, moment: datetime) -> datetime:
        """The moment in the shown zone."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def stamp(self, moment: datetime) -> str:
        """ "Thu 7 April 2016, 03:12 Asia/Yerevan"."""
        here = self.local(moment)
        return f"{WEEKDAYS[here.weekday()]} {day(here.date())}, {here:%H:%M} {self.timezone}"

    def short(self, moment: datetime) -> str:
        """ "7 April, 03:12": for lists whose heading names the zone."""
        here = self.local(moment)
        return f"{here.day} {MONTHS[here.month - 1]}, {here:%H:%M}"


def conjugated(verb: str) -> str:
    """The third person: "say" -> "says", "deny" -> "denies", "accuse" -> "accuses"."""
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def acts(names: Sequence[str]) -> str:
    """ "shelling and small-arms fire"; empty when no act is known."""
    known = [ACTS.get(name, name) for name in names if name != "unspecified"]
    return listed(dict.fromkeys(known))

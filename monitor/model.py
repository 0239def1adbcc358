"""The nouns as frozen dataclasses. All times are aware and in UTC; all offsets count characters.

These types know nothing of files, databases or networks. `ids` are database keys and are 0 until stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from urllib.parse import urlsplit

Clock = Callable[[], datetime]
"""What tells the time: an aware UTC datetime. Handed in by `app`, so tests can own it."""


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


# --------------------------------------------------------------------------------------------------------------- hosts


_LONGEST_HOST = 253
"""Characters of a name (RFC 1035, 2.3.4)."""


def host_asked(url: str) -> str:
    """The host that is asked for this address, as politeness counts hosts; "" where there is none.

    Its name in lower case (in ASCII, as servers know it), and the port where it is not the scheme's own. What is
    too long for a name has no server, and no place in an index.
    """
    try:
        parts = urlsplit(url.strip())
        name, port = (parts.hostname or "").rstrip("."), parts.port
        name = name if name.isascii() else name.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        return ""
    if len(name) > _LONGEST_HOST:
        return ""
    name = f"[{name}]" if ":" in name else name
    return f"{name}:{port}" if name and port not in (None, {"http": 80, "https": 443}.get(parts.scheme)) else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A host's robots.txt as it was last had, and since when it can't be."""

    text: str = ""
    """Empty where the host has none: then everything may be asked for."""
    read: datetime | None = None
    """When the text was last had, or the host said that there is none."""
    tried: datetime | None = None
    failing_since: datetime | None = None
    """The first failure since it was last had."""
    why: str = ""
    """The last failure in words."""


# --------------------------------------------------------------------------------------------------------------- feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often feeds are asked that are promised without a word on it, in seconds; see Feed."""

    interval: int = 300
    floor: int = 60
    ceiling: int = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source we promised to read, with everything known about how its reading goes."""

    id: int = 0
    url: str
    name: str
    lang: str | None = None
    """Declared language, BCP 47 primary tag, or None when nobody said."""
    speaks_for: str | None = None
    """Actor id of the side this outlet belongs to; None for a neutral or unknown one."""
    theatres: tuple[str, ...] = ()
    interval: int = 300
    """Seconds between polls as long as nothing else is known. How often it has news shortens or lengthens them."""
    floor: int = 60
    """Seconds between polls at least, however often it has news."""
    ceiling: int = 3600
    """Seconds between polls at most, however seldom it has news and whatever it asks for."""
    enabled: bool = True
    origin: str = "settings"
    """Where the promise comes from: settings, an OPML file's name, or command."""
    etag: str | None = None
    last_modified: str | None = None
    doubted_until: datetime | None = None
    """Until when its validators are not believed, because they hid news."""
    habit: int | None = None
    """Seconds between polls that its news so far has led to; None: `interval`."""
    ttl: int | None = None
    """Seconds between polls that it asked for when it was last read whole."""
    moved_to: str | None = None
    """Where it says it has moved for good, as long as it says so."""
    moved_since: datetime | None = None
    address: str | None = None
    """Where it is asked since that move was believed; None: at `url`, which stays its name in the promise."""
    next_due: datetime | None = None
    fence: int = 0
    """Rises with each lease; a result that carries an older fence is dropped."""
    last_tried: datetime | None = None
    last_read: datetime | None = None
    """When it last gave an answer that could be used (200 with a feed inside, or 304)."""
    last_whole: datetime | None = None
    """When it last gave the whole feed (200), not only word that nothing had changed."""
    last_new: datetime | None = None
    """When it last listed something we had not seen."""
    failures: int = 0
    """Failures in a row; 0 after a good answer."""
    weight: float = 0.0
    """The same failures, each by how much it tells against the feed (see sources.timing)."""
    failing_since: datetime | None = None
    """When the first of these failures was."""
    gone_since: datetime | None = None
    """Since when its server has answered nothing but that it is gone (410)."""
    retired: datetime | None = None
    """When we took it for gone, its server having long said so (410). Once a week it is asked whether it is back."""
    state: str = "new"
    """new, ok, retired, or the kind of the last failure (see FetchError; and `parse`, `gone`)."""
    note: str = ""
    """The last outcome in words: what happened and when we try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """What a feed says of one item, before it is stored."""

    guid: str
    """The feed's own identifier, or the canonical URL where the feed gives none."""
    url: str
    """Canonical URL (tracking parameters and fragments removed); may be empty."""
    title: str
    summary: str
    """Plain text, entities and tags resolved."""
    content: str
    """The full text as HTML where the feed carries it, else empty."""
    published: datetime | None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A listed item as stored. `content_hash` covers title, summary and content: a change means it is read again.

    `content` is empty once the entry has been read.
    """

    id: int = 0
    feed_id: int
    guid: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime | None
    updated: datetime | None = None
    first_seen: datetime
    content_hash: str
    revision: int = 1
    fence: int = 0
    attempts: int = 0
    host: str = ""
    """Whose turn it has to be before the entry is read; empty while the feed's own text comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry's text as read. `text_source` says where it came from: page, feed (full text), or summary."""

    id: int = 0
    entry_id: int
    feed_id: int
    entry_revision: int = 1
    url: str
    title: str
    text: str
    lang: str
    published: datetime
    """When the news is from. Where the item gave no date, the moment we first saw it (see `dated`)."""
    dated: bool = True
    fetched: datetime
    outlet: str
    """Name of the feed it came through."""
    speaks_for: str | None = None
    text_source: Literal["page", "feed", "summary"] = "page"
    note: str = ""
    content_hash: str
    sketch: tuple[int, ...] = ()
    """Bottom-k shingle sketch of the text, for near copies (see incidents.copies)."""
    copy_of: int | None = None
    """Id of the article whose wire text this one repeats."""


# -------------------------------------------------------------------------------------------------------------- claims

Polarity = Literal["affirmed", "negated", "denied"]
Modality = Literal["actual", "attempted", "threatened", "hypothetical", "called-for"]
TimeAxis = Literal["current", "background", "anniversary"]
Measure = Literal["incident", "cumulative", "additional", "of-which", "superseded"]
Voice = Literal["fact", "said", "accused", "alleged", "admitted", "denied"]
Harm = Literal["killed", "wounded", "missing", "captured", "displaced", "casualties"]
Victims = Literal["military", "civilian", "mixed", "unknown"]
Scope = Literal["incident", "cumulative"]
Act = Literal["shelling", "small-arms", "airstrike", "drone", "ground-attack", "mine-ied", "unspecified"]
CeasefireStatus = Literal[
    "agreed", "announced", "in-force", "extended", "called-for", "rejected", "suspended", "ended", "holding"
]


@dataclass(frozen=True, slots=True)
class Axes:
    """The five independent axes of a claim (after the ConText algorithm; docs/how-it-works.md tells their values)."""

    polarity: Polarity = "affirmed"
    modality: Modality = "actual"
    time: TimeAxis = "current"
    measure: Measure = "incident"
    voice: Voice = "fact"


@dataclass(frozen=True, slots=True)
class When:
    """Days, both included, in the reported place's reckoning."""

    start: date
    end: date
    precision: Literal["day", "week", "month", "year"] = "day"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a theatre pack. `precision` says how fine the point is."""

    id: str
    name: str
    lat: float
    lon: float
    precision: Literal["point", "village", "town", "city", "district", "region", "country"] = "town"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What every claim carries: the proof, the axes, when, where, and the rules that made it."""

    evidence: str
    """The quoted span: exactly `article.<field>[start:end]`."""
    field: Literal["text", "title"] = "text"
    start: int
    end: int
    rules: tuple[str, ...] = ()
    confidence: float = 1.0
    axes: Axes = Axes()
    when: When | None = None
    places: tuple[Place, ...] = ()
    theatre: str | None = None
    current: bool = True
    denied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyClaim(_Told):
    """One stated figure. Bounds as in the labels: "over 40" is 41..None, "up to 5" is None..5."""

    kind: Literal["casualty"] = "casualty"
    harm: Harm
    low: int | None
    high: int | None
    best: int | None = None
    """The number as written: of "over 40" (41..None) it is 40, of a vague word its low end."""
    approx: bool = False
    side: str | None = None
    victims: Victims = "unknown"
    agent: str | None = None
    scope: Scope = "incident"
    claimant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationClaim(_Told):
    """One side said to have broken a ceasefire.

    `inferred`: the register says so, not the article, which tells of fire and names no ceasefire, or tells of a reply.
    """

    kind: Literal["violation"] = "violation"
    violator: str | None = None
    accuser: str | None = None
    target: str | None = None
    acts: tuple[Act, ...] = ("unspecified",)
    count: int | None = None
    inferred: bool = False
    ceasefire: str | None = None
    ceasefire_day: int | None = None
    """1 on the day the ceasefire came into force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostilityClaim(_Told):
    """Fire or an attack, with no word of a ceasefire."""

    kind: Literal["hostility"] = "hostility"
    actor: str | None = None
    target: str | None = None
    acts: tuple[Act, ...] = ("unspecified",)
    claimant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CeasefireClaim(_Told):
    """A change in the life of a ceasefire."""

    kind: Literal["ceasefire"] = "ceasefire"
    status: CeasefireStatus
    parties: tuple[str, ...] = ()
    mediator: str | None = None
    claimant: str | None = None


Claim = CasualtyClaim | ViolationClaim | HostilityClaim | CeasefireClaim


@dataclass(frozen=True, slots=True)
class Count:
    """A toll: the range that was stated and the number as written (`best`)."""

    low: int | None
    best: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Toll:
    """The article's own total for the newest happening it reports; None where it gives no such figure."""

    killed: Count | None = None
    wounded: Count | None = None
    missing: Count | None = None
    captured: Count | None = None
    displaced: Count | None = None


@dataclass(frozen=True, slots=True)
class Flags:
    """What kind of news this is."""

    violation: bool = False
    apparent_violation: bool = False
    casualties: bool = False
    hostilities: bool = False
    ceasefire: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a claim's trace: which rule did what, on which characters."""

    stage: str
    rule: str
    says: str
    field: Literal["text", "title"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the engine read in one article. `traces[i]` belongs to `claims[i]`."""

    lang: str
    published: date | None
    theatres: tuple[str, ...] = ()
    flags: Flags = Flags()
    claims: tuple[Claim, ...] = ()
    toll: Toll = Toll()
    traces: tuple[tuple[Step, ...], ...] = ()


# ----------------------------------------------------------------------------------------------- theatres and register


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceasefire:
    """An agreement in the register, from a theatre pack."""

    id: str
    theatre: str
    name: str
    parties: tuple[str, ...]
    start: date
    end: date | None = None
    places: tuple[str, ...] = ()
    """Ids of the places that make its zone; empty means the whole theatre."""
    terms: str = ""
    source: str = ""


# ----------------------------------------------------------------------------------------------------------- incidents

IncidentState = Literal["reported", "corroborated", "contested", "retracted"]
IncidentKind = Literal["violation", "clash", "ceasefire"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One claimant's figure within an incident, newest word first kept as `low..high`."""

    harm: Harm
    side: str | None
    victims: Victims
    claimant: str | None
    low: int | None
    high: int | None
    approx: bool = False
    article_id: int
    outlet: str
    said: datetime
    evidence: str
    url: str = ""
    denied: bool = False
    admitted: bool = False
    """Whether the article calls it admitted or acknowledged. That a side counts its own people says `claimant`."""
    scope: Scope = "incident"
    measure: Measure = "incident"
    """`of-which` is part of another figure and never added; `additional` comes on top of an earlier one."""
    agent: str | None = None
    """Who is said to have done it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusation:
    """Who says who broke the ceasefire, in one incident; with `denied`, that the violator denies it."""

    violator: str | None
    accuser: str | None
    acts: tuple[Act, ...]
    count: int | None
    inferred: bool
    ceasefire: str | None
    denied: bool
    article_id: int
    outlet: str
    said: datetime
    evidence: str
    url: str = ""
    target: str | None = None
    """On whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """Fire or an attack that one article tells of with no word of a ceasefire."""

    attacker: str | None
    """None where no party is named."""
    target: str | None = None
    acts: tuple[Act, ...] = ()
    claimant: str | None = None
    denied: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article behind an incident. `independent` is False where another source already counts for it: for a reprint,
    the same outlet's later articles, a second outlet with nothing but its own side's word."""

    article_id: int
    outlet: str
    title: str
    url: str
    said: datetime
    independent: bool = True
    copy: bool = False
    """Whether it reprints the text of another outlet that stands among the incident's sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one article tells of one incident. An incident's other fields are computed from its tellings alone."""

    article_id: int
    outlet: str
    title: str
    url: str
    published: datetime
    speaks_for: str | None = None
    copy_of: int | None = None
    kind: IncidentKind
    first_day: date
    last_day: date
    day_stated: bool
    """False where the article names no day: it was one of these days, the last of them more likely."""
    places: tuple[Place, ...] = ()
    acts: tuple[Act, ...] = ()
    actors: tuple[str, ...] = ()
    attacks: tuple[Attack, ...] = ()
    deniers: tuple[str, ...] = ()
    """Sides that deny having done it."""
    ceasefire: str | None = None
    ceasefire_day: int | None = None
    ceasefire_status: CeasefireStatus | None = None
    mediator: str | None = None
    evidence: str = ""
    """The quoted span of a ceasefire's change. What happened else is quoted where it stands: in the attacks,
    accusations and figures."""
    accusations: tuple[Accusation, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def attackers(self) -> tuple[str, ...]:
        """Who is said to have fired or attacked where no word of a ceasefire was said, each once."""
        return tuple(dict.fromkeys(one.attacker for one in self.attacks if one.attacker and not one.denied))


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One happening, with every version of it side by side. `revision` counts from 1."""

    id: int = 0
    theatre: str
    kind: IncidentKind
    first_day: date
    last_day: date
    places: tuple[Place, ...] = ()
    acts: tuple[Act, ...] = ()
    actors: tuple[str, ...] = ()
    state: IncidentState = "reported"
    ceasefire: str | None = None
    ceasefire_day: int | None = None
    ceasefire_status: CeasefireStatus | None = None
    headline: str
    """One line a person can read: what, where, when, who says so."""
    accusations: tuple[Accusation, ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[Source, ...] = ()
    tellings: tuple[Telling, ...] = ()
    """What each article tells of it, oldest first (see incidents.correlate)."""
    toll: Toll = Toll()
    revision: int = 1
    opened: datetime
    revised: datetime
    muted: bool = False


ChangeKind = Literal[
    "new-incident", "toll-raised", "toll-corrected", "corroborated", "denied", "new-version", "ceasefire-change",
    "quiet-broken", "retracted", "source-added",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two revisions of an incident, with the reason in words."""

    kind: ChangeKind
    words: str
    delta: int | None = None
    """People added, for toll-raised: a toll that goes from 3 to 5 is +2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision of an incident: what changed, because of which article."""

    incident: Incident
    changes: tuple[Change, ...]
    article_id: int
    at: datetime


# -------------------------------------------------------------------------------------------------------------- alerts

Severity = Literal["info", "notable", "serious", "grave"]
DeliveryState = Literal["due", "held", "sending", "sent", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An incident's revision worth telling. Unique by (incident, revision)."""

    id: int = 0
    incident_id: int
    revision: int
    severity: Severity
    reason: str
    """Why people are told, in words: "toll raised from 3 to 5 by armenia"."""
    created: datetime


NoticeKind = Literal["feed-quiet", "side-quiet", "side-unseen", "feed-retired", "feed-moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about our sight that people should know: a feed, or all feeds of a side, gone quiet or out of reach.

    A side is the feeds on one theatre that speak for one actor, or for none. Of a kind and subject one is open at most.
    """

    id: int = 0
    kind: NoticeKind
    feed_id: int | None = None
    """None where it is about a side."""
    name: str = ""
    """The feed's name."""
    theatres: tuple[str, ...] = ()
    """The feed's theatres; a side's one."""
    side: str | None = None
    """Actor id of the side; None for the feeds that speak for nobody."""
    since: datetime
    """When it began."""
    words: str
    """What was found, in words; spans and numbers only, as readers have clocks of their own."""
    opened: datetime
    """When we found it."""
    ended: datetime | None = None
    over_of: int | None = None
    """Id of the notice whose end this one tells; such a one is never open itself."""

    @property
    def subject(self) -> str:
        """Whom it is about, in one word."""
        if self.feed_id is not None:
            return f"feed/{self.feed_id}"
        return f"side/{self.theatres[0]}/{self.side or ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An alert, a digest or a notice owed to one destination. Unique by (what it carries, channel, destination)."""

    id: int = 0
    alert_id: int | None = None
    digest_key: str | None = None
    """For a digest: `YYYY-MM-DD` of its local day."""
    notice_id: int | None = None
    incident_id: int | None = None
    channel: Literal["terminal", "slack", "email", "webhook"]
    destination: str
    """Slack channel id, mail address list, or `-` for the terminal."""
    key: str
    """Stable public id of this delivery (a UUID): Slack metadata, mail Message-ID."""
    state: DeliveryState = "due"
    reason: str = ""
    """Why it is due, held or failed, in words."""
    due: datetime
    attempts: int = 0
    fence: int = 0
    receipt: str = ""
    """What the destination answered: Slack `channel:ts`, mail Message-ID."""
    created: datetime
    sent: datetime | None = None


VerdictWord = Literal["correct", "wrong", "duplicate", "muted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An analyst's word on an alert."""

    alert_id: int
    word: VerdictWord
    by: str
    at: datetime
    note: str = ""


# -------------------------------------------------------------------------------------------------------------- digest


@dataclass(frozen=True, slots=True, kw_only=True)
class CeasefireClock:
    """How a ceasefire of the register stands on the digest's day."""

    ceasefire: Ceasefire
    day: int
    """1 on the day it came into force."""
    violations_reported: int
    """Incidents of the digest's day with an accusation against one of its parties."""
    last_reported: date | None
    """Last day with such an incident, or None when there is none on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether we could see at all: quiet must never be confused with blindness."""

    feeds: int
    read: int
    failed: tuple[Feed, ...]
    entries: int
    articles: int
    claims: int
    notices: tuple[Notice, ...] = ()
    """What was open on that day, in the order it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One local day, gathered for one mail. `start` and `end` are its bounds in UTC, `end` excluded."""

    day: date
    timezone: str
    start: datetime
    end: datetime
    revisions: tuple[Revision, ...] = ()
    """The newest revision of each incident that was opened or revised in the day."""
    clocks: tuple[CeasefireClock, ...] = ()
    held: tuple[Delivery, ...] = ()
    failed: tuple[Delivery, ...] = ()
    coverage: Coverage

"""Who is told what, and when: pure decisions that give their reason in words. Told on change only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

from monitor.model import (
    Alert,
    CeasefireStatus,
    Change,
    ChangeKind,
    Count,
    Delivery,
    DeliveryState,
    Incident,
    IncidentKind,
    Notice,
    NoticeKind,
    Revision,
    Severity,
)

ChannelName = Literal["terminal", "slack", "email", "webhook"]
Destination = tuple[str, str]
"""A channel's name and where in it: ("slack", "C0123")."""

ORDER: Final[tuple[Severity, ...]] = ("info", "notable", "serious", "grave")
NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When something is due that is held with no end."""

TELLING: Final[frozenset[ChangeKind]] = frozenset(
    (
        "new-incident", "toll-raised", "toll-corrected", "corroborated", "denied", "new-version", "ceasefire-change",
        "quiet-broken", "retracted",
    )
)  # fmt: skip
"""Changes worth telling. One more source that says the same ("source-added") is not."""
CORRECTING: Final[frozenset[ChangeKind]] = frozenset(("toll-corrected", "denied", "retracted"))
"""Changes that take back or question what was told before: whoever was told then hears these, however small."""

_KEYS: Final = uuid.UUID("6f1a7c52-5d0e-5b8e-9d55-3d0c0c6f4a11")
"""Namespace of the deliveries' keys: the same decision always gives the same key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The numbers of the severity rule (see `severity`)."""

    grave_killed: int = 10
    serious_killed: int = 1
    serious_wounded: int = 10
    serious_taken: int = 10
    """People missing or captured."""
    serious_displaced: int = 1000
    serious_breaches: int = 50
    """Violations stated in one report."""
    statuses: Mapping[CeasefireStatus, Severity] = field(
        default_factory=lambda: MappingProxyType(
            {
                "ended": "grave",
                "suspended": "grave",
                "rejected": "serious",
                "agreed": "serious",
                "announced": "serious",
                "in-force": "serious",
                "extended": "notable",
                "called-for": "info",
                "holding": "info",
            }
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """A stretch of each local day in which only grave news is told. `start` equal to `until` means none.

    `start` is included, `until` is not; a stretch may run over midnight. Where the clocks skip or repeat one of the two
    times, its first reading counts (PEP 495, fold 0), so a night is never quiet twice.
    """

    start: time
    until: time
    timezone: str

    def end(self, now: datetime) -> datetime | None:
        """When the quiet that holds at `now` ends, in UTC; None when it isn't quiet."""
        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).date()
        for first in (today - timedelta(days=1), today):
            last = first if self.start < self.until else first + timedelta(days=1)
            begins, ends = _moment(first, self.start, zone), _moment(last, self.until, zone)
            if self.start != self.until and begins <= now < ends:
                return ends
        return None


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock.replace(tzinfo=zone, fold=0)).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """What somebody does not want to hear of. Every field that is given must match; one with none given mutes all.

    With `until` the news is held till then and told late; without, it is held for good and shown in the digest.
    """

    because: str
    theatre: str | None = None
    kind: IncidentKind | None = None
    place: str | None = None
    """A place's id or name."""
    actor: str | None = None
    incident: int | None = None
    until: datetime | None = None

    def covers(self, incident: Incident, now: datetime) -> bool:
        """Whether this mute silences that incident at `now`."""
        places = {name.casefold() for place in incident.places for name in (place.id, place.name)}
        return (
            (self.until is None or now < self.until)
            and self.theatre in (None, incident.theatre)
            and self.kind in (None, incident.kind)
            and self.incident in (None, incident.id)
            and (self.actor is None or self.actor in incident.actors)
            and (self.place is None or self.place.casefold() in places)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One destination and what it wants to hear. Empty theatres or kinds mean all of them."""

    channel: ChannelName
    destination: str
    """Slack channel id, mail address, or `-` for the terminal."""
    theatres: tuple[str, ...] = ()
    kinds: tuple[IncidentKind, ...] = ()
    min_severity: Severity = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The house rules. `kinds` and `min_severity` bind every route beside the route's own."""

    routes: tuple[Route, ...] = ()
    kinds: tuple[IncidentKind, ...] = ()
    min_severity: Severity = "info"
    quiet_hours: QuietHours | None = None
    mutes: tuple[Mute, ...] = ()
    group_wait: timedelta = timedelta(0)
    """How long an incident's news is gathered before it is told, and the least time between two messages about it."""
    scale: Scale = Scale()
    quiet_feeds: bool = True
    quiet_sides: bool = True
    """Whether the silence of a feed, and of a side, is told; it is recorded either way."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a revision. `deliveries` have no alert_id yet: the store gives the alert its number."""

    alert: Alert | None
    deliveries: tuple[Delivery, ...]
    reason: str


# ------------------------------------------------------------------------------------------------------------- severity


def severity(revision: Revision, scale: Scale = Scale()) -> Severity:
    """How weighty an incident is as it now stands. The first line that fits decides; numbers are `Scale`'s.

    | severity | when |
    |---|---|
    | grave    | a ceasefire said to have ended or been suspended; 10 killed or more |
    | serious  | anyone killed; 10 wounded, 10 missing or captured, or 1,000 displaced; 50 violations or more in one |
    |          | report; a ceasefire agreed, announced, in force or rejected; quiet broken after days without a report |
    | notable  | any other accusation or fire; a ceasefire extended |
    | info     | a call for a ceasefire, a ceasefire said to be holding; a retracted incident; a denial of what nobody |
    |          | was heard to say |

    Tolls are the ledger's best number, the one with the admitting or neutral voice behind it: one side's boast can't
    wake anybody. Inferred violations count like other fire.
    """
    incident, toll = revision.incident, revision.incident.toll
    found: list[Severity] = ["info" if incident.kind == "ceasefire" else "notable"]
    if incident.state == "retracted" or _only_denied(incident):
        return "info"
    if incident.ceasefire_status is not None and incident.kind == "ceasefire":
        found.append(scale.statuses.get(incident.ceasefire_status, "notable"))
    if _best(toll.killed) >= scale.grave_killed:
        found.append("grave")
    reached = (
        (_best(toll.killed), scale.serious_killed),
        (_best(toll.wounded), scale.serious_wounded),
        (_best(toll.missing) + _best(toll.captured), scale.serious_taken),
        (_best(toll.displaced), scale.serious_displaced),
        (_breaches(incident), scale.serious_breaches),
    )
    if any(stated >= enough for stated, enough in reached) or _has(revision.changes, "quiet-broken"):
        found.append("serious")
    return max(found, key=ORDER.index)


def _only_denied(incident: Incident) -> bool:
    """Whether all there is is a denial: no accusation, attack or victim of which anybody spoke."""
    denied = any(one.denied for one in incident.accusations) or any(telling.deniers for telling in incident.tellings)
    accused = any(not one.denied for one in incident.accusations)
    attacked = any(telling.attackers for telling in incident.tellings)
    counted = any(not figure.denied for figure in incident.figures)
    return denied and not (accused or attacked or counted)


def _best(count: Count | None) -> int:
    return count.best if count else 0


def _breaches(incident: Incident) -> int:
    return max((a.count or 0 for a in incident.accusations if not a.denied), default=0)


def _has(changes: Iterable[Change], kind: ChangeKind) -> bool:
    return any(change.kind == kind for change in changes)


# ------------------------------------------------------------------------------------------------------------- deciding


def decide(
    revision: Revision,
    policy: Policy,
    *,
    now: datetime,
    last_told: Mapping[Destination, datetime] | None = None,
) -> Decision:
    """Whether this revision is told, to whom, and when.

    `last_told` says when each destination was last told, or is due to be told, of this incident. The alert's id is 0
    and the deliveries have no alert id: whoever stores them fills these in. Deciding twice gives the same keys.
    """
    telling = [change for change in revision.changes if change.kind in TELLING]
    if not revision.changes:
        return Decision(None, (), "nothing changed")
    if not telling:
        kinds = ", ".join(dict.fromkeys(change.kind for change in revision.changes))
        return Decision(None, (), f"not worth telling: {kinds}")
    weight = severity(revision, policy.scale)
    alert = Alert(
        incident_id=revision.incident.id,
        revision=revision.incident.revision,
        severity=weight,
        reason="; ".join(dict.fromkeys(in_words(change) for change in telling)),
        created=now,
    )
    told = last_told or {}
    owed: dict[Destination, Delivery] = {}
    refusals = []
    for route in policy.routes:
        destination = (route.channel, route.destination)
        refusal = _refusal(route, revision, telling, weight, policy, told)
        if refusal:
            refusals.append(f"{route.channel} {route.destination}: {refusal}")
        elif destination not in owed:  # two routes to one destination are alternatives, not two messages
            owed[destination] = _delivery(route, revision, alert, policy, now, told)
    deliveries = list(owed.values())
    if not deliveries:
        nobody = "; ".join(refusals) or "no route is set"
        return Decision(alert, (), f"{alert.reason}: {weight}, told to nobody ({nobody})")
    return Decision(alert, tuple(deliveries), f"{alert.reason}: {weight}, {_outcome(deliveries)}")


def in_words(change: Change) -> str:
    """ "toll raised from 3 to 5, +2": the words of a change, with the people added where they don't say so."""
    if " raised from " not in change.words or not change.delta or f"+{change.delta}" in change.words:
        return change.words
    return f"{change.words}, +{change.delta:,}"


def _refusal(
    route: Route,
    revision: Revision,
    telling: Sequence[Change],
    weight: Severity,
    policy: Policy,
    told: Mapping[Destination, datetime],
) -> str:
    """Why this route isn't told, or empty."""
    incident = revision.incident
    if route.theatres and incident.theatre not in route.theatres:
        return f"does not follow {incident.theatre}"
    for kinds in (route.kinds, policy.kinds):
        if kinds and incident.kind not in kinds:
            return f"does not want {incident.kind} news"
    least = max(route.min_severity, policy.min_severity, key=ORDER.index)
    if ORDER.index(weight) < ORDER.index(least):
        corrects = any(change.kind in CORRECTING for change in telling)
        if not (corrects and (route.channel, route.destination) in told):
            return f"wants {least} and above"
    return ""


def _delivery(
    route: Route,
    revision: Revision,
    alert: Alert,
    policy: Policy,
    now: datetime,
    told: Mapping[Destination, datetime],
) -> Delivery:
    state, due, reason = _timing(route, revision.incident, alert, policy, now, told)
    incident = revision.incident
    # The moment it was opened keeps incident 1 of a new database apart from incident 1 of the one before it.
    name = f"{incident.id}/{incident.opened.isoformat()}/{incident.revision}/{route.channel}/{route.destination}"
    return Delivery(
        incident_id=incident.id,
        channel=route.channel,
        destination=route.destination,
        key=str(uuid.uuid5(_KEYS, name)),
        state=state,
        reason=reason,
        due=due,
        created=now,
    )


def _timing(
    route: Route,
    incident: Incident,
    alert: Alert,
    policy: Policy,
    now: datetime,
    told: Mapping[Destination, datetime],
) -> tuple[DeliveryState, datetime, str]:
    """Held or due, when, and why: mutes before quiet hours before group wait; grave news waits for mutes only."""
    if incident.muted:
        return "held", NEVER, f"muted: an analyst muted incident {incident.id}"
    for mute in policy.mutes:
        if mute.covers(incident, now):
            return "held", mute.until or NEVER, f"muted: {mute.because}"
    if alert.severity == "grave":
        return "due", now, alert.reason
    since = told.get((route.channel, route.destination))
    due = now + policy.group_wait if since is None else max(now, since + policy.group_wait)
    # What falls due inside the quiet is held too, even when it was decided before the quiet began.
    quiet = policy.quiet_hours.end(due) if policy.quiet_hours else None
    if quiet is not None and policy.quiet_hours is not None:
        clock = policy.quiet_hours
        return "held", quiet, f"held in quiet hours until {clock.until:%H:%M} {clock.timezone}"
    return "due", due, alert.reason if due == now else f"{alert.reason} (gathering news until {due:%H:%M:%S} UTC)"


def _outcome(deliveries: Sequence[Delivery]) -> str:
    return "; ".join(
        f"{delivery.channel} {delivery.destination}: {delivery.reason if delivery.state == 'held' else 'told'}"
        for delivery in deliveries
    )


# -------------------------------------------------------------------------------------------------- holding and digests


def released(held: Iterable[Delivery], *, now: datetime) -> tuple[Delivery, ...]:
    """Those held deliveries whose time has come, as due now, oldest first. Those held for good never come."""
    ready = sorted((d for d in held if d.state == "held" and d.due <= now), key=lambda d: (d.created, d.id))
    return tuple(replace(d, state="due", due=now, reason=f"released: was {d.reason}") for d in ready)


def woken(held: Iterable[Delivery], deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Held deliveries that must go out before `deliveries`, as due with them, oldest first.

    Grave news passes the quiet hours; what was held of the same incident at the same destination goes with it, or the
    morning would bring an older version after the newer one. What is held for good stays held.
    """
    going = {(d.incident_id, d.channel, d.destination): d.due for d in deliveries if d.state == "due"}
    before = sorted((d for d in held if d.state == "held" and d.due < NEVER), key=lambda d: (d.created, d.id))
    return tuple(
        replace(d, state="due", due=going[place], reason=f"released with later news: was {d.reason}")
        for d in before
        if (place := (d.incident_id, d.channel, d.destination)) in going and d.incident_id is not None
    )


def digest_delivery(day: date, channel: ChannelName, destination: str, *, now: datetime) -> Delivery:
    """The delivery owed to one destination for the digest of local `day`; its key is the same however often asked."""
    return Delivery(
        digest_key=day.isoformat(),
        channel=channel,
        destination=destination,
        key=str(uuid.uuid5(_KEYS, f"digest/{day.isoformat()}/{channel}/{destination}")),
        reason=f"digest of {day.isoformat()}",
        due=now,
        created=now,
    )


NOTICE_SEVERITY: Final[Mapping[NoticeKind, Severity]] = MappingProxyType(
    {
        "side-quiet": "notable",
        "side-unseen": "notable",
        "feed-quiet": "info",
        "feed-retired": "info",
        "feed-moved": "info",
    }
)
"""How weighty a notice is, for the destinations that want only what is weighty."""


def notice_deliveries(notice: Notice, policy: Policy, *, now: datetime) -> tuple[Delivery, ...]:
    """What is owed for a notice: one delivery for each destination that hears of its theatre and weight.

    Destinations that chose kinds of incident hear of those alone. In quiet hours it waits for the morning. A move is
    told by the digest alone: nothing is lost by it, and lists of feeds have many.
    """
    if notice.kind == "feed-moved":
        return ()
    if notice.kind.startswith("side-") and not policy.quiet_sides:
        return ()
    if notice.kind == "feed-quiet" and not policy.quiet_feeds:
        return ()
    places = (
        (route.channel, route.destination)
        for route in policy.routes
        if not route.kinds
        and (not route.theatres or set(route.theatres) & set(notice.theatres))
        and ORDER.index(NOTICE_SEVERITY[notice.kind])
        >= max(ORDER.index(route.min_severity), ORDER.index(policy.min_severity))
    )
    quiet = policy.quiet_hours.end(now) if policy.quiet_hours else None
    return tuple(
        Delivery(
            notice_id=notice.id,
            channel=channel,
            destination=destination,
            key=str(uuid.uuid5(_KEYS, f"notice/{notice.id}/{notice.opened.isoformat()}/{channel}/{destination}")),
            state="held" if quiet else "due",
            reason="held in quiet hours" if quiet else f"notice: {notice.kind}{', over' if notice.over_of else ''}",
            due=quiet or now,
            created=now,
        )
        for channel, destination in dict.fromkeys(places)
    )

"""What the daily digest shows, in words: the headline, the theatres, the clocks, and whether we could see at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from monitor.alerts import words
from monitor.alerts.notice import notice_sheet
from monitor.alerts.sheet import Sheet, changes, sheet
from monitor.alerts.side_by_side import Row
from monitor.alerts.words import Wording
from monitor.model import ChangeKind, Count, Coverage, Delivery, Digest, Feed, Harm, Notice, NoticeKind, Revision

TOLD_AGAIN: Final[frozenset[ChangeKind]] = frozenset(("denied", "source-added", "new-version"))
"""Changes that only add a line or a source to what is shown of the incident anyway."""
HUSHED: Final = 20
BLIND: Final = 30
"""So many silences are shown; more of them are counted."""
HARMS_IN_TOTALS: Final[tuple[Harm, ...]] = ("killed", "wounded", "missing", "captured", "displaced")


@dataclass(frozen=True, slots=True)
class Item:
    """One incident of the day."""

    sheet: Sheet
    new: bool
    changes: tuple[str, ...]
    """What its newest revision changed; of a new incident only what the other lines do not say."""
    rivals: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Figures that differ: ("Killed, Azerbaijan", (("Armenia says", "at least 5"), …))."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The incidents of one theatre, the weightiest first."""

    theatre: str
    summary: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """One ceasefire of the register."""

    name: str
    parties: str
    day: str
    today: str
    last: str
    source: str
    broken: bool
    """Whether a violation was reported on the digest's day."""


@dataclass(frozen=True, slots=True)
class Blind:
    """A feed that could not be read."""

    name: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Hush:
    """A feed or a side that was quiet or out of sight, retired or moved."""

    title: str
    finding: str
    since: str
    over: str
    """When it ended; empty while it lasts."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A message that did not go out: to whom, about what, why."""

    to: str
    about: str
    why: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSheet:
    """One day in words."""

    day: str
    span: str
    subject: str
    headline: str
    sight: str
    """Whether we could see: all feeds read, some, or none."""
    clear: bool
    """Whether every promised feed was read."""
    nothing: bool
    chapters: tuple[Chapter, ...]
    clocks: tuple[Clock, ...]
    coverage: tuple[tuple[str, str], ...]
    blind: tuple[Blind, ...]
    """BLIND at most."""
    blind_more: int
    hushed: tuple[Hush, ...]
    """HUSHED at most, the weightiest first."""
    hushed_more: int
    held: tuple[Untold, ...]
    failed: tuple[Untold, ...]
    timezone: str


def digest_sheet(digest: Digest, wording: Wording) -> DigestSheet:
    """Put one day into words."""
    headline = _headline(digest)
    return DigestSheet(
        day=words.day(digest.day),
        span=f"{wording.stamp(digest.start)} to {wording.stamp(digest.end)}",
        subject=f"Ceasefire digest, {words.day(digest.day)}: {_brief(digest)}",
        headline=headline,
        sight=_sight(digest.coverage),
        clear=digest.coverage.feeds > 0 and digest.coverage.read >= digest.coverage.feeds,
        nothing=not digest.revisions,
        chapters=_chapters(digest, wording),
        clocks=tuple(
            Clock(
                words.plain(clock.ceasefire.name),
                words.listed(wording.name(party) for party in clock.ceasefire.parties),
                f"day {words.number(clock.day)}",
                words.several(clock.violations_reported, "report") if clock.violations_reported else "none",
                _last(clock.last_reported, digest),
                words.link(clock.ceasefire.source),
                clock.violations_reported > 0,
            )
            for clock in digest.clocks
        ),
        coverage=(
            ("Feeds read", f"{words.number(digest.coverage.read)} of {words.number(digest.coverage.feeds)}"),
            ("Entries listed", words.number(digest.coverage.entries)),
            ("Articles read", words.number(digest.coverage.articles)),
            ("Claims found", words.number(digest.coverage.claims)),
        ),
        blind=tuple(
            Blind(words.plain(feed.name), words.link(feed.url), _why_blind(feed, wording))
            for feed in digest.coverage.failed[:BLIND]
        ),
        blind_more=max(0, len(digest.coverage.failed) - BLIND),
        hushed=tuple(_hush(notice, wording) for notice in _weightiest_first(digest.coverage.notices)[:HUSHED]),
        hushed_more=max(0, len(digest.coverage.notices) - HUSHED),
        held=tuple(_untold(delivery, wording) for delivery in digest.held),
        failed=tuple(_untold(delivery, wording) for delivery in digest.failed),
        timezone=wording.timezone,
    )


def _why_blind(feed: Feed, wording: Wording) -> str:
    """Why nothing was heard from it: it failed, or nobody asked (the note then speaks of an earlier day)."""
    if feed.state not in ("ok", "new"):
        return words.plain(feed.note or feed.state, 240)
    return "not asked yet" if feed.last_tried is None else f"not asked since {wording.stamp(feed.last_tried)}"


def _weightiest_first(notices: Sequence[Notice]) -> list[Notice]:
    order: tuple[NoticeKind, ...] = ("side-quiet", "side-unseen", "feed-quiet", "feed-retired", "feed-moved")
    return sorted(notices, key=lambda notice: order.index(notice.kind))


def _hush(notice: Notice, wording: Wording) -> Hush:
    told = notice_sheet(notice, wording)
    where = f" ({told.about})" if told.about else ""
    return Hush(told.title + where, told.finding, told.since, wording.stamp(notice.ended) if notice.ended else "")


def _last(last: date | None, digest: Digest) -> str:
    if last is None:
        return "none on record"
    return f"{words.ago(last, digest.day)} ({words.day(last)})" if last != digest.day else "today"


def _is_new(revision: Revision, digest: Digest) -> bool:
    return digest.start <= revision.incident.opened < digest.end


# ------------------------------------------------------------------------------------------------------------ headlines


def _brief(digest: Digest) -> str:
    """The subject's end, for a lock screen."""
    coverage = digest.coverage
    if digest.revisions:
        killed = _total(digest.revisions, "killed")
        toll = f", {words.count(killed)} said killed" if killed else ""
        return words.several(len(digest.revisions), "incident") + toll
    if coverage.read == 0:
        return "we could not see"
    seen = "" if coverage.read >= coverage.feeds else f", {coverage.read} of {coverage.feeds} feeds read"
    return f"nothing reported{seen}"


def _headline(digest: Digest) -> str:
    if not digest.revisions:
        if digest.coverage.read == 0:
            return "We could not see. That nothing was reported here says nothing about the ceasefire."
        if digest.coverage.read < digest.coverage.feeds:
            return "Nothing was reported in the feeds that could be read."
        return "Nothing was reported."
    new = sum(1 for revision in digest.revisions if _is_new(revision, digest))
    older = len(digest.revisions) - new
    parts = [words.several(new, "new incident")] if new else []
    if older:
        parts.append(f"news of {words.several(older, 'earlier one' if new else 'earlier incident')}")
    tolls = [
        f"{words.count(total)} {harm}"
        for harm in HARMS_IN_TOTALS
        if (total := _total(digest.revisions, harm)) is not None
    ]
    contested = sum(1 for revision in digest.revisions if revision.incident.state == "contested")
    said = f"Tolls as they stand: {words.listed(tolls)}." if tolls else "No casualties were stated."
    dispute = f" {words.several(contested, 'incident is', 'incidents are')} contested." if contested else ""
    return f"{words.capital(words.listed(parts))}. {said}{dispute}"


def _total(revisions: Sequence[Revision], harm: Harm) -> Count | None:
    """The sum of the incidents' own tolls: each at its best number, with what the lowest and highest add up to."""
    counts: list[Count] = []
    for revision in revisions:
        count: Count | None = getattr(revision.incident.toll, harm)
        if count is not None and revision.incident.state != "retracted":
            counts.append(count)
    if not counts:
        return None
    open_end = any(count.high is None for count in counts)
    return Count(
        sum(count.low if count.low is not None else 0 for count in counts),
        sum(count.best for count in counts),
        None if open_end else sum(count.high or 0 for count in counts),
    )


def _sight(coverage: Coverage) -> str:
    """Whether we could see, and who fell silent: that nothing is heard of a side is no sign of peace."""
    return _seen(coverage) + _quiet(coverage.notices)


def _quiet(notices: Sequence[Notice]) -> str:
    lasting = [notice for notice in notices if notice.ended is None]
    sides = sum(notice.kind == "side-quiet" for notice in lasting)
    feeds = sum(notice.kind == "feed-quiet" for notice in lasting)
    who = words.listed([words.several(sides, "side") if sides else "", words.several(feeds, "feed") if feeds else ""])
    return f" Quieter than is usual: {who}." if who else ""


def _seen(coverage: Coverage) -> str:
    if coverage.feeds == 0:
        return "No feeds are promised, so we could not see. Add some with `ceasefire-monitor feeds add`."
    if coverage.read == 0:
        every = "The one feed" if coverage.feeds == 1 else f"None of the {words.number(coverage.feeds)} feeds"
        return f"{every} could {'not ' if coverage.feeds == 1 else ''}be read."
    articles = words.several(coverage.articles, "article")
    if coverage.read >= coverage.feeds:
        every = "The one feed was" if coverage.feeds == 1 else f"All {words.number(coverage.feeds)} feeds were"
        quiet = "" if coverage.articles else ", and listed nothing new"
        return f"We could see: {every[0].lower()}{every[1:]} read, {articles} in them{quiet}."
    unread = words.several(coverage.feeds - coverage.read, "feed")
    return (
        f"We could see in part: {words.number(coverage.read)} of {words.several(coverage.feeds, 'feed')} read, "
        f"{articles} in them; {unread} could not be read."
    )


# ------------------------------------------------------------------------------------------------------------- chapters


def _chapters(digest: Digest, wording: Wording) -> tuple[Chapter, ...]:
    theatres: dict[str, list[Revision]] = {}
    for revision in digest.revisions:
        theatres.setdefault(revision.incident.theatre, []).append(revision)
    chapters = []
    for theatre, revisions in sorted(theatres.items(), key=lambda pair: wording.theatre(pair[0])):
        revisions.sort(key=_weight, reverse=True)
        chapters.append(
            Chapter(
                wording.theatre(theatre),
                _summary(revisions),
                tuple(_item(revision, digest, wording) for revision in revisions),
            )
        )
    return tuple(chapters)


def _weight(revision: Revision) -> tuple[int, int, int]:
    toll = revision.incident.toll
    return (toll.killed.best if toll.killed else 0, toll.wounded.best if toll.wounded else 0, revision.incident.id)


def _summary(revisions: Sequence[Revision]) -> str:
    tolls = [
        f"{words.count(total)} {harm}" for harm in HARMS_IN_TOTALS if (total := _total(revisions, harm)) is not None
    ]
    return " · ".join([words.several(len(revisions), "incident"), *tolls])


def _item(revision: Revision, digest: Digest, wording: Wording) -> Item:
    told = sheet(revision, wording)
    new = _is_new(revision, digest)
    rivals = tuple(
        (f"{row.harm}, {row.side}", _side_by_side(row, told.figures.claimants))
        for row in told.figures.rows
        if row.rival
    )
    counted = tuple(change for change in revision.changes if change.kind not in (*TOLD_AGAIN, "new-incident"))
    news = () if new and revision.incident.revision == 1 else changes(
        replace(revision, changes=counted) if new else revision, wording
    )  # fmt: skip
    return Item(told, new, news, rivals)


def _side_by_side(row: Row, claimants: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (claimant, "; ".join(line.text for line in cell))
        for claimant, cell in zip(claimants, row.cells, strict=True)
        if cell
    )


def _untold(delivery: Delivery, wording: Wording) -> Untold:
    about = f"digest of {delivery.digest_key}" if delivery.digest_key else f"notice {delivery.notice_id}"
    if delivery.incident_id:
        about = f"incident {delivery.incident_id}"
    to = "the terminal" if delivery.channel == "terminal" else f"{delivery.channel} {words.plain(delivery.destination)}"
    why = delivery.reason.removeprefix(f"{delivery.channel}: ")  # `to` names it already
    return Untold(to, about, words.plain(why, 240), wording.stamp(delivery.created))

"""Claims become incidents: one article's tellings join what is known, or open something new.

Three promises, each a property test:

- The same article with the same claims again changes nothing. (What opened no incident of its own, as fire with nobody
  hurt beside weightier news, may by then find one to join.)
- An edited article replaces its own earlier word: the tolls are then as if it had said so at first, and when it takes
  everything back, as if it had never been.
- The order in which articles arrive doesn't change the incidents' tolls, provided that what tells happenings apart is
  told: each telling states its day, and names a place that is the same as, or apart from, that of any other telling of
  that day. (A telling without a place goes to the best fitting incident *known by then*, so there the order can matter;
  so it can where villages stand in a row, each near the next.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from monitor.incidents import changes
from monitor.incidents.compose import compose
from monitor.incidents.gather import gather
from monitor.incidents.headline import Names
from monitor.incidents.match import fit, same_place_and_day
from monitor.incidents.nearness import Nearness, nearness
from monitor.incidents.register import Register
from monitor.model import Accusation, Article, Change, Claim, Figure, Incident, Revision, Telling, Toll

QUIET_DAYS = 7
"""Days without a reported violation after which a new one breaks the quiet, unless the caller says otherwise."""
OPENING = frozenset(("announced", "agreed", "in-force", "extended", "suspended", "ended"))
"""Changes of a ceasefire that open an incident. That one is rejected or said to hold is news only of a known change."""
OLD_CEASEFIRE = timedelta(days=7)
"""A ceasefire of the register that began longer ago isn't news because an article says it is in force."""


def correlate(
    article: Article,
    claims: Sequence[Claim],
    open_incidents: Sequence[Incident],
    register: Register,
    *,
    now: datetime,
    last_violation: Mapping[str, date] | None = None,
    quiet_days: int = QUIET_DAYS,
    names: Names | None = None,
) -> tuple[Revision, ...]:
    """The revisions that an article's claims make, new incidents (id 0) among them; empty when nothing changed.

    `open_incidents` must hold every incident that this article already tells of (or a second delivery would open it
    again) and those of the last ten days or so that it may join. `last_violation` gives, by id of a ceasefire, the last
    day with a reported violation of it before this article; without it quiet is never said to be broken, as no record
    is not the same as quiet. `names` are display names by actor id for headlines and reasons.
    """
    known, shown = list(open_incidents), names or {}
    tellings = _as_before(gather(article, claims), article, known)
    placed, left = _assign(tellings, article, known)

    revisions = []
    for at, incident in enumerate(known):
        kept = [telling for telling in incident.tellings if telling.article_id != article.id]
        told = [*kept, *placed.get(at, ())]
        if len(told) == len(incident.tellings) and set(told) == set(incident.tellings):
            continue
        after = _revised(incident, told, register, shown, now)
        found = changes.differences(incident, after, shown)
        if found:
            revisions.append(Revision(incident=after, changes=found, article_id=article.id, at=now))
    weighty = {theatre for theatre, telling in tellings if telling.kind != "ceasefire" and not _is_bare(telling)}
    for theatre, telling in left:
        if _is_bare(telling):
            if theatre in weighty:
                continue
            weighty.add(theatre)
        incident = compose(theatre, [telling], register, names=shown, now=now)
        if _opens(telling, incident, register):
            found = (*changes.opening(incident), *_quiet_broken(incident, register, last_violation or {}, quiet_days))
            revisions.append(Revision(incident=incident, changes=found, article_id=article.id, at=now))
    return tuple(revisions)


# ------------------------------------------------------------------------------------------------- which telling, where


@dataclass(slots=True)
class _Places:
    """Which of the article's tellings go to which known incident (by position)."""

    article: Article
    known: Sequence[Incident]
    taken: dict[int, list[Telling]]

    def give(self, at: int, telling: Telling) -> None:
        self.taken.setdefault(at, []).append(telling)

    def may_take(self, at: int, telling: Telling) -> bool:
        """Two tellings of one article are two happenings, and meet again only in an incident that names both places."""
        others = self.taken.get(at, [])
        named = nearness(self.known[at].places, telling.places) == Nearness.SAME
        return not others or (named and all(nearness(o.places, telling.places) < Nearness.SAME for o in others))

    def told_by(self, article_id: int | None) -> list[int]:
        """The incidents of which that article tells."""
        return [
            at for at, one in enumerate(self.known) if any(telling.article_id == article_id for telling in one.tellings)
        ]

    def same_story(self, theatre: str, telling: Telling, among: Iterable[int], *, moved: bool = False) -> int | None:
        """Of the incidents `among`, the one that this is the edited (or copied) telling of; figures may differ freely.

        `moved`: where the place or the day was what the edit corrected.
        """
        found = []
        for at in among:
            incident = self.known[at]
            if incident.theatre != theatre or (incident.kind == "ceasefire") != (telling.kind == "ceasefire"):
                continue
            agreed = same_place_and_day(telling, incident)
            if (any(agreed) if moved else all(agreed)) and self.may_take(at, telling):
                found.append((nearness(incident.places, telling.places), agreed, -at))
        return -max(found)[2] if found else None

    def best(self, theatre: str, telling: Telling) -> int | None:
        """The known incident that fits best."""
        fits = [(fit(telling, theatre, incident), -at) for at, incident in enumerate(self.known)]
        found = [(how, at) for how, at in fits if how is not None and self.may_take(-at, telling)]
        return -max(found)[1] if found else None


def _assign(
    tellings: Sequence[tuple[str, Telling]], article: Article, known: Sequence[Incident]
) -> tuple[dict[int, list[Telling]], list[tuple[str, Telling]]]:
    """Each telling's incident by position in `known`, and the tellings that none of them takes.

    First what is unchanged since the last delivery, then the article's own earlier incidents, those of the article it
    copies, the best fit among all; last, a happening whose place or day an edit corrected.
    """
    places = _Places(article, known, {})
    left = []
    for theatre, telling in tellings:
        same = next((at for at, one in enumerate(known) if one.theatre == theatre and telling in one.tellings), None)
        if same is not None:
            places.give(same, telling)
        else:
            left.append((theatre, telling))
    own, copied = places.told_by(article.id), places.told_by(article.copy_of) if article.copy_of else []
    new = []
    for theatre, telling in left:
        home = places.same_story(theatre, telling, own)
        if home is None:
            home = places.same_story(theatre, telling, copied)
        if home is None:
            home = places.best(theatre, telling)
        if home is None:
            new.append((theatre, telling))
        else:
            places.give(home, telling)
    opened = []
    for theatre, telling in new:
        alone = [
            at for at in own if at not in places.taken and {t.article_id for t in known[at].tellings} == {article.id}
        ]
        home = places.same_story(theatre, telling, alone, moved=True)
        if home is None:
            opened.append((theatre, telling))
        else:
            places.give(home, telling)
    return places.taken, opened


def _as_before(
    tellings: Sequence[tuple[str, Telling]], article: Article, known: Sequence[Incident]
) -> list[tuple[str, Telling]]:
    """The tellings with the old time on every word that an edit left as it was: only what is new is newer."""
    old = [telling for one in known for telling in one.tellings if telling.article_id == article.id]
    figures = {_words_of(figure): figure.said for telling in old for figure in telling.figures}
    accusations = {_words_of(one): one.said for telling in old for one in telling.accusations}
    return [
        (
            theatre,
            replace(
                telling,
                figures=tuple(replace(f, said=figures.get(_words_of(f), f.said)) for f in telling.figures),
                accusations=tuple(replace(a, said=accusations.get(_words_of(a), a.said)) for a in telling.accusations),
            ),
        )
        for theatre, telling in tellings
    ]


def _words_of(word: Figure | Accusation) -> Figure | Accusation:
    """What was said, without when and in which words."""
    timeless = datetime.min.replace(tzinfo=word.said.tzinfo)
    return replace(word, said=timeless, evidence="", url="", outlet="")


# --------------------------------------------------------------------------------------------------- what becomes of it


def _revised(incident: Incident, told: Sequence[Telling], register: Register, names: Names, now: datetime) -> Incident:
    if not told:
        return replace(
            incident,
            state="retracted",
            headline=f"Withdrawn: {incident.headline.removeprefix('Withdrawn: ')}",
            accusations=(),
            figures=(),
            tellings=(),
            toll=Toll(),
            revision=incident.revision + 1,
            revised=now,
        )
    after = compose(incident.theatre, told, register, names=names, now=now)
    return replace(after, id=incident.id, opened=incident.opened, muted=incident.muted, revision=incident.revision + 1)


def _is_bare(telling: Telling) -> bool:
    """Fire with nobody hurt, nobody accused and no ceasefire broken. It joins what is known, and opens an incident only
    where it is all that an article tells of the theatre: a war report names a dozen places that were "shelled"."""
    return telling.kind == "clash" and not telling.figures and not telling.deniers


def _opens(telling: Telling, incident: Incident, register: Register) -> bool:
    """Whether the telling may open an incident; every hostile one may, and a ceasefire whose life changed."""
    if telling.kind != "ceasefire":
        return True
    if telling.ceasefire_status not in OPENING:
        return False
    if telling.ceasefire_status != "in-force":
        return True
    held = register.in_force(incident.theatre, incident.actors, incident.last_day)
    return held is None or incident.last_day - held.start <= OLD_CEASEFIRE


def _quiet_broken(
    incident: Incident, register: Register, last_violation: Mapping[str, date], quiet_days: int
) -> tuple[Change, ...]:
    """The change that a violation is the first in so many days of a ceasefire of the register, if it is."""
    ceasefire = register.find(incident.ceasefire)
    last = last_violation.get(ceasefire.id) if ceasefire else None
    if ceasefire is None or last is None or all(one.denied for one in incident.accusations):
        return ()
    quiet = (incident.first_day - last).days - 1
    if quiet < quiet_days:
        return ()
    day = register.day_of(ceasefire, incident.first_day)
    words = f"first reported violation of {ceasefire.name} after {quiet} quiet days, on its day {day}"
    return (changes.change("quiet-broken", words),)

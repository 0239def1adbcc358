"""An invented front and its press: articles come in, `correlate` judges them, incidents are kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from monitor.incidents.correlate import correlate
from monitor.incidents.register import Register
from monitor.model import (
    Act,
    Article,
    Axes,
    CasualtyClaim,
    Ceasefire,
    CeasefireClaim,
    CeasefireStatus,
    ChangeKind,
    Claim,
    Harm,
    HostilityClaim,
    Incident,
    Measure,
    Place,
    Revision,
    Scope,
    Victims,
    ViolationClaim,
    Voice,
    When,
)

THEATRE = "the-marches"
EAST, WEST = "eastmark", "westmark"

# Villages on both sides of an invented front, some 5 km across from each other; the southern end is 90 km away.
ALDER = Place("alder", "Alder", 40.30, 46.70, "village")
BIRCH = Place("birch", "Birch", 40.33, 46.75, "village")
ALDER_DISTRICT = Place("alder-district", "Alder district", 40.25, 46.75, "district")
SOUTHFORD = Place("southford", "Southford", 39.50, 47.00, "town")
MIDTON = Place("midton", "Midton", 39.90, 46.85, "town")
THE_MARCHES = Place("marches", "the Marches", 40.00, 46.80, "region")

TRUCE = Ceasefire(
    id="march-truce", theatre=THEATRE, name="the March truce", parties=(EAST, WEST), start=date(2031, 3, 1)
)

MONDAY = datetime(2031, 5, 5, 9, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))


def on(moment: datetime, until: datetime | None = None) -> When:
    """A stated day, or the days from one to another."""
    return When(moment.date(), (until or moment).date())


def accuses(
    accuser: str | None,
    violator: str | None,
    *acts: Act,
    at: Sequence[Place] = (),
    when: When | None = None,
    denied: bool = False,
    count: int | None = None,
    current: bool = True,
    inferred: bool = False,
    theatre: str | None = THEATRE,
    start: int = 0,
    axes: Axes | None = None,
    target: str | None = None,
) -> ViolationClaim:
    """One side says that the other broke the ceasefire."""
    return ViolationClaim(
        evidence=f"{accuser} on {violator}",
        start=start,
        end=start + 10,
        theatre=theatre,
        places=tuple(at),
        when=when,
        violator=violator,
        accuser=accuser,
        target=target,
        acts=acts or ("unspecified",),
        denied=denied,
        count=count,
        current=current,
        inferred=inferred,
        ceasefire=TRUCE.id if inferred else None,
        axes=axes or Axes(voice="accused"),
    )


def denies(violator: str, *, at: Sequence[Place] = (), when: When | None = None) -> ViolationClaim:
    """A side denies a breach."""
    return accuses(None, violator, at=at, when=when, denied=True, axes=Axes(polarity="denied", voice="denied"))


def harm(
    harm: Harm,
    low: int | None,
    *,
    high: int | None = -1,
    side: str | None = None,
    victims: Victims = "military",
    by: str | None = None,
    agent: str | None = None,
    at: Sequence[Place] = (),
    when: When | None = None,
    scope: Scope = "incident",
    measure: Measure = "incident",
    current: bool = True,
    denied: bool = False,
    start: int = 20,
    theatre: str | None = THEATRE,
    voice: Voice = "fact",
) -> CasualtyClaim:
    """A figure. `high` is `low` unless given; `by` is the claimant."""
    return CasualtyClaim(
        evidence=f"{low} {harm}",
        start=start,
        end=start + 8,
        theatre=theatre,
        places=tuple(at),
        when=when,
        harm=harm,
        low=low,
        high=low if high == -1 else high,
        side=side,
        victims=victims,
        claimant=by,
        agent=agent,
        scope=scope,
        current=current,
        denied=denied,
        axes=Axes(measure=measure, voice=voice),
    )


def fire(
    actor: str | None,
    target: str | None,
    *acts: Act,
    at: Sequence[Place] = (),
    when: When | None = None,
    by: str | None = None,
) -> HostilityClaim:
    """Fire with no word of a ceasefire."""
    return HostilityClaim(
        evidence="fire",
        start=5,
        end=9,
        theatre=THEATRE,
        places=tuple(at),
        when=when,
        actor=actor,
        target=target,
        acts=acts or ("unspecified",),
        claimant=by,
    )


def ceasefire(
    status: CeasefireStatus, *parties: str, when: When | None = None, mediator: str | None = None, current: bool = True
) -> CeasefireClaim:
    """A word on a ceasefire's life."""
    return CeasefireClaim(
        evidence=status,
        start=40,
        end=50,
        theatre=THEATRE,
        when=when,
        status=status,
        parties=parties or (EAST, WEST),
        mediator=mediator,
        current=current,
    )


@dataclass
class Newsroom:
    """Takes articles in the order they come and keeps the incidents, as the store would."""

    register: Register = field(default_factory=lambda: Register([TRUCE]))
    incidents: dict[int, Incident] = field(default_factory=dict)
    last_violation: dict[str, date] = field(default_factory=dict)
    articles: int = 0

    def article(
        self,
        *claims: Claim,
        outlet: str = "Harbour Wire",
        at: datetime = MONDAY,
        speaks_for: str | None = None,
        copy_of: Article | None = None,
        text: str = "",
    ) -> tuple[Article, tuple[Claim, ...]]:
        """An article that is written but not read yet."""
        self.articles += 1
        written = Article(
            id=self.articles,
            entry_id=self.articles,
            feed_id=1,
            url=f"https://news.example/{self.articles}",
            title=f"{outlet} {self.articles}",
            text=text,
            lang="en",
            published=at,
            fetched=at + timedelta(minutes=5),
            outlet=outlet,
            speaks_for=speaks_for,
            copy_of=copy_of.id if copy_of else None,
            content_hash=str(self.articles),
        )
        return written, claims

    def read(self, article: Article, claims: Sequence[Claim]) -> tuple[Revision, ...]:
        """Reads an article (again) and keeps what it changes."""
        kept = []
        for revision in correlate(
            article,
            claims,
            tuple(self.incidents.values()),
            self.register,
            now=article.fetched,
            last_violation=self.last_violation,
        ):
            incident = revision.incident
            if not incident.id:
                incident = replace(incident, id=len(self.incidents) + 1)
            self.incidents[incident.id] = incident
            kept.append(replace(revision, incident=incident))
        return tuple(kept)

    def publish(
        self,
        *claims: Claim,
        outlet: str = "Harbour Wire",
        at: datetime = MONDAY,
        speaks_for: str | None = None,
        copy_of: Article | None = None,
        text: str = "",
    ) -> Report:
        """Writes and reads an article at once."""
        written, said = self.article(*claims, outlet=outlet, at=at, speaks_for=speaks_for, copy_of=copy_of, text=text)
        return Report(written, self.read(written, said))

    def edit(self, article: Article, *claims: Claim, after: timedelta = timedelta(hours=1)) -> Report:
        """The article appears again, with other claims."""
        edited = replace(article, entry_revision=article.entry_revision + 1, fetched=article.fetched + after)
        return Report(edited, self.read(edited, claims))

    @property
    def only(self) -> Incident:
        """The one incident there is."""
        (incident,) = self.incidents.values()
        return incident


@dataclass(frozen=True)
class Report:
    """What reading one article brought."""

    article: Article
    revisions: tuple[Revision, ...]

    @property
    def kinds(self) -> list[ChangeKind]:
        """The kinds of change, in order."""
        return [change.kind for revision in self.revisions for change in revision.changes]

    @property
    def words(self) -> str:
        """The reasons in words."""
        return "; ".join(change.words for revision in self.revisions for change in revision.changes)

    @property
    def deltas(self) -> list[int]:
        """People added, of every change that gives a number."""
        return [c.delta for revision in self.revisions for c in revision.changes if c.delta is not None]

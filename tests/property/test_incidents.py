"""Promises of the incidents wing for every story: repetition, edits, order of arrival, the ledger's arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from monitor.incidents.copies import SIZE, original_of, resemblance, sketch
from monitor.incidents.ledger import estimate, ledger, standing
from monitor.model import Article, Claim, Count, Figure, Harm, Place, Scope, Toll, Victims
from tests.unit.incidents.newsroom import (
    ALDER,
    EAST,
    MIDTON,
    MONDAY,
    SOUTHFORD,
    WEST,
    Newsroom,
    accuses,
    ceasefire,
    denies,
    fire,
    harm,
    on,
)

OUTLETS: Final = {"Harbour Wire": None, "Lantern": None, "East Voice": EAST, "West Voice": WEST}
HARMS: Final[tuple[Harm, ...]] = ("killed", "wounded", "casualties")
VICTIMS: Final[tuple[Victims, ...]] = ("military", "civilian", "unknown", "mixed")

sides = st.sampled_from((EAST, WEST, None))
claimants = st.sampled_from((EAST, WEST, None, "un", "medics", "media"))
bounds = st.one_of(
    st.integers(0, 60).map(lambda n: (n, n)),
    st.integers(1, 60).map(lambda n: (n, None)),
    st.integers(1, 60).map(lambda n: (None, n)),
    st.just((24, 99)),
)


@st.composite
def told(draw: st.DrawFn, places: Sequence[Place | None], days: int = 3) -> list[Claim]:
    """What an article tells of one happening: place and day stated (a place of None: not stated, nor the day)."""
    place = draw(st.sampled_from(places))
    at = [place] if place else []
    when = on(MONDAY + timedelta(days=draw(st.integers(0, days - 1)))) if place else None
    claims: list[Claim] = []
    for _ in range(draw(st.integers(1, 3))):
        low, high = draw(bounds)
        side, by = draw(sides), draw(claimants)
        what = draw(st.sampled_from(("accuses", "denies", "fire", "harm", "harm", "harm", "running")))
        if what == "accuses":
            claims.append(accuses(by, draw(sides), "shelling", at=at, when=when))
        elif what == "denies":
            claims.append(denies(side or EAST, at=at, when=when))
        elif what == "fire":
            claims.append(fire(side, None, "shelling", at=at, when=when))
        else:
            kind, victims = draw(st.sampled_from(HARMS)), draw(st.sampled_from(VICTIMS))
            scope: Scope = "cumulative" if what == "running" and place is None else "incident"
            claims.append(
                harm(kind, low, high=high, side=side, victims=victims, by=by, at=at, when=when, scope=scope)
            )  # fmt: skip
    return claims


def written(news: Newsroom, claims: Sequence[Claim], outlet: str, hours: int) -> tuple[Article, tuple[Claim, ...]]:
    return news.article(*claims, outlet=outlet, speaks_for=OUTLETS[outlet], at=MONDAY + timedelta(hours=hours))


anywhere: Final[Sequence[Place | None]] = (ALDER, MIDTON, SOUTHFORD, None)
articles = st.lists(
    st.tuples(told(anywhere), st.sampled_from(sorted(OUTLETS)), st.integers(0, 72)), min_size=1, max_size=5
)


@given(articles)
def test_a_repeated_delivery_of_an_article_changes_nothing(stories: list[tuple[list[Claim], str, int]]) -> None:
    news = Newsroom()
    for claims, outlet, hours in stories:
        article, said = written(news, claims, outlet, hours)
        news.read(article, said)
        before = dict(news.incidents)
        assert news.read(article, said) == ()
        assert news.read(replace(article, fetched=article.fetched + timedelta(hours=2)), said) == ()
        assert news.incidents == before


def tolls(news: Newsroom) -> list[tuple[object, ...]]:
    """What must not depend on the order: where, when, how many, and who says so."""
    return sorted(
        (
            (
                incident.first_day,
                incident.last_day,
                sorted(place.id for place in incident.places),
                str(incident.toll),
                incident.kind,
                sorted(source.article_id for source in incident.sources),
                sorted(str((f.claimant, f.harm, f.side, f.victims, f.low, f.high)) for f in standing(incident.figures)),
            )
            for incident in news.incidents.values()
            if incident.state != "retracted"
        ),
        key=str,
    )


@st.composite
def shuffled_stories(draw: st.DrawFn) -> tuple[list[tuple[list[Claim], str, int]], list[int]]:
    placed = told((ALDER, MIDTON, SOUTHFORD))
    stories = draw(
        st.lists(st.tuples(placed, st.sampled_from(sorted(OUTLETS)), st.integers(0, 72)), min_size=2, max_size=6)
    )
    return stories, draw(st.permutations(range(len(stories))))


@given(shuffled_stories())
def test_the_order_of_arrival_does_not_change_the_tolls_where_place_and_day_are_stated(
    case: tuple[list[tuple[list[Claim], str, int]], list[int]],
) -> None:
    stories, order = case
    in_turn, shuffled = Newsroom(), Newsroom()
    ready = [written(in_turn, claims, outlet, hours) for claims, outlet, hours in stories]
    heavy = [(article, claims) for article, claims in ready if any(claim.kind != "hostility" for claim in claims)]
    for article, claims in heavy:
        in_turn.read(article, claims)
    for at in order:
        if ready[at] in heavy:
            shuffled.read(*ready[at])
    assert tolls(in_turn) == tolls(shuffled)


@given(articles, told(anywhere), st.sampled_from(sorted(OUTLETS)), st.integers(0, 72))
def test_an_article_that_takes_everything_back_leaves_the_tolls_as_if_it_had_never_been(
    stories: list[tuple[list[Claim], str, int]], claims: list[Claim], outlet: str, hours: int
) -> None:
    news = Newsroom()
    for other, name, when in stories:
        news.read(*written(news, other, name, when))
    before = tolls(news)
    article, said = written(news, claims, outlet, hours)
    news.read(article, said)
    news.edit(article)
    assert tolls(news) == before


@given(articles, st.data())
def test_an_incident_always_agrees_with_its_own_parts(
    stories: list[tuple[list[Claim], str, int]], data: st.DataObject
) -> None:
    news = Newsroom()
    for claims, outlet, hours in stories:
        extra: list[Claim] = [ceasefire(data.draw(st.sampled_from(("agreed", "ended", "holding", "called-for"))))]
        for revision in news.read(*written(news, claims + extra, outlet, hours)):
            assert revision.changes
            assert all(change.words for change in revision.changes)
    for incident in news.incidents.values():
        assert incident.headline
        assert "\n" not in incident.headline
        assert incident.first_day <= incident.last_day
        assert estimate(incident.figures) == incident.toll
        assert {telling.article_id for telling in incident.tellings} == {one.article_id for one in incident.sources}
        assert any(source.independent for source in incident.sources)


# ---------------------------------------------------------------------------------------------------- the ledger


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    low, high = draw(bounds)
    side, by = draw(sides), draw(claimants)
    return Figure(
        harm=draw(st.sampled_from(HARMS)),
        side=side,
        victims=draw(st.sampled_from(VICTIMS)),
        claimant=by,
        low=low,
        high=high,
        article_id=draw(st.integers(1, 5)),
        outlet=draw(st.sampled_from(("Harbour Wire", "Lantern"))),
        said=MONDAY + timedelta(hours=draw(st.integers(0, 3))),
        evidence="…",
        measure=draw(st.sampled_from(("incident", "incident", "incident", "additional", "of-which"))),
    )


def counts(toll: Toll) -> list[Count]:
    return [c for c in (toll.killed, toll.wounded, toll.missing, toll.captured, toll.displaced) if c is not None]


@given(st.lists(figures(), max_size=8))
def test_low_is_at_most_best_and_best_at_most_high(some: list[Figure]) -> None:
    for count in counts(estimate(some)):
        assert count.low is not None
        assert 0 <= count.low <= count.best
        assert count.high is None or count.best <= count.high


@given(st.lists(figures(), max_size=8).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_figures_does_not_matter(case: tuple[list[Figure], list[Figure]]) -> None:
    some, shuffled = case
    assert estimate(some) == estimate(shuffled)
    assert ledger(some) == ledger(shuffled)


@given(st.lists(figures(), max_size=8))
def test_keeping_the_ledger_twice_is_keeping_it_once(some: list[Figure]) -> None:
    assert ledger(ledger(some)) == ledger(some)
    assert estimate(ledger(some)) == estimate(some)


@given(st.lists(figures(), max_size=6), figures())
def test_parts_totals_over_longer_times_and_denied_figures_change_no_toll(some: list[Figure], other: Figure) -> None:
    for idle in (
        replace(other, measure="of-which"),
        replace(other, scope="cumulative", measure="cumulative"),
        replace(other, denied=True),
    ):
        assert estimate([*some, idle]) == estimate(some)


# ---------------------------------------------------------------------------------------------------- copies

words = st.sampled_from(("army", "village", "truce", "fire", "said", "night", "border", "monitors", "two", "the", "of"))
texts = st.lists(words, max_size=90)


@given(texts, texts)
def test_resemblance_is_a_share_and_the_same_both_ways(a: list[str], b: list[str]) -> None:
    left, right = sketch(" ".join(a)), sketch(" ".join(b))
    assert 0.0 <= resemblance(left, right) <= 1.0
    assert resemblance(left, right) == resemblance(right, left)
    assert len(left) <= SIZE
    assert list(left) == sorted(set(left))


@given(st.text(max_size=300))
def test_a_text_is_its_own_copy_unless_it_is_empty(text: str) -> None:
    made = sketch(text)
    assert original_of(made, [(1, "Lantern", made)]) == (1 if made else None)

"""Self-written news for the scenarios. Outlets, people and events are invented; the places are in the theatre pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

DAY = datetime(2026, 4, 20, tzinfo=UTC)
MORNING = DAY.replace(hour=8)


@dataclass(frozen=True, slots=True)
class Story:
    """An article. `summary` is what the feed says of it."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]
    summary: str = ""
    published: datetime = MORNING

    def edited(self, *paragraphs: str, title: str = "", summary: str = "") -> Story:
        """The same article as it reads later."""
        return Story(self.slug, title or self.title, paragraphs, summary or self.summary, self.published)


SHELLING = Story(
    "sotk-shelling",
    "Fire reported near Sotk",
    (
        "Azerbaijani forces violated the ceasefire near Sotk on Monday, shelling Armenian positions, the Armenian "
        "Defense Ministry said.",
        "Three Armenian soldiers were killed, the ministry said.",
        "Shops in the village stayed shut until noon, and the road to Vardenis was closed for two hours.",
    ),
    "News from the border.",
)
SHELLING_EDITED = SHELLING.edited(
    SHELLING.paragraphs[0],
    "Five Armenian soldiers were killed, the ministry said.",
    SHELLING.paragraphs[2],
    summary="News from the border, updated.",
)
"""The toll has risen from three to five."""

REPRINT = Story(
    "reprint",
    SHELLING.title,
    (*SHELLING.paragraphs, "(Harbour Wire)"),
    SHELLING.summary,
    MORNING.replace(minute=10),
)
"""The wire's text in another paper."""

DENIAL = Story(
    "baku-denies",
    "Baku rejects the report",
    (
        "The Azerbaijani Defense Ministry denied that its units had violated the ceasefire near Sotk on Monday.",
        "Journalists were invited to visit the area. There was no word from Armenia by noon.",
    ),
    "A statement by the ministry.",
    MORNING.replace(minute=20),
)

FOOTBALL = Story(
    "derby",
    "Rovers shoot down City in cup thriller",
    (
        "Rovers attacked from the first minute on Monday and killed the game with three goals before the break.",
        "City's defence held its fire until the last ten minutes, but there was no truce in the stands, where "
        "several supporters let off flares.",
    ),
    "A derby to remember.",
)
MARKET = Story(
    "market",
    "Covered market opens after repairs",
    ("The covered market opened its doors again on Monday after two months of repairs to its roof.",),
    "Traders are pleased.",
)
SNIPER = Story(
    "yeraskh",
    "News from Yeraskh",
    (
        "Azerbaijani forces violated the ceasefire in Yeraskh on Monday, firing at a factory, the Armenian Defense "
        "Ministry said.",
        "One worker was wounded, it said.",
    ),
    "A factory came under fire.",
    MORNING.replace(minute=40),
)

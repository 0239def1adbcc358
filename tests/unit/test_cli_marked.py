"""The marked article: every claim's characters are shown as claimed, and nothing of the text is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from monitor.commands.marked import marked_text
from monitor.model import CasualtyClaim, Claim

TEXT = "Armenian forces shelled Talish, killing three soldiers, Baku said."


def claim(quoted: str, *, current: bool = True) -> Claim:
    start = TEXT.index(quoted)
    return CasualtyClaim(
        evidence=quoted, start=start, end=start + len(quoted), harm="killed", low=3, high=3, current=current
    )


def styles(text: Text, words: str) -> set[str]:
    start = text.plain.index(words)
    return {str(span.style) for span in text.spans if span.start <= start and start + len(words) <= span.end}


def test_without_colours_brackets_show_where_a_claim_begins_and_ends() -> None:
    inner, outer = claim("three soldiers"), claim("Armenian forces shelled Talish, killing three soldiers")
    marked = marked_text(TEXT, [(outer, 1), (inner, 2)], colours=False).plain
    assert marked == "⟦Armenian forces shelled Talish, killing ⟦three soldiers⟧⟧[1,2], Baku said."


def test_two_claims_on_the_same_words_share_one_mark() -> None:
    quoted = claim("three soldiers")
    marked = marked_text(TEXT, [(quoted, 1), (quoted, 2)], colours=True).plain
    assert marked == "Armenian forces shelled Talish, killing three soldiers[1,2], Baku said."


def test_history_looks_different_from_news() -> None:
    news = marked_text(TEXT, [(claim("three soldiers"), 1)], colours=True)
    history = marked_text(TEXT, [(claim("three soldiers", current=False), 1)], colours=True)
    assert styles(news, "three soldiers") != styles(history, "three soldiers")
    assert not styles(news, "Baku said")


spans = st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted).map(tuple), max_size=6)


@given(spans, st.booleans())
def test_marks_take_nothing_away_from_the_text(found: list[tuple[int, int]], colours: bool) -> None:
    claims = [
        (CasualtyClaim(evidence=TEXT[start:end], start=start, end=end, harm="killed", low=1, high=1), number)
        for number, (start, end) in enumerate(found, 1)
    ]
    marked = marked_text(TEXT, claims, colours=colours).plain
    assert re.sub(r"⟦|⟧*\[[0-9,]+\]", "", marked) == TEXT
    assert {int(number) for label in re.findall(r"\[([0-9,]+)\]", marked) for number in label.split(",")} == {
        number for _, number in claims
    }


def test_control_characters_of_a_text_are_not_printed() -> None:
    console = Console(force_terminal=True, width=80)
    with console.capture() as captured:
        console.print(marked_text("quiet\x1b[2J\x07 day", [], colours=True))
    assert "\x1b[2J" not in captured.get()

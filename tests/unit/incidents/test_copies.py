"""Copies of one wire text are found after the edits that newsrooms make; rival stories on one clash are not copies."""

from __future__ import annotations

from itertools import combinations

import pytest

from monitor.incidents.copies import LEAST, SIZE, original_of, resemblance, sketch

WIRE = """Two soldiers of Eastmark were killed when mortar bombs fell on a dugout outside the village of Alder, the army
said on Monday, in what officers called the heaviest fire since the truce was signed in March.

The army's spokeswoman told reporters in the capital that the shelling began shortly after one in the morning
and went on for about forty minutes, and that the crews on the eastern side answered only once the first
ambulance had been hit.

Westmark rejected that account. Its ministry said that its own lookouts had come under rifle fire from an
orchard twice in the evening, that nobody on its side had given orders to use mortars, and that it was ready
to let monitors see the place.

People in Alder spent the rest of the night in the cellar of the school. The mayor counted eleven damaged
roofs and said that the water main had burst in two places, so that tankers would have to come up from the
valley until the weekend.

Monitors of the joint commission, who have a post on the ridge above the village, said they had heard outgoing
and incoming rounds but could not say who had fired first. They plan to walk the line on Tuesday if both sides
vouch for their safety.

The truce, which both capitals signed after six weeks of fighting, obliges them to keep heavy weapons fifteen
kilometres behind the line. It has been broken several times a week by small arms, but hardly ever by anything
larger until now."""

OWN = """A night of mortar fire near Alder has left two men of the eastern garrison dead and a school cellar full of
frightened families, according to people in the village reached by telephone.

Teachers carried mattresses down the stairs when the windows broke. One of them, who has lived through two
winters of war, said the sound was the same as before the truce and that she no longer believes the papers
signed in the capitals.

The ministry of Westmark denies having ordered any shelling; the eastern army blames a battery that it says
was moved up to the tree line last week in breach of what was agreed. Neither side offered pictures.

Relief workers brought drinking water in the morning and were turned back once at a checkpoint for want of a
stamp."""

OTHER = """Westmark says rifle fire from an orchard wounded one of its lookouts on Sunday evening, hours before the
eastern army reported losses of its own at Alder.

In a statement the ministry listed three breaches of the truce since Friday, none of them with heavy weapons,
and asked the joint commission to send a team to the southern bank of the river as well.

The commission, whose mandate runs out in autumn, has forty observers for a line of nearly two hundred
kilometres."""

BACKGROUND = """The Marches, a hilly borderland of some ninety villages, were split between the two states when the old
union fell apart. A war thirty years ago drove a third of the people from their homes. Attempts by neighbouring
capitals to broker a lasting settlement have failed over the fate of the river crossings and the return of the
displaced."""


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


EDITS = {
    "headline swapped": "Mortars shake the truce at Alder\n\n" + WIRE,
    "byline and promotion added": WIRE + "\n\nReporting by the border desk. Read more on our live page, or subscribe.",
    "lead rewritten": "\n\n".join(["The quiet on the line ended for a garrison in the east.", *paragraphs(WIRE)[1:]]),
    "cut to half": "\n\n".join(paragraphs(WIRE)[:3]),
    "every other paragraph dropped": "\n\n".join(paragraphs(WIRE)[::2]),
    "new lead and cut": "\n\n".join(["Fire at Alder has tested the truce again.", *paragraphs(WIRE)[1:4]]),
    "own background added": WIRE + "\n\n" + BACKGROUND,
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_copy_is_traced_to_its_original(edit: str) -> None:
    known = [(7, "Lantern", sketch(OWN)), (3, "Harbour Wire", sketch(WIRE)), (9, "West Voice", sketch(OTHER))]
    assert original_of(sketch(EDITS[edit]), known) == 3


def test_stories_of_ones_own_on_the_same_clash_are_no_copies() -> None:
    for a, b in combinations((WIRE, OWN, OTHER), 2):
        assert resemblance(sketch(a), sketch(b)) == 0.0


def test_a_shared_background_paragraph_makes_no_copy() -> None:
    stories = [sketch(f"{text}\n\n{BACKGROUND}") for text in (WIRE, OWN, OTHER)]
    for a, b in combinations(stories, 2):
        assert resemblance(a, b) < 0.6


def test_of_equal_copies_the_first_article_is_the_original() -> None:
    assert original_of(sketch(WIRE), [(8, "Lantern", sketch(WIRE)), (4, "Harbour Wire", sketch(WIRE))]) == 4


def test_case_and_punctuation_do_not_count() -> None:
    assert sketch("Two Soldiers, killed; near Alder!") == sketch("two soldiers killed near ALDER")


def test_a_sketch_is_small_and_the_same_on_every_run() -> None:
    assert len(sketch(WIRE)) == SIZE
    assert sketch("two soldiers killed near alder")[:1] == (29569449587183,)


def test_an_empty_text_resembles_nothing() -> None:
    assert sketch("  … ") == ()
    assert resemblance((), ()) == 0.0
    assert original_of((), [(1, "Lantern", ())]) is None


def test_a_few_shared_words_prove_nothing() -> None:
    brief = " ".join(WIRE.split()[: LEAST + 2])
    assert resemblance(sketch(brief), sketch(WIRE)) == 0.0
    assert resemblance(sketch(brief), sketch(brief)) == 1.0

"""What the docs show is what the program prints."""

from __future__ import annotations

from tests import shown


def test_the_examples_of_the_page_on_sources_are_what_the_program_prints() -> None:
    page = shown.PAGE.read_text(encoding="utf-8")
    made_again = shown.filled(page, shown.story())
    assert shown.without_times(page) == shown.without_times(made_again), "python -m tests.shown --write"

"""The text of a fragment depends on the fragment alone, whatever the same parser was given before it."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from monitor.sources import plaintext

_PIECES = [
    "<p>", "</p>", "<br>", "<b>", "</b>", "<a href='/x'>", "</a>", "<script>", "</script>", "<style>", "<!--", "-->",
    "<title>", "<select>", "<svg>", "<math>", "<table>", "<td>", "</div>", "<meta charset=utf-16>", "<?xml?>", "<",
    "<![CDATA[", "&amp;", "&nbsp", "&#8217;", "\ufeff", "Ալիև", "shelling", " ", "\n\n", "<html xml:lang=", '"', "\x00",
]  # fmt: skip
_FRAGMENTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=14).map("".join)


@given(st.lists(_FRAGMENTS, min_size=2, max_size=5))
def test_a_parser_used_again_reads_as_a_new_one_does(fragments: list[str]) -> None:
    used = plaintext._Reader()
    for fragment in fragments:
        fragment = plaintext.without_controls(f"<i>{fragment}")
        assert used.paragraphs(fragment) == plaintext._Reader().paragraphs(fragment)


def test_each_thread_has_a_parser_of_its_own() -> None:
    fragments = [f"<p>{number}<p>{'word ' * 2000}" for number in range(4)]
    expected = [plaintext.text_of(fragment) for fragment in fragments]
    found: list[list[str]] = [[] for _ in fragments]

    def read(number: int) -> None:
        found[number] = [plaintext.text_of(fragments[number]) for _ in range(50)]

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[text] * 50 for text in expected]

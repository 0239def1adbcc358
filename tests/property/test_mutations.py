"""Real documents, spoilt: whatever is cut, doubled, swapped or put in between, the promises hold, in bounded time and
memory."""

from __future__ import annotations

import resource
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.promises import PROMISES
from tests.fuzz.seeds import SEEDS

SECONDS = 5.0
"""Of the processor, for one document; most take a few thousandths of it."""
MEGABYTES = 150.0
"""By which all the documents together may raise what this process ever held."""
LONGEST = 60_000

Mutation = tuple[str, int, int, int]
"""What is done, where from and where to (of 1,000), and how often or with which bit."""

PUT_IN = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"&#xD800;", b"\x00",
    b"\xff", b"\xff\xfe", b"<", b">", b'"', b"<item>", b"</item>", b"<a b='c'>", b"<div>", b"<script>", b"{", b"[",
    b"\\ud800", b"http://[", b"javascript:", b"99999999999999999999", b"-1", b"\r\n\r\n", "é".encode("cp1252"),
    "٢٠٢٦".encode(), b"xmlns:x='y' ", b"encoding='utf-16'", b"<meta charset=koi8-r>", b"<outline>", b"%zz", b"%00",
)  # fmt: skip


def spoilt(document: bytes, mutations: list[Mutation]) -> bytes:
    """The document after these mutations, one after the other."""
    for what, at, to, number in mutations:
        first, last = sorted((len(document) * at // 1000, len(document) * to // 1000))
        part = document[first:last]
        if what == "cut":
            part = b""
        elif what == "repeat":
            part = part * min(number, max(1, LONGEST // max(1, len(part))))
        elif what == "put in":
            part = PUT_IN[number % len(PUT_IN)] + part
        elif what == "reverse":
            part = part[::-1]
        elif what == "flip" and part:
            part = bytes([part[0] ^ 1 << number % 8]) + part[1:]
        document = document[:first] + part + document[last:]
    return document[:LONGEST]


PLACES = st.integers(0, 1000)
MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["cut", "repeat", "put in", "put in", "reverse", "flip"]), PLACES, PLACES, st.integers(0, 3000)
    ),
    max_size=6,
)


@pytest.mark.parametrize("kind", PROMISES)
def test_a_spoilt_document_is_read_or_refused_in_bounded_time_and_memory(kind: str) -> None:
    PROMISES[kind](SEEDS[kind][0])  # what libraries load at first use is no document's fault
    before = _held()

    @given(st.sampled_from(SEEDS[kind]), MUTATIONS)
    @settings(max_examples=200, deadline=None)
    def holds(seed: bytes, mutations: list[Mutation]) -> None:
        begun = time.process_time()
        PROMISES[kind](spoilt(seed, mutations))
        assert time.process_time() - begun < SECONDS

    holds()
    assert _held() - before < MEGABYTES


def _held() -> float:
    """The most that this process ever held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, kilobytes here
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6

"""Unpacking in bounded pieces."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from monitor.sources.inflate import InflateError, inflater

TEXT = b"".join(b"%d: some words about the river, " % (n * n) for n in range(30_000))


def packed(name: str) -> bytes:
    if name == "gzip":
        return gzip.compress(TEXT)
    return zlib.compress(TEXT) if name == "deflate" else bytes(brotli.compress(TEXT, quality=4))


def unpack(name: str, chunks: list[bytes]) -> bytes:
    unpacker = inflater(name)
    whole = b"".join(piece for chunk in chunks for piece in unpacker.pieces(chunk))
    unpacker.finish()
    return whole


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("size", [1, 7, 1000, 10_000_000])
def test_chunks_of_any_size_give_the_same_text(name: str, size: int) -> None:
    body = packed(name)
    assert unpack(name, [body[at : at + size] for at in range(0, len(body), size)]) == TEXT


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_pieces_stay_small_whatever_a_chunk_unpacks_to(name: str) -> None:
    zeros = bytes(20 * 1024 * 1024)
    body = {"gzip": gzip.compress(zeros), "deflate": zlib.compress(zeros), "br": brotli.compress(zeros, quality=4)}[
        name
    ]
    sizes = [len(piece) for piece in inflater(name).pieces(body)]
    assert sum(sizes) == len(zeros)
    assert max(sizes) <= 1024 * 1024


def test_members_in_a_row_are_one_gzip_body() -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"two")
    assert unpack("gzip", [body]) == b"one two"
    assert unpack("gzip", [body[at : at + 1] for at in range(len(body))]).startswith(b"one ")


def test_padding_after_a_gzip_body_is_left_alone() -> None:
    assert unpack("gzip", [gzip.compress(b"one") + bytes(100)]) == b"one"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", ""])
def test_an_empty_body_is_an_empty_body(name: str) -> None:
    assert unpack(name, []) == b""
    assert unpack(name, [b""]) == b""


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("cut", [1, 5, 100, 5000])
def test_a_body_that_stops_too_soon_is_an_error(name: str, cut: int) -> None:
    with pytest.raises(InflateError):
        unpack(name, [packed(name)[:cut]])


@pytest.mark.parametrize("name", ["gzip", "br"])
def test_rubbish_is_an_error(name: str) -> None:
    with pytest.raises(InflateError):
        unpack(name, [b"<html>not packed at all</html>" * 10])

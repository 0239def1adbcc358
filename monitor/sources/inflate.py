"""Unpacks gzip, deflate and brotli bodies a bounded piece at a time, so that no small body becomes a huge one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

_PIECE = 256 * 1024
"""Bytes that one step may unpack to: the most that is ever held beside the body itself."""


class InflateError(ValueError):
    """A body that is not in the encoding it claims, or stops too soon."""


class Inflater(Protocol):
    """Takes packed chunks in order, gives unpacked pieces of at most _PIECE bytes or a little more."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What this chunk unpacks to; raises InflateError."""

    def finish(self) -> None:
        """Raises InflateError when the body stopped before its end."""


def inflater(content_encoding: str) -> Inflater:
    """The unpacker for a Content-Encoding header; raises InflateError for one we did not ask for, and for chains."""
    name = content_encoding.strip().lower()
    if name in ("", "identity", "none"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Zlib(gzip=True)
    if name == "deflate":
        return _Zlib(gzip=False)
    if name == "br":
        return _Brotli()
    raise InflateError(f'unknown content encoding "{name[:40]}"')


class _Plain:
    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def finish(self) -> None:
        return


class _Zlib:
    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzip else None
        self._held = b""
        self._seen = False
        self._done = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        data = self._held + chunk
        self._held = b""
        if self._stream is None and len(data) >= 2:
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if _has_zlib_header(data) else -zlib.MAX_WBITS)
        if self._stream is None:
            self._held = data
            return
        self._seen = self._seen or bool(data)
        while not self._done:
            try:
                piece = self._stream.decompress(data, _PIECE)
            except zlib.error:
                raise InflateError(f"not a {'gzip' if self._gzip else 'deflate'} body as it claims") from None
            if piece:
                yield piece
            data = self._stream.unconsumed_tail
            if self._stream.eof:
                data = self._after_end(self._stream.unused_data)
            elif len(piece) < _PIECE:  # it holds nothing back: the rest is in the next chunk
                return

    def _after_end(self, rest: bytes) -> bytes:
        """A gzip body may be several members in a row; anything else after the end is padding."""
        if self._gzip and rest[:2] == b"\x1f\x8b":
            self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            return rest
        self._done = True
        return b""

    def finish(self) -> None:
        if self._held or (self._seen and not self._done):
            raise InflateError("the packed body stopped before its end")


def _has_zlib_header(data: bytes) -> bool:
    """RFC 1950 header. Some servers send the bare RFC 1951 stream under the name deflate."""
    return data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._seen = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        if not chunk or self._stream.is_finished():
            return
        self._seen = True
        try:
            piece = self._stream.process(chunk, output_buffer_limit=_PIECE)
            yield piece
            # A full piece means that more waits inside, even where the stream says that it can take new input.
            while not self._stream.is_finished() and (len(piece) >= _PIECE or not self._stream.can_accept_more_data()):
                piece = self._stream.process(b"", output_buffer_limit=_PIECE)
                yield piece
        except brotli.error:
            raise InflateError("not a brotli body as it claims") from None

    def finish(self) -> None:
        if self._seen and not self._stream.is_finished():
            raise InflateError("the packed body stopped before its end")


def gunzipped(body: bytes, *, at_most: int) -> bytes:
    """What a gzip file holds; raises InflateError for a broken one, and for more than `at_most` bytes."""
    unpack = inflater("gzip")
    whole = bytearray()
    for piece in unpack.pieces(body):
        whole += piece
        if len(whole) > at_most:
            raise InflateError(f"it holds more than {at_most // (1024 * 1024)} MB")
    unpack.finish()
    return bytes(whole)

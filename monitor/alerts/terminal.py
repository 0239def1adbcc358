"""The channel that needs no settings: alerts are printed where the daemon runs."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Mapping
from typing import Final, TextIO

from rich.console import Console

from monitor.alerts import render
from monitor.alerts.channel import Message
from monitor.alerts.words import Wording
from monitor.errors import DeliveryError

PAGE_WIDTH: Final = 120
"""Lines longer than this are hard to read, however wide the window is."""


class TerminalChannel:
    """Prints to `stream` (standard output when None), in colour where that is a terminal that has it.

    `width` fixes the number of columns; else it is the terminal's, at most 120. Each message is written in one piece,
    so that log lines and other messages don't fall into it.
    """

    name: Final = "terminal"

    def __init__(
        self,
        stream: TextIO | None = None,
        *,
        width: int | None = None,
        labels: Mapping[str, str] | None = None,
        timezone: str = "UTC",
    ) -> None:
        self._stream = stream
        self._width = width
        self._wording = Wording(labels or {}, timezone)
        self._one_at_a_time = threading.Lock()

    def send(self, message: Message) -> str:
        """Print it. The receipt is `terminal:` and the delivery's key; DeliveryError when nobody reads any more."""
        page = render.terminal(message, self._wording)
        with self._one_at_a_time:
            stream = self._stream or sys.stdout
            try:
                seen = Console(file=stream, width=self._width)
                paper = Console(
                    file=io.StringIO(),
                    width=min(seen.width, PAGE_WIDTH),
                    force_terminal=seen.is_terminal,
                    color_system=seen.color_system,  # type: ignore[arg-type]  # rich names it with a wider type
                    no_color=seen.no_color,
                    highlight=False,
                    emoji=False,
                    markup=False,
                )
                with paper.capture() as captured:
                    paper.print(page)
                text = captured.get()
                stream.write(text if seen.is_terminal else "".join(f"{line.rstrip()}\n" for line in text.splitlines()))
                stream.flush()
            except (OSError, ValueError) as error:  # a closed pipe, or a closed file
                raise DeliveryError(f"terminal: cannot be written to: {error}", kind="closed") from error
        return f"terminal:{message.delivery.key}"

    def check(self) -> str:
        """Whether there is a stream to print to."""
        stream = self._stream or sys.stdout
        if stream is None or stream.closed:
            raise DeliveryError("terminal: standard output is closed; run the daemon with one", kind="closed")
        where = "this terminal" if stream.isatty() else "standard output, which is no terminal (plain text)"
        return f"terminal: alerts are printed to {where}"

"""The terminal channel prints whole messages, in colour only where there is a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from monitor.alerts.terminal import TerminalChannel
from monitor.errors import DeliveryError
from tests.unit.alerts.stories import LABELS, bare, message, revision


class Window(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def printed(width: int, stream: io.StringIO | None = None) -> str:
    stream = stream or io.StringIO()
    TerminalChannel(stream, width=width, labels=LABELS, timezone="Asia/Yerevan").send(message(revision()))
    return stream.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line) for line in printed(width).splitlines()) <= width


def test_lines_are_never_wider_than_is_good_to_read() -> None:
    assert max(len(line) for line in printed(300).splitlines()) <= 120


def test_a_file_gets_plain_text_without_trailing_blanks() -> None:
    page = printed(80)
    assert "\x1b" not in page
    assert all(line == line.rstrip() for line in page.splitlines())


def test_three_claimants_fit_side_by_side_at_80_columns() -> None:
    heads = [line for line in printed(80).splitlines() if "Armenia says" in line]
    assert "Azerbaijan says" in heads[0]
    assert "Medics say" in heads[0]


def test_on_40_columns_claimants_stand_one_below_the_other() -> None:
    page = printed(40)
    for claimant in ("Armenia says", "Azerbaijan says", "Medics say"):
        assert claimant in page


def test_the_receipt_names_the_delivery() -> None:
    assert TerminalChannel(io.StringIO()).send(message(bare(), key="k1")) == "terminal:k1"


def test_without_a_stream_it_prints_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    TerminalChannel().send(message(bare()))
    assert "incidents show 17" in capsys.readouterr().out


def test_a_closed_stream_is_one_clear_error() -> None:
    stream = io.StringIO()
    stream.close()
    with pytest.raises(DeliveryError, match="terminal: cannot be written to"):
        TerminalChannel(stream).send(message(bare()))
    with pytest.raises(DeliveryError, match="closed"):
        TerminalChannel(stream).check()


def test_check_says_where_alerts_go() -> None:
    assert "no terminal" in TerminalChannel(io.StringIO()).check()
    assert TerminalChannel(Window()).check() == "terminal: alerts are printed to this terminal"
    assert sys.stdout is not None

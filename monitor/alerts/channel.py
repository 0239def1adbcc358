"""What every destination looks like from here: something that takes a message and gives a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from monitor.model import Alert, Delivery, Digest, Notice, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One delivery with all that is needed to write it: an alert with its revision, a digest, or a notice."""

    delivery: Delivery
    alert: Alert | None = None
    revision: Revision | None = None
    digest: Digest | None = None
    notice: Notice | None = None
    previous: str = ""
    """Receipt of the first message at this destination about this incident, or about the silence that is over; empty
    when there was none."""


class Channel(Protocol):
    """A kind of destination. Its methods block: the outbox calls them in threads, maybe in several at once."""

    @property
    def name(self) -> str:
        """The word in `Delivery.channel` that this channel answers to."""

    def send(self, message: Message) -> str:
        """Tell, and return the receipt. Raises DeliveryError, which says whether trying again can help."""

    def check(self) -> str:
        """For `doctor`: one line that says what works. Raises DeliveryError with what is wrong and the remedy."""

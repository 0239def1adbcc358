"""A mail server on loopback that keeps what it is sent and can refuse it.

    with MailServer(refuse={"gone@example.org": "550 5.1.1 no such user"}) as server:
        ...
        assert server.mails[0].message["Subject"] == "…"

It runs in a thread of its own. `tls` is "none", "starttls" or "tls"; `CERTIFICATE` is what it shows.
"""

from __future__ import annotations

import ssl
from asyncio import Server, Transport
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("loopback.pem")


def trusting() -> ssl.SSLContext:
    """What a client needs to verify the server: its certificate is the only authority."""
    return ssl.create_default_context(cafile=CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it came in: the envelope and the parsed message."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes

    @property
    def text(self) -> str:
        """The plain part."""
        part = self.message.get_body(("plain",))
        return cast(str, part.get_content()) if part else ""

    @property
    def html(self) -> str:
        """The HTML part."""
        part = self.message.get_body(("html",))
        return cast(str, part.get_content()) if part else ""


@dataclass(kw_only=True)
class MailServer:
    """The server. What it does can be changed while it runs."""

    tls: Literal["none", "starttls", "tls"] = "none"
    user: tuple[str, str] | None = None
    """Name and password; without them nobody is let in to send."""
    refuse: Mapping[str, str] = field(default_factory=dict)
    """Answers by recipient."""
    refuse_data: list[str] = field(default_factory=list)
    """Answers to the next mails, after their data came."""
    hang_up: int = 0
    """How many of the next mails are kept, but answered by hanging up."""
    mails: list[Mail] = field(default_factory=list)

    def __enter__(self) -> Self:
        context = None
        if self.tls != "none":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
        options: dict[str, Any] = {"decode_data": False, "enable_SMTPUTF8": True}
        if self.tls == "starttls":
            options |= {"tls_context": context, "require_starttls": True}
        if self.user is not None:
            options |= {
                "authenticator": self._authenticate,
                "auth_required": True,
                "auth_require_tls": self.tls == "starttls",
            }
        self._controller = _AnyPort(
            self, hostname="127.0.0.1", port=0, ssl_context=context if self.tls == "tls" else None, **options
        )
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def host(self) -> str:
        """Where it listens."""
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, said: object) -> AuthResult:
        assert self.user is not None
        assert isinstance(said, LoginPassword)
        known = (said.login, said.password) == tuple(part.encode() for part in self.user)
        return AuthResult(success=known, handled=known, message=None if known else "535 5.7.8 wrong name or password")

    # The names of the hooks are aiosmtpd's.

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuse_data:
            return self.refuse_data.pop(0)
        raw = cast(bytes, envelope.content)
        message = message_from_bytes(raw, policy=policy.default)
        self.mails.append(Mail(str(envelope.mail_from), tuple(map(str, envelope.rcpt_tos)), message, raw))
        if self.hang_up > 0:
            self.hang_up -= 1
            assert server.transport is not None
            cast(Transport, server.transport).abort()
        return "250 kept"


class _AnyPort(Controller):
    """A controller on a port that the system chooses; `port` says which one once it runs."""

    def _trigger_server(self) -> None:
        self.port = cast(Server, self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

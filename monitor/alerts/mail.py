"""The mail channel: text and HTML in one mail, told at least once, with the same Message-ID over all retries."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, getaddresses
from typing import Final, Literal

from monitor.alerts import render, words
from monitor.alerts.channel import Message
from monitor.alerts.words import Wording
from monitor.errors import DeliveryError
from monitor.model import Clock, utc_now

Tls = Literal["none", "starttls", "tls"]
_UNFOLDED: Final = SMTP_POLICY.clone(max_line_length=900)
"""Headers on one line; RFC 5322 (2.1.1) allows 998 characters."""
TEMPORARY: Final = range(400, 500)
"""SMTP answers after which trying again can help (RFC 5321, 4.2.1)."""


class MailChannel:
    """Sends through one SMTP server.

    `tls`: "none", "starttls" (never falls back to plain text) or "tls" from the first byte; certificates are verified
    against `context`, the system's authorities when None. `username` and `password` sign in where both are given.
    `timeout` is in seconds, for each step. The Date header is `clock`'s.
    """

    name: Final = "email"

    def __init__(
        self,
        host: str,
        port: int = 25,
        *,
        sender: str,
        tls: Tls = "none",
        username: str | None = None,
        password: str | None = None,
        labels: Mapping[str, str] | None = None,
        timezone: str = "UTC",
        timeout: float = 30.0,
        context: ssl.SSLContext | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._username = username
        self._password = password
        self._wording = Wording(labels or {}, timezone)
        self._timeout = timeout
        self._context = context
        self._clock = clock
        self._sender = _addresses(sender)[0]

    # --------------------------------------------------------------------------------------------------------- sending

    def send(self, message: Message) -> str:
        """Mail it; the receipt is the Message-ID. Raises DeliveryError.

        Where the server takes some recipients and refuses others, the mail has gone out: the receipt then also names
        who was refused, and why.
        """
        mail = self.compose(message)
        recipients = [address.addr_spec for address in _addresses(message.delivery.destination)]
        with self._connection() as server, self._failures(f"mail to {', '.join(recipients)}"):
            refused = server.send_message(mail, self._sender.addr_spec, recipients)
        receipt = str(mail["Message-ID"])
        if refused:
            receipt += " refused: " + "; ".join(f"{who} ({_answer(*said)})" for who, said in refused.items())
        return receipt

    def compose(self, message: Message) -> EmailMessage:
        """The whole mail. The same delivery always gets the same Message-ID."""
        contents = render.mail(message, self._wording)
        delivery, host = message.delivery, self._sender.domain
        mail = EmailMessage(policy=SMTP_POLICY)
        mail["Subject"] = contents.subject
        mail["From"] = Address(self._sender.display_name or "Ceasefire Monitor", addr_spec=self._sender.addr_spec)
        mail["To"] = _addresses(delivery.destination)
        mail["Date"] = format_datetime(self._clock())
        mail["Message-ID"] = f"<{delivery.key}@{host}>"
        first = message.previous.partition(" ")[0]
        if first.startswith("<") and first != mail["Message-ID"]:
            mail["In-Reply-To"] = first
            mail["References"] = first
        mail["List-Id"] = f"Ceasefire Monitor <ceasefire-monitor.{host}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
        mail["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
        if message.revision is not None:
            incident = message.revision.incident
            mail["X-Ceasefire-Monitor-Incident"] = f"{incident.id}; revision={incident.revision}"
        if message.alert is not None and message.alert.severity == "grave":
            mail["Importance"] = "high"
            mail["X-Priority"] = "1"
        mail.set_content(contents.text, cte="quoted-printable")
        mail.add_alternative(contents.html, subtype="html", cte="quoted-printable")
        if contents.subject.isascii():
            mail.policy = _UNFOLDED  # the library begins a folded subject with an empty line, which some readers show
        return mail

    def check(self) -> str:
        """Whether the server answers, its certificate is good and it lets us in; sends nothing."""
        with self._connection() as server, self._failures("greeting"):
            server.noop()
        secured = {"none": "without TLS", "starttls": "STARTTLS verified", "tls": "TLS verified"}[self._tls]
        signed = f", signed in as {self._username}" if self._username and self._password else ""
        return f"email: {self._host}:{self._port} answers, {secured}{signed}"

    # ------------------------------------------------------------------------------------------------------ connecting

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """A server that has greeted us, over TLS and signed in where that is asked for."""
        with self._failures("connection"):
            server = self._connect()
        try:
            with self._failures("sign-in"):
                if self._username and self._password:
                    server.login(self._username, self._password)
            yield server
        finally:
            _leave(server)

    def _connect(self) -> smtplib.SMTP:
        context = self._context or ssl.create_default_context()
        if self._tls == "tls":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        if self._tls == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server

    @contextmanager
    def _failures(self, step: str) -> Iterator[None]:
        """Every way in which `step` can fail, as one DeliveryError in words."""
        try:
            yield
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise self._failure(error, step) from error

    def _failure(self, error: Exception, step: str) -> DeliveryError:
        where = f"email: {self._host}:{self._port}"
        if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
            error = error.__context__  # smtplib tells both alike
        sending = step.startswith("mail to")
        match error:
            case smtplib.SMTPRecipientsRefused():
                said = "; ".join(f"{who} ({_answer(*answer)})" for who, answer in error.recipients.items())
                lasting = all(code not in TEMPORARY for code, _ in error.recipients.values())
                return DeliveryError(f"{where}: refused {said}", kind="recipient", permanent=lasting)
            case smtplib.SMTPAuthenticationError():
                return DeliveryError(
                    f"{where}: sign-in refused ({_answer(error.smtp_code, error.smtp_error)}); "
                    "check SMTP_USERNAME and SMTP_PASSWORD",
                    kind="auth",
                )
            case smtplib.SMTPNotSupportedError() if step == "connection":
                remedy = "the server offers no STARTTLS; set email.tls to tls or none"
                return DeliveryError(f"{where}: {remedy}", kind="tls")
            case smtplib.SMTPNotSupportedError() if step == "sign-in":
                remedy = "the server offers no sign-in here; set email.tls, or leave out SMTP_USERNAME"
                return DeliveryError(f"{where}: {remedy}", kind="auth")
            case smtplib.SMTPNotSupportedError():
                return DeliveryError(f"{where}: {step}: {error}", kind="not-supported", permanent=True)
            case smtplib.SMTPServerDisconnected():
                after = "; it may have arrived" if sending else ""
                return DeliveryError(
                    f"{where}: {step}: the server hung up{after}", kind="connection", uncertain=sending
                )
            case smtplib.SMTPResponseException():
                kind = "sender" if isinstance(error, smtplib.SMTPSenderRefused) else "refused"
                said = _answer(error.smtp_code, error.smtp_error)
                lasting = error.smtp_code not in TEMPORARY
                return DeliveryError(f"{where}: {step}: {said}", kind=kind, permanent=lasting)
            case ssl.SSLCertVerificationError():
                reason = f"the certificate can't be trusted: {error.verify_message}"
                return DeliveryError(f"{where}: {reason}", kind="tls")
            case ssl.SSLError():
                reason = "no TLS there; is email.tls right for this port?"
                return DeliveryError(f"{where}: {reason}", kind="tls", uncertain=sending)
            case ConnectionRefusedError():
                return DeliveryError(f"{where}: the connection was refused; is the server running?", kind="refused")
            case socket.gaierror():
                return DeliveryError(f"{where}: the name can't be resolved", kind="dns")
            case TimeoutError():
                after = "; it may have arrived" if sending else ""
                return DeliveryError(f"{where}: {step}: no answer in time{after}", kind="timeout", uncertain=sending)
            case smtplib.SMTPException() | ValueError():
                return DeliveryError(f"{where}: {step}: {words.plain(str(error), 200)}", kind="protocol")
            case _:
                return DeliveryError(f"{where}: {step}: {error}", kind="connection", uncertain=sending)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; a server that is gone already has done its part."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return words.plain(f"{code} {text}", 200)


def _addresses(listed: str) -> tuple[Address, ...]:
    """The addresses in a list such as "Desk <desk@example.org>, b@example.org"; DeliveryError where one is none."""
    found = []
    for display_name, spec in getaddresses([listed]):
        try:
            address = Address(display_name=words.plain(display_name), addr_spec=spec)
        except (ValueError, IndexError, MessageError) as error:
            raise _no_address(listed) from error
        if not address.username or not address.domain:
            raise _no_address(listed)
        found.append(address)
    if not found:
        raise _no_address(listed)
    return tuple(found)


def _no_address(listed: str) -> DeliveryError:
    return DeliveryError(f'email: "{words.plain(listed, 200)}" is no mail address', kind="address", permanent=True)

"""The mail channel against a real SMTP server that keeps mails and can refuse them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from monitor.alerts.channel import Message
from monitor.alerts.mail import MailChannel
from monitor.errors import DeliveryError
from tests.servers.smtp import MailServer, trusting
from tests.unit.alerts.stories import LABELS, NIGHT, alert, bare, change, delivery, digest, message

KEY = "5f1c0000-0000-4000-8000-000000000001"
DESK = "desk@example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def channel(server: MailServer, **changes: Any) -> MailChannel:
    options: dict[str, Any] = {
        "sender": "monitor@watch.example",
        "labels": LABELS,
        "timezone": "Asia/Yerevan",
        "timeout": 5,
        "context": trusting(),
        "clock": lambda: NIGHT,
        **changes,
    }
    return MailChannel(server.host, server.port, **options)


def told(destination: str = DESK, **changes: Any) -> Message:
    return message(bare(), channel="email", destination=destination, key=KEY, **changes)


def failing(mail: MailChannel, what: Message | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        mail.send(what or told())
    return raised.value


# -------------------------------------------------------------------------------------------------------- what arrives


def test_an_alert_arrives_as_text_and_html(server: MailServer) -> None:
    receipt = channel(server).send(told())
    (mail,) = server.mails
    assert receipt == mail.message["Message-ID"] == f"<{KEY}@watch.example>"
    assert (mail.sender, mail.recipients) == ("monitor@watch.example", (DESK,))
    assert "Armenia accuses Azerbaijan of shelling near Talish" in mail.text
    assert "Armenia accuses Azerbaijan of shelling near Talish" in mail.html
    assert mail.message.get_content_type() == "multipart/alternative"


def test_the_headers_say_what_it_is(server: MailServer) -> None:
    channel(server, sender="Watch Room <monitor@watch.example>").send(told())
    headers = server.mails[0].message
    assert str(headers["From"]) == "Watch Room <monitor@watch.example>"
    assert str(headers["To"]) == DESK
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Id"] == "Ceasefire Monitor <ceasefire-monitor.watch.example>"
    assert parsedate_to_datetime(str(headers["Date"])) == datetime(2026, 3, 14, 23, 12, tzinfo=UTC)
    assert headers["X-Ceasefire-Monitor-Incident"] == "17; revision=1"
    assert headers["References"] is None
    assert headers["Importance"] is None


def test_grave_news_is_marked_as_important(server: MailServer) -> None:
    channel(server).send(replace(told(), alert=alert("grave")))
    assert server.mails[0].message["Importance"] == "high"


def test_a_retry_has_the_same_message_id(server: MailServer) -> None:
    mail = channel(server)
    first = mail.send(told())
    second = mail.send(told(attempts=2))
    assert first == second
    assert len({str(mail.message["Message-ID"]) for mail in server.mails}) == 1


def test_mails_on_one_incident_make_a_thread(server: MailServer) -> None:
    first = channel(server).send(told())
    change_told = message(
        bare(change("denied", "denied by azerbaijan"), revision=2), previous=first, destination=DESK, key="second"
    )
    channel(server).send(change_told)
    second = server.mails[1].message
    assert second["References"] == second["In-Reply-To"] == first
    assert second["Message-ID"] == "<second@watch.example>"


def test_a_receipt_that_tells_of_refusals_still_threads(server: MailServer) -> None:
    channel(server).send(replace(told(), previous="<one@watch.example> refused: x@y.example (550 no)"))
    assert server.mails[0].message["References"] == "<one@watch.example>"


def test_several_recipients_get_one_mail(server: MailServer) -> None:
    channel(server).send(told("Desk <desk@example.org>, night@example.org"))
    (mail,) = server.mails
    assert mail.recipients == ("desk@example.org", "night@example.org")


def test_the_digest_is_a_mail_of_its_own(server: MailServer) -> None:
    owed = delivery(channel="email", destination=DESK, digest_key="2026-03-15", key=KEY, incident_id=None)
    channel(server).send(Message(delivery=owed, digest=digest()))
    (mail,) = server.mails
    assert mail.message["Subject"] == "Ceasefire digest, 15 March 2026: 2 incidents, 5 (up to 99) said killed"
    assert "Could not read" in mail.html
    assert "could not read Valley Herald" in mail.text


def test_a_headline_cannot_add_headers(server: MailServer) -> None:
    evil = message(bare(headline="Shelling\r\nBcc: everyone@example.org"), destination=DESK, key=KEY)
    channel(server).send(evil)
    (mail,) = server.mails
    assert mail.message["Bcc"] is None
    assert mail.recipients == (DESK,)
    assert "Shelling Bcc: everyone@example.org" in str(mail.message["Subject"])


def test_letters_of_every_alphabet_arrive(server: MailServer) -> None:
    channel(server).send(message(bare(headline="Թալիշ – Талыш – Talış"), destination=DESK, key=KEY))
    assert "Թալիշ – Талыш – Talış" in str(server.mails[0].message["Subject"])
    assert "Թալիշ – Талыш – Talış" in server.mails[0].text


def test_lines_stay_within_what_smtp_allows(server: MailServer) -> None:
    channel(server).send(message(bare(headline="long " * 400), destination=DESK, key=KEY))
    assert max(len(line) for line in server.mails[0].raw.split(b"\r\n")) <= 998


# --------------------------------------------------------------------------------------------------------------- safety


def test_starttls_is_verified_before_anything_is_said() -> None:
    with MailServer(tls="starttls") as server:
        channel(server, tls="starttls").send(told())
        assert len(server.mails) == 1
        error = failing(channel(server, tls="starttls", context=None))
        assert (error.kind, error.permanent, error.uncertain) == ("tls", False, False)
        assert "certificate" in str(error)
        assert len(server.mails) == 1


def test_tls_from_the_first_byte_is_verified() -> None:
    with MailServer(tls="tls") as server:
        channel(server, tls="tls").send(told())
        assert len(server.mails) == 1
        assert failing(channel(server, tls="tls", context=None)).kind == "tls"


def test_starttls_never_falls_back_to_plain_text(server: MailServer) -> None:
    error = failing(channel(server, tls="starttls"))
    assert (error.kind, error.permanent) == ("tls", False)
    assert server.mails == []


def test_tls_towards_a_plain_server_is_one_clear_error(server: MailServer) -> None:
    error = failing(channel(server, tls="tls"))
    assert error.kind == "tls"
    assert "is email.tls right for this port?" in str(error)


def test_signing_in_with_name_and_password() -> None:
    with MailServer(tls="starttls", user=("watch", "s3cret")) as server:
        channel(server, tls="starttls", username="watch", password="s3cret").send(told())
        assert len(server.mails) == 1


def test_a_wrong_password_can_be_mended_and_is_not_repeated_in_the_error() -> None:
    with MailServer(tls="starttls", user=("watch", "s3cret")) as server:
        error = failing(channel(server, tls="starttls", username="watch", password="wr0ng"))
        assert (error.kind, error.permanent) == ("auth", False)
        assert "SMTP_PASSWORD" in str(error)
        assert "wr0ng" not in str(error)


def test_a_server_without_sign_in_says_so(server: MailServer) -> None:
    error = failing(channel(server, username="watch", password="s3cret"))
    assert (error.kind, error.permanent) == ("auth", False)


# ------------------------------------------------------------------------------------------------------------- failures


def test_a_server_that_is_not_there_is_tried_again_later(server: MailServer) -> None:
    with MailServer() as gone:
        nowhere = channel(gone)
    error = failing(nowhere)
    assert (error.kind, error.permanent, error.uncertain) == ("refused", False, False)
    assert "connection was refused" in str(error)


def test_a_recipient_that_is_refused_for_good_is_permanent(server: MailServer) -> None:
    server.refuse = {DESK: "550 5.1.1 no such user"}
    error = failing(channel(server))
    assert (error.kind, error.permanent) == ("recipient", True)
    assert "desk@example.org (550 5.1.1 no such user)" in str(error)


def test_a_recipient_that_is_refused_for_now_is_tried_again(server: MailServer) -> None:
    server.refuse = {DESK: "451 4.7.1 greylisted"}
    assert not failing(channel(server)).permanent


def test_one_bad_address_does_not_keep_the_others_from_the_news(server: MailServer) -> None:
    server.refuse = {"gone@example.org": "550 5.1.1 no such user"}
    receipt = channel(server).send(told("desk@example.org, gone@example.org"))
    assert server.mails[0].recipients == (DESK,)
    assert receipt == f"<{KEY}@watch.example> refused: gone@example.org (550 5.1.1 no such user)"


def test_a_mail_that_is_refused_is_permanent_or_not_by_its_answer(server: MailServer) -> None:
    server.refuse_data = ["554 5.7.1 looks like spam", "452 4.3.1 disk full"]
    assert failing(channel(server)).permanent
    assert not failing(channel(server)).permanent


def test_a_server_that_hangs_up_after_the_data_leaves_the_outcome_open(server: MailServer) -> None:
    server.hang_up = 1
    error = failing(channel(server))
    assert (error.permanent, error.uncertain) == (False, True)
    assert "it may have arrived" in str(error)


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        taken: list[socket.socket] = []
        listener = threading.Thread(target=lambda: taken.append(silent.accept()[0]), daemon=True)
        listener.start()
        mail = MailChannel("127.0.0.1", silent.getsockname()[1], sender="m@watch.example", timeout=0.2)
        error = failing(mail)
        listener.join()
        for connection in taken:
            connection.close()
    assert (error.kind, error.uncertain) == ("timeout", False)


@pytest.mark.parametrize("address", ["", "nobody", "a@", "two words@example.org", "@example.org"])
def test_what_is_no_address_is_refused_before_anything_is_sent(server: MailServer, address: str) -> None:
    error = failing(channel(server), told(address))
    assert (error.kind, error.permanent) == ("address", True)


# --------------------------------------------------------------------------------------------------------------- doctor


def test_check_says_how_the_server_was_reached(server: MailServer) -> None:
    assert channel(server).check() == f"email: 127.0.0.1:{server.port} answers, without TLS"
    assert server.mails == []
    with MailServer(tls="starttls", user=("watch", "s3cret")) as safe:
        line = channel(safe, tls="starttls", username="watch", password="s3cret").check()
        assert line == f"email: 127.0.0.1:{safe.port} answers, STARTTLS verified, signed in as watch"


def test_check_names_what_is_wrong(server: MailServer) -> None:
    with pytest.raises(DeliveryError, match="offers no STARTTLS"):
        channel(server, tls="starttls").check()

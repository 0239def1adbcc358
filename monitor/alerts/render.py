"""One message, set for each kind of destination, with whatever comes from outside escaped by that destination's rules.

`terminal` gives what rich can print, `slack_blocks` Block Kit, `mail` and `digest_mail` a subject with text and HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from rich.console import RenderableType

from monitor.alerts import on_slack, on_terminal, words
from monitor.alerts.channel import Message
from monitor.alerts.digest_sheet import digest_sheet
from monitor.alerts.notice import notice_sheet
from monitor.alerts.sheet import Sheet, sheet
from monitor.alerts.words import Wording
from monitor.model import Digest

MAIL_COLUMNS: Final = 4
"""Claimants side by side in a mail's table of figures; more go into a second table."""
QUOTES_IN_MAIL: Final = 6
SUBJECT_LIMIT: Final = 180
CHANGE_LIMIT: Final = 80
"""Characters of a subject, and of the change in it; the headline gets the rest, the incident's number always stands."""

AS_THEY_ARE: Final = Wording()


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail's contents: the subject (one line), the plain text and the HTML."""

    subject: str
    text: str
    html: str


def terminal(message: Message, wording: Wording = AS_THEY_ARE) -> RenderableType:
    """What is printed for an alert, a digest or a notice."""
    if message.notice is not None:
        return on_terminal.notice_page(notice_sheet(message.notice, wording))
    if message.digest is not None:
        return on_terminal.digest_page(digest_sheet(message.digest, wording))
    return on_terminal.alert_page(_sheet(message, wording))


def slack_blocks(message: Message, wording: Wording = AS_THEY_ARE) -> tuple[str, list[dict[str, Any]]]:
    """The notification text and the blocks of an alert, a digest or a notice, within Slack's limits."""
    if message.notice is not None:
        return on_slack.notice_message(notice_sheet(message.notice, wording))
    if message.digest is not None:
        return on_slack.digest_message(digest_sheet(message.digest, wording))
    return on_slack.alert_message(_sheet(message, wording), message.alert.id if message.alert else 0)


def slack_change(message: Message, wording: Wording = AS_THEY_ARE) -> tuple[str, list[dict[str, Any]]]:
    """What stands in the thread when an incident is revised: the change, its proof, the figures as they are now."""
    return on_slack.change_message(_sheet(message, wording))


def mail(message: Message, wording: Wording = AS_THEY_ARE) -> MailText:
    """An alert's mail, a digest's, or a notice's."""
    if message.notice is not None:
        noticed = notice_sheet(message.notice, wording)
        return _mail(f"{noticed.sign}: {words.plain(noticed.title, SUBJECT_LIMIT)}", "notice", {"notice": noticed})
    if message.digest is not None:
        return digest_mail(message.digest, wording)
    told = _sheet(message, wording)
    return _mail(_subject(told), "alert", {"sheet": told, "quotes": told.quotes[:QUOTES_IN_MAIL]})


def digest_mail(digest: Digest, wording: Wording = AS_THEY_ARE) -> MailText:
    """The day's mail."""
    told = digest_sheet(digest, wording)
    return _mail(told.subject, "digest", {"digest": told})


def _sheet(message: Message, wording: Wording) -> Sheet:
    if message.revision is None:
        raise ValueError(f"delivery {message.delivery.key} carries no revision, digest or notice")
    return sheet(message.revision, wording, message.alert)


def _subject(told: Sheet) -> str:
    weight = f"{told.severity.upper()}: " if told.severity in ("grave", "serious") else ""
    changed = f" · {words.plain(told.why[0], CHANGE_LIMIT)}" if told.revision > 1 and told.why else ""
    number = f" [incident {told.incident}]"
    room = SUBJECT_LIMIT - len(weight) - len(changed) - len(number)
    return f"{weight}{words.plain(told.headline, room)}{changed}{number}"


def _mail(subject: str, template: str, values: dict[str, object]) -> MailText:
    values = {**values, "subject": subject, "columns": MAIL_COLUMNS}
    text = _templates().get_template(f"{template}.txt.j2").render(values)
    html = _templates().get_template(f"{template}.html.j2").render(values)
    return MailText(words.plain(subject), _tidy(text), html)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.alerts"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["refs"] = refs
    environment.filters["listed"] = words.listed
    environment.filters["capital"] = words.capital
    return environment


def refs(numbers: Sequence[int]) -> str:
    """ " [1, 3]", or empty."""
    return f" [{', '.join(str(number) for number in numbers)}]" if numbers else ""


def _tidy(text: str) -> str:
    """No trailing blanks, no more than one empty line on end, one line end at the end."""
    lines: list[str] = []
    for line in (raw.rstrip() for raw in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip() + "\n"

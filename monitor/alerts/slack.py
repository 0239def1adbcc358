"""The Slack channel: one message for each incident, edited as it is revised, with its history in the thread.

Slack has no idempotency key. So the delivery's key travels in the message's metadata, and a send that is tried again
first looks for it in the channel's history, or in the thread: nothing is lost, nothing told twice.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError

from monitor.alerts import render
from monitor.alerts.channel import Message
from monitor.alerts.on_slack import Block
from monitor.alerts.words import Wording
from monitor.errors import DeliveryError

EVENT: Final = "ceasefire_monitor_delivery"
"""The metadata's event_type."""
LOOK_BACK: Final = timedelta(hours=1)
"""How far before a delivery's creation its message is looked for: Slack's clock and ours may differ."""
PAGE: Final = 200

MENDABLE: Final[Mapping[str, str]] = {
    "invalid_auth": "the token is wrong; set SLACK_BOT_TOKEN to the app's bot token (xoxb-…)",
    "not_authed": "there is no token; set SLACK_BOT_TOKEN",
    "account_inactive": "the token's app or workspace was removed; install the app again",
    "token_revoked": "the token was revoked; install the app again and set SLACK_BOT_TOKEN",
    "token_expired": "the token has expired; install the app again and set SLACK_BOT_TOKEN",
    "not_allowed_token_type": "the token is of the wrong type; use the app's bot token (xoxb-…)",
    "missing_scope": "the app lacks a scope; it needs chat:write and channels:history (groups:history if private)",
    "no_permission": "the app may not post there; check the channel's settings",
    "restricted_action": "a workspace rule forbids posting there; ask its administrator",
    "channel_not_found": "there is no such channel, or the app is not in it; use its id (C…) and invite the app",
    "not_in_channel": "the app is not in the channel; invite it there",
    "access_denied": "Slack denies access; ask the workspace's administrator",
    "ekm_access_denied": "the workspace's administrator has suspended posting",
    "org_login_required": "the workspace is being moved; install the app again",
    "team_access_not_granted": "the app is not installed in that workspace",
}
"""What somebody has to set right first, each with its remedy. Until then news waits in the outbox, as with no token."""
PERMANENT: Final[Mapping[str, str]] = {
    "is_archived": "the channel is archived; choose another",
    "invalid_arguments": "Slack did not understand the request",
    "no_text": "the message was empty",
}
"""Errors that trying again can't mend, each with what it means."""
TOO_MUCH: Final = frozenset(
    ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "metadata_too_large")
)
"""Slack refused the form of the message, not the message: it goes out as plain text."""
GONE: Final = frozenset(("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"))
"""The incident's first message can't be edited any more: it was deleted, or a rule forbids it."""
MAYBE_DONE: Final = frozenset(("fatal_error", "internal_error", "request_timeout", "service_unavailable"))
"""Errors after which, by Slack's own word, part of the work may have been done."""

_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")
_CHANNEL: Final = re.compile(r"[CDG][A-Z0-9]{2,}")


class SlackChannel:
    """Posts with a bot token through Slack's Web API.

    `channels` are the ids that `check` looks at. `timeout` is in seconds, for each request.
    """

    name: Final = "slack"

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://slack.com/api/",
        channels: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
        timezone: str = "UTC",
        timeout: int = 20,
    ) -> None:
        self._base_url = base_url if base_url.endswith("/") else base_url + "/"
        self._channels = tuple(channels)
        self._wording = Wording(labels or {}, timezone)
        silent = logging.getLogger("monitor.alerts.slack.sdk")
        silent.setLevel(logging.CRITICAL + 1)  # every failure becomes one DeliveryError; the SDK would log it as well
        # No retry handlers: the SDK's own retry of a dropped connection posts twice.
        self._client = WebClient(token, base_url=self._base_url, timeout=timeout, retry_handlers=[], logger=silent)
        self._client.proxy = None  # urllib then reads the environment itself, and minds no_proxy, which the SDK doesn't

    def send(self, message: Message) -> str:
        """Post the message, or edit the incident's first one and post the change in its thread.

        The receipt is `channel:ts` of what was posted. Raises DeliveryError.
        """
        delivery = message.delivery
        if not _CHANNEL.fullmatch(delivery.destination):
            raise DeliveryError(
                f'slack: "{delivery.destination}" is no channel id; use the id (C…) from the channel\'s details',
                kind="channel_not_found",
                permanent=True,
            )
        channel, _, first = message.previous.partition(":")
        if first and message.notice is None:  # a notice's end is news, and not to be hidden in a thread
            receipt = self._revise(message, channel, first)
            if receipt:
                return receipt
        return self._post_once(message)

    # --------------------------------------------------------------------------------------------------- a new incident

    def _post_once(self, message: Message) -> str:
        delivery = message.delivery
        if delivery.attempts > 1:
            found = self._find(message, lambda payload: payload.get("delivery") == delivery.key)
            if found:
                return f"{delivery.destination}:{found}"
        text, blocks = render.slack_blocks(message, self._wording)
        return self._post(message, delivery.destination, text, blocks)

    def _post(self, message: Message, channel: str, text: str, blocks: list[Block], thread: str | None = None) -> str:
        # A grave change must not stay unseen in a thread that nobody follows.
        broadcast = bool(thread and message.alert and message.alert.severity == "grave")

        def post(form: list[Block] | None) -> Mapping[str, Any]:
            return self._ask(
                lambda: self._client.chat_postMessage(
                    channel=channel,
                    text=text,
                    blocks=form,
                    thread_ts=thread,
                    reply_broadcast=broadcast or None,
                    metadata={"event_type": EVENT, "event_payload": _payload(message)},
                    parse="none",
                    link_names=False,
                    unfurl_links=False,
                    unfurl_media=False,
                )
            )

        answer = _plainer_if_refused(post, blocks)
        return f"{answer.get('channel') or channel}:{answer['ts']}"

    # ---------------------------------------------------------------------------------------- a revision of a known one

    def _revise(self, message: Message, channel: str, first: str) -> str:
        """Edit the first message, then tell the change in its thread; empty when the first message is gone."""
        try:
            self._update(message, channel, first)
        except DeliveryError as error:
            if error.kind not in GONE:
                raise
            later = self._successor(message)
            if not later:
                return ""
            first = later
            self._update(message, channel, first)
        delivery = message.delivery
        if delivery.attempts > 1:
            found = self._find(message, lambda payload: payload.get("delivery") == delivery.key, thread=first)
            if found:
                return f"{channel}:{found}"
        text, blocks = render.slack_change(message, self._wording)
        return self._post(message, channel, text, blocks, thread=first)

    def _update(self, message: Message, channel: str, ts: str) -> None:
        text, blocks = render.slack_blocks(message, self._wording)

        def update(form: list[Block] | None) -> Mapping[str, Any]:
            return self._ask(
                lambda: self._client.chat_update(
                    channel=channel, ts=ts, text=text, blocks=form or [], parse="none", link_names=False
                )
            )

        _plainer_if_refused(update, blocks)

    def _successor(self, message: Message) -> str:
        """The message that took a deleted first one's place, if there is one: posted later for the same incident.

        This delivery's own message is no successor: `_post_once` finds that.
        """
        mine = _payload(message)

        def same_incident(payload: Mapping[str, Any]) -> bool:
            return (
                payload.get("incident") == mine.get("incident")
                and payload.get("opened") == mine.get("opened")
                and payload.get("delivery") != mine["delivery"]
            )

        return self._find(message, same_incident, whole_history=True)

    # ------------------------------------------------------------------------------------------------------- looking up

    def _find(
        self,
        message: Message,
        wanted: Callable[[Mapping[str, Any]], bool],
        *,
        thread: str | None = None,
        whole_history: bool = False,
    ) -> str:
        """The `ts` of our newest message whose metadata is `wanted`, in the channel or in a thread; or empty."""
        created = message.delivery.created
        since = message.revision.incident.opened if whole_history and message.revision else created
        oldest = f"{(min(since, created) - LOOK_BACK).timestamp():.6f}"
        found = [
            str(item["ts"])
            for item in self._messages(message.delivery.destination, oldest, thread)
            if (metadata := item.get("metadata") or {}).get("event_type") == EVENT
            and wanted(metadata.get("event_payload") or {})
            and (thread is not None or item.get("thread_ts") in (None, item["ts"]))
        ]
        return max(found, key=float, default="")

    def _messages(self, channel: str, oldest: str, thread: str | None) -> Iterator[Mapping[str, Any]]:
        cursor: str | None = None
        while True:
            answer = self._page(channel, oldest, thread, cursor)
            yield from answer.get("messages") or ()
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
            if not cursor:
                return

    def _page(self, channel: str, oldest: str, thread: str | None, cursor: str | None) -> Mapping[str, Any]:
        asked: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "limit": PAGE,
            "cursor": cursor,
            "include_all_metadata": True,
        }
        if thread is None:
            return self._ask(lambda: self._client.conversations_history(**asked))
        return self._ask(lambda: self._client.conversations_replies(ts=thread, **asked))

    # ----------------------------------------------------------------------------------------------------------- doctor

    def check(self) -> str:
        """Whether the token is good and each of `channels` can be read (and so looked up after a broken send)."""
        who = self._ask(lambda: self._client.auth_test())
        for channel in self._channels:
            self._ask(partial(self._client.conversations_history, channel=channel, limit=1))
        where = f", can read {', '.join(self._channels)}" if self._channels else ""
        return f"slack: signed in to {who.get('team', '?')} as {who.get('user', '?')}{where}"

    # ----------------------------------------------------------------------------------------------------------- asking

    def _ask(self, request: Callable[[], Any]) -> Mapping[str, Any]:
        """The answer's data. Every way to fail becomes a DeliveryError that says what can be done."""
        try:
            data = request().data
        except SlackApiError as error:
            raise _refused(error) from error
        except (SlackRequestError, SlackClientError) as error:
            raise DeliveryError(f"slack: {error}", kind="request", permanent=True) from error
        except (OSError, ValueError, HTTPException) as error:
            raise _broken(error, self._base_url) from error
        return data if isinstance(data, dict) else {}


def _payload(message: Message) -> dict[str, str]:
    """The metadata: the delivery's key, and which incident it tells of (numbers begin anew with a new database)."""
    payload = {"delivery": message.delivery.key}
    if message.revision is not None:
        incident = message.revision.incident
        payload |= {"incident": str(incident.id), "opened": incident.opened.isoformat()}
    return payload


def _plainer_if_refused(
    call: Callable[[list[Block] | None], Mapping[str, Any]], blocks: list[Block]
) -> Mapping[str, Any]:
    """`call` with the blocks, or with the text alone where Slack refuses their form: ugly news beats no news."""
    try:
        return call(blocks)
    except DeliveryError as error:
        if error.kind not in TOO_MUCH:
            raise
        return call(None)


def _refused(error: SlackApiError) -> DeliveryError:
    response = error.response
    status = int(getattr(response, "status_code", 0) or 0)
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    word = str(data.get("error") or "")
    if status == 429 or word in ("ratelimited", "rate_limited"):
        wait = _seconds(response.headers.get("Retry-After"))
        return DeliveryError(f"slack: asked us to wait {wait:g} s (rate limit)", kind="ratelimited", retry_after=wait)
    if word in MENDABLE:
        return DeliveryError(f"slack: {word}: {MENDABLE[word]}", kind=word)
    if word in PERMANENT:
        return DeliveryError(f"slack: {word}: {PERMANENT[word]}", kind=word, permanent=True)
    if word in MAYBE_DONE:
        return DeliveryError(f"slack: {word}; it may have arrived", kind=word, uncertain=True)
    if not _WORD.fullmatch(word):  # a proxy's page, or an answer cut short
        never = status in (401, 403, 404, 407)
        return DeliveryError(
            f"slack: answered with status {status} and no readable reason",
            kind=f"status-{status}",
            permanent=never,
            uncertain=not never,
        )
    return DeliveryError(f"slack: {word}", kind=word, uncertain=status >= 500)


def _seconds(value: object) -> float:
    try:
        return max(1.0, float(str(value)))
    except ValueError:
        return 30.0


def _broken(error: Exception, base_url: str) -> DeliveryError:
    """What a failed connection means. Only where nothing can have been sent is it certain that nothing arrived."""
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return DeliveryError(f"slack: {base_url}: the certificate can't be trusted: {cause.verify_message}", kind="tls")
    if isinstance(cause, socket.gaierror):
        return DeliveryError(f"slack: {base_url}: the name can't be resolved", kind="dns")
    if isinstance(cause, ConnectionRefusedError):
        return DeliveryError(f"slack: {base_url}: the connection was refused", kind="refused")
    if isinstance(cause, TimeoutError):
        return DeliveryError(
            f"slack: {base_url}: no answer in time; it may have arrived", kind="timeout", uncertain=True
        )
    said = str(cause) or type(cause).__name__
    return DeliveryError(
        f"slack: {base_url}: the connection broke ({said}); it may have arrived", kind="connection", uncertain=True
    )

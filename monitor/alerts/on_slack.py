"""How an alert, its later changes and a digest look in Slack: Block Kit, within Slack's limits.

Words from outside stand in `rich_text` and `plain_text`, which know no markup, so a title can neither be bold nor ping
a channel. Only the figures use mrkdwn (fields stand side by side in nothing else) and are escaped for it.
Limits: https://docs.slack.dev/reference/block-kit/blocks; the limit on the whole was measured (msg_blocks_too_long).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.alerts import words
from monitor.alerts.digest_sheet import DigestSheet, Hush, Item, Untold
from monitor.alerts.notice import NoticeSheet
from monitor.alerts.quotes import Quote
from monitor.alerts.said import Line
from monitor.alerts.sheet import Reference, Sheet
from monitor.alerts.side_by_side import Row, Table
from monitor.model import Severity, VerdictWord

Block = dict[str, Any]

BLOCKS: Final = 50
FIELD: Final = 2000
FIELDS: Final = 10
HEADER: Final = 150
ROOM_FOR_MARKS: Final = 8
"""Characters left free for the marks that break up mentions."""
ALTOGETHER: Final = 12_500
"""Characters of all blocks as JSON; Slack refuses somewhat above 13,000."""
TEXT: Final = 2_900

SEVERITY_SIGNS: Final[dict[Severity | None, str]] = {
    "grave": "🔴 GRAVE · ",
    "serious": "🟠 SERIOUS · ",
    "notable": "🔵 ",
    "info": "⚪ ",
    None: "",
}
VERDICTS: Final[tuple[tuple[VerdictWord, str], ...]] = (
    ("correct", "Correct"),
    ("wrong", "Wrong"),
    ("duplicate", "Duplicate"),
    ("muted", "Mute"),
)

_LOOKALIKES: Final = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"})
_PING: Final = re.compile(r"<(?=[!@#])")


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of each long part is shown; tried from the roomiest down until the message fits."""

    lines: int
    rows: int
    quotes: int
    sources: int
    letters: int
    """Characters of one line, quote or title."""


_ROOMS: Final = (
    _Room(12, 20, 4, 12, 420),
    _Room(8, 14, 3, 8, 300),
    _Room(6, 10, 2, 5, 220),
    _Room(4, 6, 1, 3, 160),
    _Room(2, 4, 1, 1, 100),
    _Room(1, 2, 0, 0, 60),
)


# ------------------------------------------------------------------------------------------------------------- escaping


def literal(text: str) -> str:
    """`text` for plain_text and rich_text, where nothing is markup. A would-be mention is broken up all the same, so
    that it stays harmless wherever the message is copied to."""
    return _PING.sub("<\u2060", text)


def mrkdwn(text: str) -> str:
    """`text` for mrkdwn: the three entities Slack asks for, and look-alikes for the characters that format."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.translate(_LOOKALIKES)


# --------------------------------------------------------------------------------------------------------------- pieces


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": literal(words.plain(text, limit - ROOM_FOR_MARKS)) or "–", "emoji": False}


def _header(text: str) -> Block:
    return {"type": "header", "text": {**_plain(text, HEADER), "emoji": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text, 600)]}


def _text(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Block:
    styles = {name: True for name, wanted in (("bold", bold), ("italic", italic), ("code", code)) if wanted}
    return {"type": "text", "text": literal(text), **({"style": styles} if styles else {})}


def _link(url: str, text: str) -> Block:
    return {"type": "link", "url": url, "text": literal(text)} if url else _text(text)


def _part(*elements: Block) -> Block:
    """Elements with empty text are refused by Slack, so they are left out."""
    return {"type": "rich_text_section", "elements": [e for e in elements if e.get("text")]}


def _lines(lines: Sequence[Sequence[Block]]) -> Block:
    """One section with each of `lines` on its own line."""
    return _part(*(element for number, line in enumerate(lines) for element in ((_text("\n" * bool(number))), *line)))


def _quote_part(*elements: Block) -> Block:
    return {**_part(*elements), "type": "rich_text_quote"}


def _bullets(parts: Sequence[Block]) -> list[Block]:
    return [{"type": "rich_text_list", "style": "bullet", "elements": list(parts)}] if parts else []


def _rich(*parts: Block) -> list[Block]:
    return [{"type": "rich_text", "elements": list(parts)}] if parts else []


def _refs(line: Line) -> str:
    return f" [{', '.join(map(str, line.refs))}]" if line.refs else ""


def _more(left: int, what: str) -> list[Block]:
    return [_part(_text(f"… and {words.several(left, what)} more", italic=True))] if left > 0 else []


# --------------------------------------------------------------------------------------------------------------- alerts


def alert_message(sheet: Sheet, alert_id: int) -> tuple[str, list[Block]]:
    """The notification text and the blocks of one incident as it now stands, with buttons for a verdict."""
    parts = [sheet.headline, *sheet.why[:1]]
    return _text_of(sheet, parts), _fitting(lambda room: list(_alert_blocks(sheet, alert_id, room)))


def change_message(sheet: Sheet) -> tuple[str, list[Block]]:
    """What is posted in the incident's thread: what changed, and the words that made it so."""
    news = [words.capital(sheet.why[0])] if sheet.why else []
    return _text_of(sheet, [*news, sheet.headline]), _fitting(lambda room: list(_change_blocks(sheet, room)))


def _text_of(sheet: Sheet, parts: Sequence[str]) -> str:
    """What a notification shows, the weightiest first."""
    said = f"{SEVERITY_SIGNS[sheet.severity]}{' – '.join(parts)} (incident {sheet.incident})"
    return mrkdwn(literal(words.plain(said, TEXT // 2)))


def _fitting(build: Callable[[_Room], list[Block]]) -> list[Block]:
    for room in _ROOMS:
        blocks = build(room)
        if len(blocks) <= BLOCKS and size(blocks) <= ALTOGETHER:
            return blocks
    return blocks[:BLOCKS]


def size(blocks: Sequence[Block]) -> int:
    """Characters that the blocks take as JSON."""
    return len(json.dumps(blocks, ensure_ascii=False))


def _alert_blocks(sheet: Sheet, alert_id: int, room: _Room) -> Iterator[Block]:
    title = f"{SEVERITY_SIGNS[sheet.severity]}{sheet.headline}"
    if len(title) <= HEADER - ROOM_FOR_MARKS:
        yield _header(title)
    else:
        yield from _rich(_part(_text(title, bold=True)))  # a header has no room for it
    yield from _rich(_where(sheet, room))
    yield from _rich(_lines([*_why(sheet, room), _state(sheet)]), *_said(sheet, room))
    yield from _figures(sheet.figures, room)
    if sheet.toll and sheet.weighed:
        yield from _rich(_part(_text("Toll as it stands: "), _text(sheet.toll, bold=True)))
    if sheet.running.rows:
        yield _context("Running totals over a longer time, not added to the above")
        yield from _figures(sheet.running, room)
    yield from _rich(*_quotes(sheet.quotes, room))
    yield from _rich(*_sources(sheet, room))
    yield _context(_foot(sheet))
    yield _verdicts(sheet, alert_id)


def _change_blocks(sheet: Sheet, room: _Room) -> Iterator[Block]:
    yield from _rich(_lines([*_why(sheet, room), _state(sheet)]))
    yield from _figures(sheet.figures, room)
    if sheet.toll and sheet.weighed:
        yield from _rich(_part(_text("Toll as it stands: "), _text(sheet.toll, bold=True)))
    yield from _rich(*_quotes(sheet.quotes[:2], room))
    yield _context(_foot(sheet))


def _where(sheet: Sheet, room: _Room) -> Block:
    where = words.plain(" · ".join((*sheet.dateline, words.plain(sheet.theatre, 80))), room.letters)
    clock = words.plain(sheet.clock, room.letters)
    return _part(_text(where), _text(f" · {clock}" if clock else "", bold=True))


def _why(sheet: Sheet, room: _Room) -> list[list[Block]]:
    if not sheet.why:
        return []
    reason, *others = (words.capital(words.plain(why, room.letters)) for why in sheet.why[: room.lines + 1])
    return [[_text("Why you are told: "), _text(reason, bold=True), *(_text(f"; {other}") for other in others)]]


def _state(sheet: Sheet) -> list[Block]:
    muted = " · muted by an analyst" if sheet.muted else ""
    return [_text("State: "), _text(sheet.state, bold=True), _text(f", {sheet.state_words}{muted}")]


def _said(sheet: Sheet, room: _Room) -> list[Block]:
    shown = sheet.said[: room.lines]
    bullets = [_part(_text(words.plain(line.text, room.letters)), _text(_refs(line))) for line in shown]
    return [*_bullets(bullets), *_more(len(sheet.said) - len(shown), "statement")]


def _figures(table: Table, room: _Room) -> Iterator[Block]:
    """Fields stand two abreast: one field for each harm and side, with every claimant's word under it."""
    shown = table.rows[: room.rows]
    fields = [{"type": "mrkdwn", "text": _field(row, table.claimants, room), "verbatim": True} for row in shown]
    for start in range(0, len(fields), FIELDS):
        yield {"type": "section", "fields": fields[start : start + FIELDS]}
    if len(table.rows) > len(shown):
        yield _context(f"… and {words.several(len(table.rows) - len(shown), 'row')} of figures more")


def _field(row: Row, claimants: Sequence[str], room: _Room) -> str:
    lines = [f"*{mrkdwn(words.plain(f'{row.harm}, {row.side}', 80))}*"]
    for claimant, cell in zip(claimants, row.cells, strict=True):
        if cell:
            said = "; ".join(f"{line.text}{_refs(line)}" for line in cell)
            lines.append(mrkdwn(literal(words.plain(f"{claimant}: {said}", min(room.letters, 200)))))
    kept = lines[: room.lines + 2]
    if len(lines) > len(kept):
        kept.append(f"… and {len(lines) - len(kept)} more")
    while len("\n".join(kept)) > FIELD:
        kept.pop()
    return "\n".join(kept)


def _quotes(quotes: Sequence[Quote], room: _Room) -> list[Block]:
    return [
        _quote_part(
            _text(_shorter(quote.text, room.letters), italic=True),
            _text(" – "),
            _link(quote.url, words.plain(quote.outlet, 80)),
            _text(quote.whence),
        )
        for quote in quotes[: room.quotes]
    ]


def _shorter(quoted: str, letters: int) -> str:
    """A quotation cut to size, with its closing mark kept."""
    return quoted if len(quoted) <= letters else words.plain(quoted, letters - 1) + quoted[-1]


def _sources(sheet: Sheet, room: _Room) -> list[Block]:
    shown = sheet.sources[: room.sources]
    heading = [_text("Sources", bold=True), _text(f": {sheet.counted} (times {sheet.timezone})")]
    left = len(sheet.sources) - len(shown)
    more = [[_text(f"… and {words.several(left, 'source')} more", italic=True)]] if left else []
    return [_lines([heading, *(_source(source, room) for source in shown), *more])]


def _source(source: Reference, room: _Room) -> list[Block]:
    title = words.plain(source.title, min(room.letters, 160)) or "no title"
    return [
        _text(f"[{source.number}] {words.plain(source.outlet, 80)}, {source.said}"),
        _text(" (reprint)", italic=True) if source.reprint else _text(""),
        _text(": "),
        _link(source.url, title),
    ]


def _foot(sheet: Sheet) -> str:
    revision = f", revision {sheet.revision}" if sheet.revision > 1 else ""
    return f"Incident {sheet.incident}{revision} · {sheet.told or sheet.revised} · {sheet.command}"


def _verdicts(sheet: Sheet, alert_id: int) -> Block:
    """Buttons by which an analyst says what an alert was worth. A click carries the alert's number twice, in action_id
    and value, so that whoever handles it needs no look-up."""
    return {
        "type": "actions",
        "block_id": f"verdict:{alert_id}:{sheet.revision}",
        "elements": [
            {
                "type": "button",
                "action_id": f"verdict:{word}:{alert_id}",
                "value": str(alert_id),
                "text": {"type": "plain_text", "text": label, "emoji": False},
            }
            for word, label in VERDICTS
        ],
    }


def notice_message(notice: NoticeSheet) -> tuple[str, list[Block]]:
    """The notification text and the blocks of a notice. There is no verdict to give, so it has no buttons."""
    sign = f"{'🔔' if notice.over else '🔕'} {notice.sign}"
    lines = [sign, notice.title, notice.about, notice.finding]
    text = mrkdwn(literal(words.plain(f"{sign} {notice.title}: {notice.finding}", TEXT // 2)))
    began = f"{'Began' if notice.over else 'Since'} {notice.since}"
    said = _lines([[_text(line, bold=line == notice.title)] for line in lines if line])
    return text, [*_rich(said), _context(f"{began} · {notice.command}")]


# --------------------------------------------------------------------------------------------------------------- digest


def digest_message(digest: DigestSheet) -> tuple[str, list[Block]]:
    """The notification text and the blocks of a day."""
    text = mrkdwn(literal(words.plain(f"{digest.subject}. {digest.sight}", TEXT // 2)))
    return text, _fitting(lambda room: list(_digest_blocks(digest, room)))


def _digest_blocks(digest: DigestSheet, room: _Room) -> Iterator[Block]:
    yield _header(f"Ceasefire digest · {digest.day}")
    yield _context(digest.span)
    yield from _rich(_part(_text(digest.headline, bold=True), _text(f"\n{digest.sight}")))
    for chapter in digest.chapters[: room.sources + 2]:
        shown = chapter.items[: room.lines]
        yield {"type": "divider"}
        yield from _rich(
            _part(_text(words.plain(chapter.theatre, 80), bold=True), _text(f" · {chapter.summary}")),
            *_bullets([_item(item, room) for item in shown]),
            *_more(len(chapter.items) - len(shown), "incident"),
        )
    if digest.clocks:
        clocks = [
            _part(
                _text(words.plain(clock.name, room.letters), bold=True),
                _text(f": {clock.day}; reported today: {clock.today}; last reported violation: {clock.last}"),
            )
            for clock in digest.clocks[: room.lines]
        ]
        yield {"type": "divider"}
        yield from _rich(_part(_text("Ceasefire clocks", bold=True)), *_bullets(clocks))
    yield {"type": "divider"}
    numbers = " · ".join(f"{name}: {value}" for name, value in digest.coverage)
    blind = [
        _part(_text(words.plain(feed.name, 80), bold=True), _text(f": {words.plain(feed.why, room.letters)}"))
        for feed in digest.blind[: room.lines]
    ]
    hushed = [
        _part(_text(words.plain(hush.title, 120), bold=not hush.over), _text(f": {_hush(hush, room)}"))
        for hush in digest.hushed[: room.lines]
    ]
    left = len(digest.hushed) + digest.hushed_more - len(hushed)
    yield from _rich(
        _part(_text("Coverage", bold=True), _text(f" · {numbers}")),
        *_bullets(blind),
        *_more(len(digest.blind) + digest.blind_more - len(blind), "unread feed"),
        *_bullets(hushed),
        *_more(left, "silence"),
    )
    yield from _untold("Failed: these were not told", digest.failed, room)
    yield from _untold("Held back", digest.held, room)


def _hush(hush: Hush, room: _Room) -> str:
    over = f", over {hush.over}" if hush.over else ""
    return f"{words.plain(hush.finding, room.letters)} (since {hush.since}{over})"


def _item(item: Item, room: _Room) -> Block:
    sheet = item.sheet
    changes = f" {words.capital('; '.join(item.changes))}." if item.changes else ""
    rivals = "".join(f" {what}: {_sides(sides)}." for what, sides in item.rivals)
    facts = " · ".join(fact for fact in (sheet.toll, sheet.state, sheet.counted, sheet.clock) if fact)
    return _part(
        _text("New: " if item.new else "News: "),
        _text(words.plain(sheet.headline, room.letters), bold=True),
        _text(f" (incident {sheet.incident})"),
        _text(f": {words.plain(facts, room.letters)}." if facts else ""),
        _text(f" {words.plain(changes + rivals, room.letters)}" if changes or rivals else ""),
    )


def _sides(sides: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{who} {said}" for who, said in sides)


def _untold(heading: str, untold: Sequence[Untold], room: _Room) -> Iterator[Block]:
    if untold:
        shown = untold[: room.lines]
        lines = [_part(_text(words.plain(f"{u.about} to {u.to}: {u.why}", room.letters))) for u in shown]
        more = _more(len(untold) - len(shown), "message")
        yield from _rich(_part(_text(heading, bold=True)), *_bullets(lines), *more)

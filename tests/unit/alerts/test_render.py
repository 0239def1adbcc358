"""What people are shown: complete, fair, and harmless whatever the news says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from monitor.alerts import on_slack, render
from monitor.alerts.channel import Message
from monitor.alerts.words import Wording
from monitor.model import Attack, Coverage, Feed, Revision, Toll
from tests.unit.alerts.stories import (
    COUNTER,
    DENIAL,
    DOWN,
    KILLED_BEFORE,
    KILLED_SAID_BY_ARMENIA,
    KILLED_SAID_BY_AZERBAIJAN,
    LABELS,
    NIGHT,
    SHELLING,
    SOURCES,
    STALE,
    TALISH,
    WOUNDED,
    alert,
    bare,
    change,
    delivery,
    digest,
    message,
    revision,
    telling,
)

YEREVAN = Wording(LABELS, "Asia/Yerevan")
NASTY = "<!channel> <script>alert(1)</script> *bold* _it_ `code` & \x1b[31m <@U1> <https://evil.example|link>"
FORMS = ("terminal", "text", "html", "slack")


def shown(told: Message, form: str, wording: Wording = YEREVAN) -> str:
    """All the words of one form, on one line, so that wrapping doesn't matter."""
    if form == "terminal":
        paper = Console(file=io.StringIO(), width=200, highlight=False)
        paper.print(render.terminal(told, wording))
        output = paper.file.getvalue()  # type: ignore[attr-defined]
    elif form == "slack":
        output = "\n".join(texts(render.slack_blocks(told, wording)[1]))
    else:
        output = getattr(render.mail(told, wording), form)
    return " ".join(output.replace("&amp;", "&").split())


def texts(value: Any) -> list[str]:
    """Every text in blocks, in order; what follows on a line is joined."""
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    if not isinstance(value, Mapping):
        return []
    elements = value.get("elements")
    if value.get("type") in ("rich_text_section", "rich_text_quote") and elements:
        return ["".join(text for element in elements for text in texts(element))]
    own = [value["text"]] if isinstance(value.get("text"), str) else texts(value.get("text"))
    return own + texts(elements) + texts(value.get("fields"))


def changed() -> Message:
    raised = change("toll-raised", "toll raised from 3 to 5 by armenia, +2", 2)
    return message(revision(raised, change("denied", "denied by azerbaijan"), revision=3))


# ------------------------------------------------------------------------------------------------------------- complete


@pytest.mark.parametrize("form", FORMS)
def test_an_alert_says_who_what_where_when_and_why(form: str) -> None:
    page = shown(changed(), form)
    for part in (
        "Armenia accuses Azerbaijan of shelling near Talish; Azerbaijan denies it",
        "Armenia accuses Azerbaijan of breaking the ceasefire: shelling and small-arms fire, 12 violations stated",
        "Azerbaijan denies the accusation made by Armenia",
        "Azerbaijan accuses Armenia of breaking the ceasefire: small-arms fire",
        "Talish and Madagiz",
        "Nagorno-Karabakh",
        "14–15 March 2026",
        "ay 12 of the ceasefire of 3 March 2026",
        "Toll raised from 3 to 5 by Armenia, +2; denied by Azerbaijan",
        "ontested",
        "at least 5 military, own losses",
        "earlier: 3 military",
        "dozens (24–99), military",
        "3 to 5 civilians",
        "more than 40 military, admitted",
        "5 (up to 99) killed",
        "2 independent sources, 1 reprint",
        "Ministry reports shelling of northern villages overnight",
        "Sun 15 March 2026, 03:12 Asia/Yerevan",
        "ceasefire-monitor incidents show 17",
    ):
        assert part.casefold() in page.casefold(), part
    assert "reprint)" in page
    assert "“Azerbaijani units shelled positions near Talish with mortars" in page


def test_claimants_stand_side_by_side_with_sides_first() -> None:
    page = shown(changed(), "terminal")
    header = page[page.index("Armenia says") :]
    assert header.index("Armenia says") < header.index("Azerbaijan says") < header.index("Medics say")


def test_a_plain_accusation_leaves_out_what_nobody_said() -> None:
    for form in FORMS:
        page = shown(message(bare(ceasefire=None, ceasefire_day=None, places=())), form)
        assert "place not stated" in page
        for absent in ("None", "Toll", "unning totals", "Figures, each", "day ", "reprint"):
            assert absent not in page, (form, absent)


def test_the_revising_article_is_quoted_first_and_reprints_last() -> None:
    told = replace(revision(), article_id=13)
    quotes = render.mail(message(told), YEREVAN).text.partition("IN THEIR WORDS")[2]
    assert quotes.index("it blamed Armenian gunners") < quotes.index("Azerbaijani units shelled")
    assert "three servicemen were killed" not in quotes.partition("“at least five")[0]


@pytest.mark.parametrize("form", FORMS)
def test_words_quoted_from_a_denial_are_marked_as_such(form: str) -> None:
    denial = replace(DENIAL, evidence="its units had broken the truce")
    page = shown(message(revision(accusations=(SHELLING, denial), figures=())), form)
    assert "in a denial" in page.partition("its units had broken the truce")[2]
    assert "in a denial" not in page.partition("its units had broken the truce")[0]


def test_a_quote_inside_another_of_the_same_article_is_left_out() -> None:
    part = replace(KILLED_SAID_BY_ARMENIA, evidence="shelled positions near Talish")
    page = shown(message(revision(accusations=(SHELLING,), figures=(part,))), "text")
    assert page.count("shelled positions near Talish") == 1


def test_the_newest_word_of_a_claimant_stands_before_what_it_said_earlier() -> None:
    page = shown(message(revision(figures=(KILLED_BEFORE, KILLED_SAID_BY_ARMENIA))), "text")
    assert "Armenia says: at least 5 military, own losses [1]; earlier: 3 military [2]" in page


def test_a_headline_stands_once_in_slack_however_long() -> None:
    for headline in ("Shelling near Talish", "Shelling near Talish, " * 9):
        page = texts(render.slack_blocks(message(bare(headline=headline)), YEREVAN)[1])
        assert sum(headline.strip() in text for text in page) == 1


def test_a_change_in_slack_is_announced_by_what_changed() -> None:
    assert render.slack_change(changed(), YEREVAN)[0].startswith("🟠 SERIOUS · Toll raised from 3 to 5 by Armenia, +2")


def test_place_and_days_stand_under_the_headline_only_where_it_leaves_them_out() -> None:
    short = shown(message(bare(headline="Shelling")), "text")
    assert "Talish and Madagiz · 14–15 March 2026 · Nagorno-Karabakh" in short
    whole = shown(message(bare(headline="Shelling near Talish and Madagiz, 14–15 Mar 2026")), "text")
    assert "-- Nagorno-Karabakh Day 12" in whole
    district = replace(TALISH, id="talish-district", name="Talish district", precision="district")
    inside = bare(headline="Shelling near Talish, 14–15 Mar 2026", places=(TALISH, district))
    assert "-- Nagorno-Karabakh Day 12" in shown(message(inside), "text")


def test_a_ceasefire_is_told_without_the_places_of_the_fighting() -> None:
    told = bare(kind="ceasefire", ceasefire_status="agreed", ceasefire_day=400, headline="Ceasefire agreed")
    page = shown(message(told), "text")
    assert "Talish" not in page.partition("WHO SAYS WHAT")[0]
    assert "An earlier one, the ceasefire of 3 March 2026, is on day 400" in page
    ended = bare(kind="ceasefire", ceasefire_status="ended", ceasefire_day=400, headline="Ceasefire ended")
    assert "Day 400 of the ceasefire of 3 March 2026" in shown(message(ended), "text")


def test_a_toll_that_only_repeats_a_figure_is_left_out_of_an_alert() -> None:
    for form in FORMS:
        assert "Toll as it stands" not in shown(message(revision(figures=(WOUNDED,))), form)
        assert "Toll as it stands" in shown(message(revision()), form)


@pytest.mark.parametrize("form", FORMS)
def test_fire_and_a_ceasefires_change_are_quoted_too(form: str) -> None:
    struck = Attack(attacker="azerbaijan", evidence="a drone struck the mill")
    told = telling(struck, article_id=13, evidence="agreed to hold their fire")
    page = shown(message(bare(accusations=(), tellings=(told,), sources=SOURCES)), form)
    assert "“a drone struck the mill”" in page
    assert "“agreed to hold their fire”" in page


def test_later_articles_of_one_outlet_are_no_reprints() -> None:
    later = replace(SOURCES[0], article_id=14, independent=False)
    page = shown(message(revision(sources=(*SOURCES, later))), "text")
    assert "2 independent sources, 1 reprint, 4 articles" in page
    assert page.count("(reprint)") == 1


def test_a_new_ceasefire_is_not_said_to_be_one_twice() -> None:
    opened = (change("new-incident", "first report: Ceasefire agreed"), change("ceasefire-change", "ceasefire agreed"))
    told = message(bare(*opened, kind="ceasefire", ceasefire_status="agreed", headline="Ceasefire agreed"))
    assert "WHY YOU ARE TOLD First report SEVERITY" in shown(told, "text")


def test_a_reason_does_not_repeat_the_headline() -> None:
    headline = "Fire near Talish; at least 5 killed"
    told = bare(change("new-incident", f"first report: {headline}"), headline=headline)
    page = shown(message(told), "text")
    assert "WHY YOU ARE TOLD First report SEVERITY" in page


def test_labels_replace_ids_wherever_they_stand() -> None:
    page = shown(changed(), "html", Wording({"armenia": "Yerevan", "azerbaijan": "Baku"}, "UTC"))
    assert "Toll raised from 3 to 5 by Yerevan, +2; denied by Baku" in page
    assert "Yerevan accuses Baku" in page


def test_the_subject_holds_the_weight_the_headline_the_change_and_the_number() -> None:
    subject = render.mail(changed(), YEREVAN).subject
    assert subject == (
        "SERIOUS: Armenia accuses Azerbaijan of shelling near Talish; Azerbaijan denies it · "
        "Toll raised from 3 to 5 by Armenia, +2; denied by Azerbaijan [incident 17]"
    ).replace("· Toll", "· toll")


def test_a_long_headline_does_not_push_the_number_out_of_the_subject() -> None:
    told = message(revision(change("denied", "denied " * 60), headline="Shelling " * 40, revision=2))
    subject = render.mail(told, YEREVAN).subject
    assert len(subject) <= 180
    assert subject.endswith(" [incident 17]")
    assert "Shelling" in subject
    assert "denied" in subject


# ------------------------------------------------------------------------------------------------------------- harmless


def hostile() -> Revision:
    """An incident where everything from outside is an attack."""
    accusation = replace(SHELLING, evidence=NASTY, outlet=NASTY, url="javascript:alert(1)")
    denial = replace(DENIAL, evidence=NASTY + " twice", outlet=NASTY, url='https://x.example/"><script>')
    figure = replace(KILLED_SAID_BY_ARMENIA, evidence=NASTY, outlet=NASTY, claimant=None)
    source = replace(SOURCES[0], title=NASTY, outlet=NASTY, url="data:text/html,<script>")
    return revision(
        change("denied", NASTY),
        headline=NASTY,
        accusations=(accusation, denial, COUNTER),
        figures=(figure,),
        sources=(source, *SOURCES[1:]),
        toll=Toll(),
    )


def test_html_from_articles_is_escaped_in_mail() -> None:
    html = render.mail(message(hostile()), YEREVAN).html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'href="javascript' not in html
    assert 'href="data:' not in html


def test_text_from_articles_cannot_ping_a_channel_in_slack() -> None:
    text, blocks = render.slack_blocks(message(hostile()), YEREVAN)
    everything = text + json.dumps(blocks, ensure_ascii=False)
    for ping in ("<!", "<@", "<#"):
        assert ping not in everything


def test_text_from_articles_is_no_markup_in_slack() -> None:
    text, blocks = render.slack_blocks(message(hostile()), YEREVAN)
    marked_up = [text] + [field["text"] for block in blocks for field in block.get("fields", ())]
    for piece in marked_up:
        assert not {"<", ">", "`", "_", "~"} & set(piece)
    assert sum(piece.count("*") for piece in marked_up) == 2  # our own bold heading of the one field
    assert all(link["url"].startswith("https://") for link in _links(blocks))


def _links(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, list):
        return [link for item in value for link in _links(item)]
    if isinstance(value, Mapping):
        inside = [link for item in value.values() for link in _links(item)]
        return [value, *inside] if value.get("type") == "link" else inside
    return []


def test_escape_sequences_from_articles_do_not_reach_the_terminal() -> None:
    paper = Console(file=io.StringIO(), width=80)
    paper.print(render.terminal(message(hostile()), YEREVAN))
    assert "\x1b" not in paper.file.getvalue()  # type: ignore[attr-defined]


def test_a_subject_is_one_line_whatever_the_headline() -> None:
    told = message(revision(headline="Shelling\r\nBcc: everyone@example.org"))
    assert "\n" not in render.mail(told, YEREVAN).subject
    assert "\r" not in render.mail(told, YEREVAN).subject


def test_mail_needs_nothing_from_outside() -> None:
    for page in (render.mail(changed(), YEREVAN).html, render.digest_mail(digest(), YEREVAN).html):
        for outside in ("<img", "<link", "<script", "src=", "@import", "url("):
            assert outside not in page


# ------------------------------------------------------------------------------------------------------- Slack's limits


def huge() -> Revision:
    """An incident with far more of everything than a message can hold."""
    accusations = tuple(
        replace(SHELLING, accuser=f"side-{n}", evidence=f"{n} " + "said the spokesman " * 40, article_id=n)
        for n in range(60)
    )
    figures = tuple(
        replace(KILLED_SAID_BY_ARMENIA, side=f"side-{n % 30}", claimant=f"claimant-{n % 7}", low=n + 1, article_id=n)
        for n in range(300)
    )
    sources = tuple(
        replace(SOURCES[0], article_id=n, title="A long title " * 30, url=f"https://w.example/{'x' * 300}/{n}")
        for n in range(90)
    )
    return revision(
        change("denied", "because of many things " * 60),
        headline="A headline that never ends " * 40,
        accusations=accusations,
        figures=figures,
        sources=sources,
    )


@pytest.mark.parametrize("told", [message(huge()), changed(), message(bare())])
def test_blocks_stay_within_slack_s_limits(told: Message) -> None:
    for text, blocks in (render.slack_blocks(told, YEREVAN), render.slack_change(told, YEREVAN)):
        assert len(text) <= 3000
        assert len(blocks) <= 50
        assert len(json.dumps(blocks, ensure_ascii=False)) <= 13_000
        for block in blocks:
            assert block["type"] != "header" or len(block["text"]["text"]) <= 150
            assert all(len(field["text"]) <= 2000 for field in block.get("fields", ()))


def test_a_message_that_is_cut_says_how_much_is_missing_and_keeps_its_buttons() -> None:
    blocks = render.slack_blocks(message(huge()), YEREVAN)[1]
    page = "\n".join(texts(blocks))
    assert "sources more" in page
    assert "statements more" in page
    assert "ceasefire-monitor incidents show 17" in page
    assert blocks[-1]["type"] == "actions"


def test_the_buttons_carry_the_alert_s_number() -> None:
    blocks = render.slack_blocks(replace(changed(), alert=alert(number=321)), YEREVAN)[1]
    buttons = blocks[-1]["elements"]
    assert [button["action_id"] for button in buttons] == [
        "verdict:correct:321",
        "verdict:wrong:321",
        "verdict:duplicate:321",
        "verdict:muted:321",
    ]
    assert {button["value"] for button in buttons} == {"321"}


def test_a_digest_too_long_for_slack_is_cut_to_fit() -> None:
    many = tuple(replace(r, incident=replace(r.incident, id=n)) for n, r in enumerate([huge()] * 12))
    blocks = render.slack_blocks(Message(delivery=delivery(), digest=digest(revisions=many)), YEREVAN)[1]
    assert on_slack.size(blocks) <= 13_000
    assert len(blocks) <= 50


# --------------------------------------------------------------------------------------------------------------- digest


def day(**changes: object) -> Message:
    return Message(delivery=delivery(digest_key="2026-03-15"), digest=digest(**changes))


@pytest.mark.parametrize("form", FORMS)
def test_the_digest_gathers_the_day(form: str) -> None:
    page = shown(day(), form).casefold()
    for part in (
        "15 March 2026",
        "1 new incident and news of 1 earlier one. Tolls as they stand: 5 (up to 99) killed and 5 (up to 7) wounded.",
        "1 incident is contested",
        "We could see in part: 10 of 12 feeds read, 96 articles in them; 2 feeds could not be read.",
        "2 incidents · 5 (up to 99) killed · 5 (up to 7) wounded",
        "Armenia accuses Azerbaijan of shelling near Talish",
        "at least 5 military, own losses",
        "dozens (24–99), military",
        "Ceasefire of 3 March 2026",
        "day 13",
        "day 431",
        "14 days ago (1 March 2026)",
        "Valley Herald",
        "no answer within 30 s",
        "HTML came instead of a feed",
        "held in quiet hours until 07:00 Asia/Yerevan",
        "the connection was refused",
    ):
        assert part.casefold() in page, part


def test_figures_are_rival_only_where_the_numbers_differ() -> None:
    same = replace(KILLED_SAID_BY_AZERBAIJAN, low=5, high=None, victims="unknown", evidence="at least five")
    agreed = day(revisions=(revision(figures=(KILLED_BEFORE, KILLED_SAID_BY_ARMENIA, same)),))
    assert "Rival figures" not in shown(agreed, "text")
    assert "Rival figures: Killed, Armenia" in shown(day(), "text")


def test_a_new_incident_shows_what_was_added_since_it_was_opened() -> None:
    raised = revision(change("toll-raised", "killed raised from 3 to 5 by Armenia", 2), revision=2)
    for form in FORMS:
        assert "illed raised from 3 to 5 by Armenia, +2" in shown(day(revisions=(raised,)), form)


def test_an_earlier_incident_shows_what_changed() -> None:
    raised = revision(
        change("toll-raised", "toll raised from 3 to 5 by armenia, +2", 2), opened=NIGHT.replace(day=10), revision=2
    )
    for form in FORMS:
        assert "oll raised from 3 to 5 by Armenia, +2" in shown(day(revisions=(raised,)), form)


def seen(**changes: int) -> Coverage:
    numbers: dict[str, Any] = {"feeds": 12, "read": 12, "entries": 40, "articles": 9, "claims": 0, **changes}
    return Coverage(failed=(), **numbers)


@pytest.mark.parametrize(
    ("coverage", "subject", "says"),
    [
        (seen(), "nothing reported", "Nothing was reported. We could see: all 12 feeds were read, 9 articles in them."),
        (
            seen(articles=0),
            "nothing reported",
            "Nothing was reported. We could see: all 12 feeds were read, 0 articles in them, and listed nothing new.",
        ),
        (
            seen(read=9),
            "nothing reported, 9 of 12 feeds read",
            "Nothing was reported in the feeds that could be read. We could see in part: 9 of 12 feeds read",
        ),
        (seen(read=0), "we could not see", "None of the 12 feeds could be read."),
        (seen(feeds=1, read=0), "we could not see", "The one feed could not be read."),
        (seen(feeds=0, read=0), "we could not see", "No feeds are promised, so we could not see."),
    ],
)
def test_a_quiet_day_is_told_apart_from_blindness(coverage: Coverage, subject: str, says: str) -> None:
    quiet = day(revisions=(), held=(), failed=(), coverage=coverage)
    assert render.mail(quiet).subject == f"Ceasefire digest, 15 March 2026: {subject}"
    assert says in shown(quiet, "text")
    for form in FORMS:
        assert "incident" not in shown(quiet, form)


def test_a_feed_that_nobody_asked_is_not_blamed_with_its_last_good_note() -> None:
    left = Feed(id=5, url="https://left.example/rss", name="Left Bank", state="ok", note="read; 2 new; next in 5 min",
                last_tried=datetime(2026, 3, 13, 9, 30, tzinfo=UTC))  # fmt: skip
    new = Feed(id=6, url="https://new.example/rss", name="New Square")
    coverage = Coverage(feeds=2, read=0, failed=(left, new), entries=0, articles=0, claims=0)
    told = shown(day(revisions=(), held=(), failed=(), coverage=coverage), "text")
    assert "could not read Left Bank: not asked since Fri 13 March 2026, 13:30 Asia/Yerevan" in told
    assert "could not read New Square: not asked yet" in told


def test_of_hundreds_of_feeds_that_could_not_be_read_some_are_named_and_the_others_counted() -> None:
    down = tuple(replace(DOWN, id=n, name=f"Paper {n}", url=f"https://paper-{n}.example/") for n in range(230))
    coverage = Coverage(feeds=230, read=0, failed=down, entries=0, articles=0, claims=0)
    for form in FORMS:
        told = shown(day(revisions=(), held=(), failed=(), coverage=coverage), form)
        named = len(set(re.findall(r"Paper \d+", told)))
        assert 0 < named <= 30
        assert f"… and {230 - named} " in told


def test_a_blind_day_says_that_silence_means_nothing() -> None:
    coverage = Coverage(feeds=2, read=0, failed=(DOWN, STALE), entries=0, articles=0, claims=0)
    blind = day(revisions=(), held=(), failed=(), coverage=coverage)
    for form in FORMS:
        assert "That nothing was reported here says nothing about the ceasefire." in shown(blind, form)


def test_retracted_incidents_do_not_count_in_the_tolls() -> None:
    page = shown(day(revisions=(revision(state="retracted"),)), "text")
    assert "1 new incident. No casualties were stated." in page

"""Settings: what is written counts, what is mistyped is told with its line, and secrets stay secret."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from monitor import __version__, shipped, yamlfile
from monitor.errors import SettingsError
from monitor.settings import Settings, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, environ: Mapping[str, str] | None = None) -> Settings:
    Path("monitor.yaml").write_text(text, encoding="utf-8")
    return load(None, environ or {})


def refusal(text: str, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        written(text, environ)
    return str(caught.value).splitlines()


# ------------------------------------------------------------------------------------------------------ where they are


def test_with_no_settings_at_all_everything_has_a_default(folder: Path) -> None:
    settings = load(None, {})
    assert settings.file is None
    assert settings.database_url == "sqlite:///ceasefire-monitor.db"
    assert settings.theatres == ()
    assert settings.alerts.terminal
    assert not settings.slack.ready
    assert not settings.email.ready
    assert settings.rules_folder == shipped.folder("rules")
    assert settings.opml_files() == tuple(sorted((shipped.folder("rules") / "feeds").glob("*.opml")))


def test_a_named_file_comes_before_the_environment_and_the_working_folder(folder: Path) -> None:
    for name in ("monitor", "named", "variable"):
        Path(f"{name}.yaml").write_text(f"theatres: [{name}]", encoding="utf-8")
    environ = {"CEASEFIRE_MONITOR_SETTINGS": "variable.yaml"}
    assert load(Path("named.yaml"), environ).theatres == ("named",)
    assert load(None, environ).theatres == ("variable",)
    assert load(None, {}).theatres == ("monitor",)
    assert load(None, {}).file == Path("monitor.yaml")


def test_a_named_file_that_is_missing_is_an_error(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.yaml: cannot be read: no such file"):
        load(None, {"CEASEFIRE_MONITOR_SETTINGS": "gone.yaml"})


def test_the_example_file_is_valid_and_shows_the_defaults(folder: Path) -> None:
    example = load(shipped.folder("deploy") / "monitor.example.yaml", {})
    assert example.model_dump() == load(None, {}).model_dump()


def test_the_example_file_names_every_group_of_keys() -> None:
    data, _ = yamlfile.read(shipped.folder("deploy") / "monitor.example.yaml")
    text = (shipped.folder("deploy") / "monitor.example.yaml").read_text(encoding="utf-8")
    for key in Settings.model_fields:
        assert key in data or f"# {key}:" in text


def test_an_empty_file_and_an_empty_group_mean_defaults(folder: Path) -> None:
    assert written("").theatres == ()
    assert written("email:\n  # to: [a@b.example]\n").email.to == ()


def test_settings_cannot_be_changed_and_travel_between_processes(folder: Path) -> None:
    settings = written("theatres: [nagorno-karabakh]\nfeeds: [{url: 'https://a.example/rss'}]")
    with pytest.raises(ValidationError):
        settings.theatres = ()
    with pytest.raises(ValidationError):
        settings.email.port = 1
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert pickle.loads(pickle.dumps(settings)).file == Path("monitor.yaml")


# ------------------------------------------------------------------------------------------------------------- values


def test_durations_times_and_single_values_are_read_as_people_write_them(folder: Path) -> None:
    settings = written(
        """
theatres: nagorno-karabakh
feeds:
  - {name: Harbour Wire, url: "https://wire.example/rss", interval: 5m, lang: no}
poll: {interval: 1h30m, tick: 2, lease: 90s}
email: {to: desk@example.org, digest_at: 06:30, timezone: Asia/Yerevan}
alerts:
  quiet_hours: {from: 22:00, until: "6:15", timezone: Europe/Berlin}
  mutes:
    - {place: Gavar, until: 2026-12-31, reason: exercise}
slack: {channel: 42}
"""
    )
    assert settings.theatres == ("nagorno-karabakh",)
    assert settings.feeds[0].interval == timedelta(minutes=5)
    assert settings.feeds[0].lang == "no"
    assert settings.poll.interval == timedelta(minutes=90)
    assert settings.poll.tick == timedelta(seconds=2)
    assert settings.email.to == ("desk@example.org",)
    assert settings.email.digest_at == time(6, 30)
    assert settings.alerts.quiet_hours is not None
    assert settings.alerts.quiet_hours.start == time(22, 0)
    assert settings.alerts.quiet_hours.zone.key == "Europe/Berlin"
    assert settings.alerts.mutes[0].until == date(2026, 12, 31)
    assert settings.slack.channel == "42"


@pytest.mark.parametrize("contact", ["https://desk.example.org/monitor", "desk@example.org"])
def test_requests_are_signed_with_the_contact(folder: Path, contact: str) -> None:
    ours = f"ceasefire-monitor/{__version__}"
    assert written("").fetch.user_agent == ours
    assert written(f"fetch: {{contact: '{contact}'}}").fetch.user_agent == f"{ours} (+{contact})"
    assert written(f"fetch: {{contact: '{contact}', user_agent: desk/1}}").fetch.user_agent == "desk/1"


def test_feeds_in_the_settings_become_nouns_with_their_own_or_the_usual_interval(folder: Path) -> None:
    feeds = written(
        """
poll: {interval: 10m}
feeds:
  - {name: Harbour Wire, url: "https://wire.example/rss", interval: 5m, speaks_for: armenia}
  - {url: "https://user:pass@plain.example/atom"}
"""
    ).listed_feeds()
    assert [(feed.name, feed.interval, feed.speaks_for, feed.origin) for feed in feeds] == [
        ("Harbour Wire", 300, "armenia", "settings"),
        ("plain.example", 600, None, "settings"),
    ]


def test_naming_feeds_replaces_the_starter_lists_and_an_empty_opml_list_means_none(folder: Path) -> None:
    assert written("feeds: [{url: 'https://a.example/rss'}]").opml_files() == ()
    assert written("opml: []").opml_files() == ()


def test_a_feed_list_is_looked_for_beside_the_settings_file(folder: Path) -> None:
    (folder / "etc").mkdir()
    (folder / "etc" / "mine.opml").write_text("<opml/>", encoding="utf-8")
    (folder / "etc" / "m.yaml").write_text("opml: mine.opml", encoding="utf-8")
    assert load(Path("etc/m.yaml"), {}).opml_files() == (Path("etc/mine.opml"),)


def test_a_plain_postgresql_address_gets_our_driver(folder: Path) -> None:
    assert written("database_url: postgres://u:p@h/n").database_url == "postgresql+psycopg://u:p@h/n"


def test_the_web_address_splits_into_host_and_port(folder: Path) -> None:
    web = written('web: {listen: "[::1]:9000"}').web
    assert (web.host, web.port) == ("::1", 9000)
    assert written("web: {listen: null}").web.listen is None


# ------------------------------------------------------------------------------------------------------------ mistakes


def test_an_unknown_key_is_told_with_its_line_and_the_nearest_known_one(folder: Path) -> None:
    text = "theatres: []\nfeeds:\n  - name: A\n    url: https://a.example/rss\n\n\n    intervall: 5m\n"
    assert refusal(text) == ['monitor.yaml:7: unknown key "intervall" in feeds[0]; did you mean "interval"?']
    assert refusal("databse_url: x") == ['monitor.yaml:1: unknown key "databse_url"; did you mean "database_url"?']


def test_a_key_in_the_wrong_place_is_sent_to_the_right_one(folder: Path) -> None:
    assert refusal("digest_at: '07:00'") == ['monitor.yaml:1: unknown key "digest_at"; did you mean "email.digest_at"?']


def test_an_unknown_key_like_nothing_else_lists_what_there_is(folder: Path) -> None:
    assert refusal("retention: {xyz: 1}") == ['monitor.yaml:1: unknown key "xyz" in retention; known here: texts_days']


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fetch: {concurrency: many}", 'fetch.concurrency: expected a whole number, found "many"'),
        (
            "fetch: {contact: the desk}",
            "fetch.contact: expected a web address or a mail address, without blanks, such as "
            'https://desk.example.org, found "the desk"',
        ),
        ("fetch: {concurrency: 0}", "fetch.concurrency: expected at least 1, found 0"),
        ("poll: {interval: soon}", 'poll.interval: expected a duration such as 30s, 5m or 1h30m, found "soon"'),
        ("poll: {tick: 0}", "poll.tick: expected a duration of at least 1s, found 0"),
        (
            "feeds: [{url: wire.example/rss}]",
            'feeds[0].url: expected a web address that starts with https:// or http://, found "wire.example/rss"',
        ),
        ("feeds: [{name: A}]", 'feeds[0]: the key "url" is missing'),
        ("feeds: {url: a}", "feeds: expected a list, found a group of keys"),
        (
            "email: {tls: startls}",
            'email.tls: expected one of none, starttls, tls (did you mean "starttls"?), found "startls"',
        ),
        (
            "email: {timezone: Asia/Erevan}",
            "email.timezone: expected a time zone such as UTC or Asia/Yerevan "
            '(did you mean "Asia/Yerevan"?), found "Asia/Erevan"',
        ),
        ("email: {digest_at: 25:00}", 'email.digest_at: expected a time of day such as "07:00", found "25:00"'),
        ("email: {to: [desk]}", 'email.to[0]: expected a mail address such as desk@example.org, found "desk"'),
        ("email: localhost", 'email: expected a group of keys, found "localhost"'),
        (
            "fetch: {allow_networks: [here]}",
            'fetch.allow_networks[0]: expected an address or a network such as 127.0.0.0/8 or ::1, found "here"',
        ),
        ("web: {listen: 8080}", "web.listen: expected an address and a port such as 127.0.0.1:8080, found 8080"),
        ("alerts: {terminal: perhaps}", 'alerts.terminal: expected true or false, found "perhaps"'),
        (
            "alerts: {mutes: [{reason: x}]}",
            "alerts.mutes[0]: expected at least one of theatre, kind, place, actor and incident",
        ),
        ("alerts: {quiet_hours: {until: 06:00}}", 'alerts.quiet_hours: the key "from" is missing'),
        ("opml: [gone.opml]", 'opml[0]: no such file "gone.opml"'),
        ("rules: gone", 'rules: no such folder "gone"'),
    ],
)
def test_a_wrong_value_says_where_what_was_expected_and_what_was_found(folder: Path, text: str, message: str) -> None:
    assert refusal(text) == [f"monitor.yaml:1: {message}"]


def test_several_mistakes_are_told_at_once(folder: Path) -> None:
    text = "theatre: []\nfetch:\n  concurrency: many\npoll: {tik: 1}\n"
    assert refusal(text, {"CEASEFIRE_MONITOR__WEB__LISTN": "x"}) == [
        'CEASEFIRE_MONITOR__WEB__LISTN: no such setting; did you mean "CEASEFIRE_MONITOR__WEB__LISTEN"?',
        'monitor.yaml:1: unknown key "theatre"; did you mean "theatres"?',
        'monitor.yaml:3: fetch.concurrency: expected a whole number, found "many"',
        'monitor.yaml:4: unknown key "tik" in poll; did you mean "tick"?',
    ]


def test_a_file_that_is_no_set_of_keys_or_no_yaml_is_told_by_line(folder: Path) -> None:
    assert refusal("- a\n- b\n")[0].startswith("monitor.yaml:1: expected keys and values")
    assert refusal("theatres: [a\nfeeds: []\n")[0].startswith("monitor.yaml:2: ")
    assert refusal("theatres: []\ntheatres: []\n")[0].startswith('monitor.yaml:2: key "theatres" stands twice')


def test_a_feed_written_twice_is_refused(folder: Path) -> None:
    text = "feeds:\n  - url: https://a.example/rss\n  - url: https://a.example/rss\n"
    assert refusal(text) == ["monitor.yaml:3: feeds[1].url is the same as feeds[0].url; keep one"]


# --------------------------------------------------------------------------------------------------------- environment


def test_a_variable_goes_over_the_file_key_by_key(folder: Path) -> None:
    settings = written(
        "email: {host: mail.example, port: 587}\ntheatres: [a]\n",
        {
            "CEASEFIRE_MONITOR__EMAIL__PORT": "2525",
            "CEASEFIRE_MONITOR__THEATRES": "b, c",
            "CEASEFIRE_MONITOR__FEEDS": "[{url: 'https://a.example/rss', interval: 1m}]",
            "CEASEFIRE_MONITOR__ALERTS__TERMINAL": "no",
            "CEASEFIRE_MONITOR__WEB__LISTEN": "null",
            "CEASEFIRE_MONITOR__ALERTS__QUIET_HOURS__FROM": "22:00",
            "CEASEFIRE_MONITOR__ALERTS__QUIET_HOURS__UNTIL": "06:00",
            "CEASEFIRE_MONITOR__LOGS__FORMAT": "",
        },
    )
    assert (settings.email.host, settings.email.port) == ("mail.example", 2525)
    assert settings.theatres == ("b", "c")
    assert settings.feeds[0].interval == timedelta(minutes=1)
    assert not settings.alerts.terminal
    assert settings.web.listen is None
    assert settings.alerts.quiet_hours is not None
    assert settings.alerts.quiet_hours.start == time(22, 0)
    assert settings.logs.format == "text"


def test_a_mistake_in_a_variable_is_told_by_its_name(folder: Path) -> None:
    assert refusal("", {"CEASEFIRE_MONITOR__FETCH__CONCURRENCY": "many"}) == [
        'CEASEFIRE_MONITOR__FETCH__CONCURRENCY: fetch.concurrency: expected a whole number, found "many"'
    ]
    assert refusal("", {"CEASEFIRE_MONITOR__FEEDS": "[{url: 1}"}) == [
        "CEASEFIRE_MONITOR__FEEDS: expected a list or a group in YAML, such as [a, b] or {key: value}"
    ]


def test_variables_that_others_set_for_a_service_of_our_name_are_none_of_our_business(folder: Path) -> None:
    load(None, {"CEASEFIRE_MONITOR_PORT": "tcp://10.0.0.1:8080", "CEASEFIRE_MONITOR_SERVICE_HOST": "10.0.0.1"})


# ------------------------------------------------------------------------------------------------------------- secrets


def test_secrets_come_from_the_environment_before_files(folder: Path) -> None:
    (folder / "token").write_text("from-file\n", encoding="utf-8")
    text = "slack: {channel: C1, bot_token_file: token}\nemail: {password_file: token}\n"
    settings = written(text, {"SLACK_BOT_TOKEN": "from-environment", "SMTP_USERNAME": "desk"})
    assert settings.slack.bot_token is not None
    assert settings.slack.bot_token.get_secret_value() == "from-environment"
    assert settings.email.username is not None
    assert settings.email.username.get_secret_value() == "desk"
    assert settings.email.password is not None
    assert settings.email.password.get_secret_value() == "from-file"
    assert settings.slack.ready


def test_a_secret_in_the_settings_file_is_refused_without_showing_it(folder: Path) -> None:
    (line,) = refusal("slack:\n  bot_token: xoxb-secret\n")
    assert line == (
        "monitor.yaml:2: slack.bot_token: secrets are not kept in this file; "
        "set SLACK_BOT_TOKEN or slack.bot_token_file"
    )


def test_a_secret_file_that_is_missing_or_empty_is_told(folder: Path) -> None:
    (folder / "empty").write_text("\n", encoding="utf-8")
    assert refusal("slack: {bot_token_file: gone}\nemail: {password_file: empty}\n") == [
        'monitor.yaml:1: slack.bot_token_file: no secret in "gone": no such file or directory',
        'monitor.yaml:2: email.password_file: no secret in "empty": it is empty',
    ]


def test_no_message_or_print_shows_a_secret(folder: Path) -> None:
    settings = written("", {"SLACK_BOT_TOKEN": "hush-1", "SMTP_PASSWORD": "hush-2"})
    assert "hush" not in repr(settings)
    assert "hush" not in settings.model_dump_json()
    for text in (
        "database_url: mysql://user:hush@host/name",
        "heartbeat_url: hush",
        "feeds: [{url: 'ftp://user:hush@host/rss'}]",
        "email: {password: [hush]}",
    ):
        assert "hush" not in "\n".join(refusal(text))

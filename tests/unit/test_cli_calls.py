"""How the program is called: help, exit statuses, and one clear line for every mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import monitor
from monitor import __version__
from monitor.cli import main
from tests.unit.engine import pack


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(monitor.__file__).parent.parent))
    return tmp_path


def call(*arguments: str, env: dict[str, str] | None = None, given: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), env=env, input=given)


def every_command(group: click.Group = main, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*before, name))
        if isinstance(command, click.Group):
            found += every_command(command, (*before, name))
    return found


# ------------------------------------------------------------------------------------------------------- help and calls


def test_the_commands_of_the_issue_are_all_there() -> None:
    assert set(every_command()) >= {
        ("run",), ("once",), ("scan",), ("doctor",), ("demo",), ("digest",),
        ("feeds", "list"), ("feeds", "add"), ("feeds", "remove"), ("feeds", "test"), ("feeds", "import"),
        ("feeds", "export"), ("rules", "list"), ("rules", "check"), ("rules", "show"), ("rules", "test"),
        ("rules", "explain"), ("incidents", "list"),
        ("incidents", "show"), ("db", "upgrade"), ("db", "check"),
    }  # fmt: skip


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    result = call(*command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3


def test_help_loads_nothing_heavy() -> None:
    heavy = "sqlalchemy", "alembic", "pydantic", "httpx", "trafilatura", "lxml", "slack_sdk", "apscheduler", "rich"
    code = (
        "import sys\nfrom monitor.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_version_is_told() -> None:
    assert __version__ in call("--version").output


def test_python_m_monitor_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "monitor", "--version"], capture_output=True, text=True, check=True)
    assert __version__ in done.stdout


@pytest.mark.parametrize("wrong", [["scann"], ["scan", "--lung", "en"], ["incidents", "show", "five"], ["db"]])
def test_a_wrong_call_is_told_on_stderr_with_status_2(wrong: list[str]) -> None:
    result = call(*wrong)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr


# ------------------------------------------------------------------------------------------------------------- mistakes


def test_mistakes_in_the_settings_are_one_line_each_with_status_1(folder: Path) -> None:
    (folder / "monitor.yaml").write_text("theatre: []\nweb: {listn: x}\n", encoding="utf-8")
    result = call("feeds", "list")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        'error: monitor.yaml:1: unknown key "theatre"; did you mean "theatres"?',
        'error: monitor.yaml:2: unknown key "listn" in web; did you mean "listen"?',
    ]


def test_settings_can_be_named_before_the_command_or_in_the_environment(folder: Path) -> None:
    (folder / "mine.yaml").write_text("feeds: [{name: Harbour Wire, url: 'https://wire.example/rss'}]", "utf-8")
    for arguments, env in ((["--settings", "mine.yaml"], {}), ([], {"CEASEFIRE_MONITOR_SETTINGS": "mine.yaml"})):
        result = call(*arguments, "feeds", "list", "--json", env=env)
        assert [feed["name"] for feed in json.loads(result.stdout)] == ["Harbour Wire"]
    assert "gone.yaml: cannot be read" in call("--settings", "gone.yaml", "feeds", "list").stderr


def test_a_database_that_is_not_there_is_told_with_the_remedy() -> None:
    for command in (["incidents", "list"], ["db", "check"]):
        result = call(*command)
        assert result.exit_code == 1
        assert "ceasefire-monitor db upgrade" in result.output
    assert not list(Path().iterdir())


# ------------------------------------------------------------------------------------------------------------- database


def test_the_database_is_made_and_checked() -> None:
    made = call("db", "upgrade")
    assert made.exit_code == 0
    assert "applied" in made.stdout
    assert "applied" not in call("db", "upgrade").stdout
    checked = call("db", "check", "--json")
    assert checked.exit_code == 0
    assert json.loads(checked.stdout)["state"] == "ok"


def test_without_incidents_the_list_says_so_and_an_unknown_number_is_an_error() -> None:
    call("db", "upgrade")
    assert call("incidents", "list").stdout.startswith("No incidents yet")
    assert json.loads(call("incidents", "list", "--json").stdout) == []
    missing = call("incidents", "show", "7")
    assert missing.exit_code == 1
    assert missing.stderr == "error: no incident 7; see ceasefire-monitor incidents list\n"


# ---------------------------------------------------------------------------------------------------------------- feeds


def test_with_no_settings_the_starter_feeds_are_promised() -> None:
    listed = json.loads(call("feeds", "list", "--json").stdout)
    assert listed
    assert all(feed["origin"].endswith(".opml") for feed in listed)


def test_feeds_are_added_listed_removed_and_travel_as_opml(folder: Path) -> None:
    (folder / "monitor.yaml").write_text("opml: []", encoding="utf-8")
    url = "https://wire.example/rss"
    added = call("feeds", "add", url, "--name", "Harbour Wire", "--speaks-for", "armenia", "--untested")
    assert added.exit_code == 0, added.output
    assert "Harbour Wire" in added.stdout
    (feed,) = json.loads(call("feeds", "list", "--json").stdout)
    assert (feed["url"], feed["speaks_for"], feed["origin"]) == (url, "armenia", "command")
    assert call("feeds", "export", "all.opml").exit_code == 0
    assert call("feeds", "remove", "harbour wire").exit_code == 0
    assert json.loads(call("feeds", "list", "--json").stdout) == []
    assert not json.loads(call("feeds", "list", "--all", "--json").stdout)[0]["enabled"]
    assert call("feeds", "remove", "nobody").exit_code == 1
    assert call("feeds", "import", "all.opml").stdout == "0 feeds added, 1 known before\n"
    assert json.loads(call("feeds", "list", "--json").stdout)[0]["url"] == url


def test_adding_a_feed_again_says_that_it_was_known() -> None:
    url = "https://wire.example/rss"
    said = [call("feeds", "add", url, "--untested", "--name", name).stdout for name in ("Wire", "Harbour Wire")]
    assert said == ["added feed 1: Wire\n", "changed feed 1: Harbour Wire\n"]
    assert call("feeds", "remove", "1").exit_code == 0
    assert call("feeds", "add", url, "--untested").stdout.startswith("took up again feed 1")


def test_a_side_or_theatre_that_no_rules_know_is_refused_with_the_nearest() -> None:
    for option, wrong, near in (("--speaks-for", "armenja", "armenia"), ("--theatre", "nagorno", "nagorno-karabakh")):
        refused = call("feeds", "add", "https://wire.example/rss", "--untested", option, wrong)
        assert refused.exit_code == 2
        assert f'did you mean "{near}"?' in refused.stderr
    assert "wire.example" not in call("feeds", "list", "--json").stdout


def test_a_promised_feed_can_be_removed_before_the_first_run(folder: Path) -> None:
    (folder / "monitor.yaml").write_text("feeds: [{name: A, url: 'https://a.example/rss'}]", encoding="utf-8")
    assert call("feeds", "remove", "A").exit_code == 0
    assert json.loads(call("feeds", "list", "--json").stdout) == []


def test_a_feed_that_left_the_settings_is_no_longer_listed_though_no_daemon_has_run_since(folder: Path) -> None:
    settings = folder / "monitor.yaml"
    settings.write_text("feeds: [{name: A, url: 'https://a.example/rss'}]", encoding="utf-8")
    call("feeds", "add", "https://b.example/rss", "--name", "B", "--untested")
    call("feeds", "remove", "B")  # stores what is promised
    call("feeds", "add", "https://c.example/rss", "--name", "C", "--untested")
    settings.write_text("feeds: [{name: D, url: 'https://d.example/rss'}]", encoding="utf-8")
    assert {feed["name"] for feed in json.loads(call("feeds", "list", "--json").stdout)} == {"C", "D"}
    disabled = [feed for feed in json.loads(call("feeds", "list", "--all", "--json").stdout) if not feed["enabled"]]
    assert {feed["name"] for feed in disabled} == {"A", "B"}


def test_a_feed_that_does_not_answer_is_not_added() -> None:
    result = call("feeds", "add", "http://127.0.0.1:9/rss")
    assert result.exit_code == 1
    assert "not added (--untested adds it all the same)" in result.stderr
    assert call("feeds", "add", "wire.example").exit_code == 2


def test_testing_a_feed_that_fails_gives_status_1_and_the_reason() -> None:
    result = call("feeds", "test", "http://127.0.0.1:9/rss", "--json")
    assert result.exit_code == 1
    (trial,) = json.loads(result.stdout)
    assert trial["ok"] is False
    assert trial["note"]


def test_a_bad_line_of_a_feed_list_is_told_and_left_out(folder: Path) -> None:
    (folder / "mixed.opml").write_text(
        '<opml version="2.0"><body>\n<outline text="Good" xmlUrl="https://good.example/rss"/>\n'
        '<outline text="Bad" xmlUrl="javascript:alert(1)"/>\n</body></opml>',
        encoding="utf-8",
    )
    result = call("feeds", "import", "mixed.opml")
    assert result.stdout == "1 feed added, 0 known before\n"
    assert result.stderr.startswith("note: mixed.opml:3: ")


# ---------------------------------------------------------------------------------------------------------------- rules


def test_the_shipped_rules_are_in_order() -> None:
    result = call("rules", "check")
    assert result.exit_code == 0, result.output
    assert result.stdout.strip().endswith("all is well")


def test_a_broken_rule_is_told_by_file_and_line(folder: Path) -> None:
    (folder / "rules" / "en").mkdir(parents=True)
    (folder / "rules" / "en" / "harm.yaml").write_text("language: en\nwords: {}\nwords: {}\n", encoding="utf-8")
    result = call("rules", "check", "rules")
    assert result.exit_code == 1
    assert 'harm.yaml:3: key "words" stands twice' in result.stdout
    assert "problem" in result.stderr


def _rules(folder: Path, old: str = "", new: str = "") -> str:
    """A small rules folder in the working folder, perhaps with a mistake in it; the settings name it."""
    assert old in pack.RULES
    pack.write(folder / "mine", pack.RULES.replace(old, new, 1) if old else pack.RULES)
    (folder / "monitor.yaml").write_text("rules: mine\n", encoding="utf-8")
    return "mine"


def test_rules_test_says_how_each_file_did(folder: Path) -> None:
    result = call("rules", "test", _rules(folder))
    assert result.exit_code == 0, result.output
    assert ["en/rules.yaml", "6", "12", "all", "hold"] in [line.split() for line in result.stdout.splitlines()]
    assert "6 rules, 12 examples in " in result.stdout
    assert result.stdout.strip().endswith("all hold")


def test_rules_test_shows_what_was_expected_and_what_came(folder: Path) -> None:
    result = call("rules", "test", _rules(folder, "{violator: northland}", "{violator: southland}"))
    assert result.exit_code == 1
    assert "1 failed" in result.stderr
    line = pack.line_of(pack.RULES, "Northland broke the truce.")
    assert result.stdout.split("\n\n")[1].splitlines() == [
        f"mine/en/rules.yaml:{line}: en.ceasefire.broke",
        "  text      Northland broke the truce.",
        "  expected  violator southland",
        "  came      violator northland",
    ]
    (file,) = json.loads(call("rules", "test", "mine", "--json").stdout)["files"]
    (failure,) = file["failures"]
    assert (failure["line"], failure["expected"]) == (line, "violator southland")


def test_rules_test_refuses_rules_that_do_not_load(folder: Path) -> None:
    result = call("rules", "test", _rules(folder, '@people"', '@peple"'))
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'unknown list "@peple"; did you mean "@people"?' in result.stderr


def test_rules_explain_says_why_a_rule_fires_and_where_it_stopped(folder: Path) -> None:
    _rules(folder)
    fired = call("rules", "explain", "en.harm.killed", "Two soldiers were killed.").stdout
    assert "en.harm.killed fires" in fired
    assert 'by "Two soldiers were killed": victims "Two soldiers"' in fired
    stopped = call("rules", "explain", "en.ceasefire.broke", "-", given="Northland broke its word. Two were killed.")
    assert "en.ceasefire.broke does not fire" in stopped.stdout
    assert 'fits "Northland broke", then expects the and finds "its"' in stopped.stdout
    told = json.loads(call("rules", "explain", "en.harm.killed", "Two soldiers were killed.", "--json").stdout)
    assert (told["rule"], told["fires"]) == ("en.harm.killed", True)


def test_rules_explain_counts_days_from_the_publication(folder: Path) -> None:
    _rules(folder)
    call_ = ("rules", "explain", "en.time.weekday", "Two soldiers were killed on Monday.", "--published", "2024-05-08")
    assert 'by "on Monday"' in call(*call_).stdout


def test_rules_explain_refuses_a_rule_that_is_not_there_with_the_nearest(folder: Path) -> None:
    _rules(folder)
    refused = call("rules", "explain", "en.harm.kiled", "x")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert 'no rule "en.harm.kiled"; did you mean "en.harm.killed"?' in refused.stderr


def test_rules_and_ceasefires_are_shown_by_id_with_a_suggestion_for_a_wrong_one() -> None:
    listed = json.loads(call("rules", "list", "--json").stdout)
    rule = listed["rules"][0]["id"]
    assert rule in call("rules", "list").stdout
    shown = call("rules", "show", rule)
    assert listed["rules"][0]["says"] in shown.stdout
    assert f'did you mean "{rule}"?' in call("rules", "show", rule + "x").stderr
    ceasefire = listed["theatres"][0]["ceasefires"][0]["id"]
    assert json.loads(call("rules", "show", ceasefire, "--json").stdout)["id"] == ceasefire


# --------------------------------------------------------------------------------------------------------------- doctor


def checks(result: Result) -> dict[str, str]:
    return {check["name"]: check["verdict"] for check in json.loads(result.stdout)["checks"]}


def test_a_fresh_machine_is_healthy_with_one_thing_to_do() -> None:
    result = call("doctor", "--json")
    assert result.exit_code == 0, result.output
    assert checks(result) == {
        "settings": "ok", "contact": "warning", "database": "ok", "migrations": "warning", "rules": "ok",
        "feeds": "ok", "slack": "ok", "smtp": "ok",
    }  # fmt: skip
    call("db", "upgrade")
    assert checks(call("doctor", "--json"))["migrations"] == "ok"


def test_doctor_asks_for_somebody_the_sites_can_write_to(folder: Path) -> None:
    words = " ".join(call("doctor").stdout.split())
    assert f'warning contact the sites that are read see "ceasefire-monitor/{__version__}"' in words
    assert "→ set fetch.contact to a web or mail address of yours" in words
    (folder / "monitor.yaml").write_text("fetch: {contact: desk@example.org}\n", encoding="utf-8")
    assert "contact" not in checks(call("doctor", "--json"))


def test_doctor_says_what_failed_and_what_to_do(folder: Path) -> None:
    (folder / "monitor.yaml").write_text(
        "feeds: []\nslack: {channel: C1}\nemail: {host: 127.0.0.1, port: 9, to: [a@b.example]}\n"
        "database_url: sqlite:///no/such/folder/x.db\n",
        encoding="utf-8",
    )
    result = call("doctor")
    assert result.exit_code == 1
    words = " ".join(result.stdout.split())
    assert "failed feeds none is promised → ceasefire-monitor feeds add" in words
    assert "failed slack a channel, but no bot token → set SLACK_BOT_TOKEN" in words
    assert "failed smtp email: " in words


def test_doctor_tells_mistakes_in_the_settings_and_stops_there(folder: Path) -> None:
    (folder / "monitor.yaml").write_text("theatre: []\n", encoding="utf-8")
    result = call("doctor", "--json")
    assert result.exit_code == 1
    assert checks(result) == {"settings": "failed"}

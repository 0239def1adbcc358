"""Commands that meet the outside world: feeds and pages on loopback, stored incidents, Slack and mail."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import monitor
from monitor.cli import main
from monitor.model import Change
from monitor.store import incidents, schema
from monitor.store.database import Database
from tests.servers.site import News, Site, html_page, rss, site, status
from tests.servers.slack import FakeSlack
from tests.servers.smtp import MailServer
from tests.unit.store import made

__all__ = ["site"]  # a fixture, used by its name

ITEM = "Armenian forces shelled the village of Talish overnight despite the ceasefire, Azerbaijan's ministry said."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder whose settings allow this machine to be asked, and name no feeds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(monitor.__file__).parent.parent))
    Path("monitor.yaml").write_text("opml: []\nfetch: {allow_networks: 127.0.0.0/8, timeout: 5s}\n", encoding="utf-8")
    return tmp_path


def call(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), env=env)


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    return subprocess.run([sys.executable, "-m", "monitor", *arguments], capture_output=True, text=True, check=False)


# ---------------------------------------------------------------------------------------------------------------- feeds


def test_all_feeds_are_tested_and_each_gives_its_reason(site: Site) -> None:
    site.pages["/good"] = rss([News("One", site.url("/1")), News("Two", site.url("/2"))])
    site.pages["/down"] = status(500)
    for path, name in (("/good", "Good"), ("/down", "Down")):
        call("feeds", "add", site.url(path), "--name", name, "--untested")
    tested = call("feeds", "test")
    assert tested.exit_code == 1
    assert "1 of 2 answer, 1 failed" in tested.stdout
    assert "500" in tested.stdout
    assert call("feeds", "test", "good").exit_code == 0
    down, good = json.loads(call("feeds", "test", "--json").stdout)
    assert (good["name"], good["ok"], good["entries"]) == ("Good", True, 2)
    assert (down["name"], down["ok"]) == ("Down", False)


# ----------------------------------------------------------------------------------------------------------------- scan


def test_a_page_is_scanned_by_its_address(site: Site) -> None:
    site.pages["/1"] = html_page("Shelling near Talish", [ITEM, "Three Azerbaijani soldiers were killed, it said."])
    result = call("scan", site.url("/1"), "--json", "--published", "2020-12-15")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["id"] == site.url("/1")
    assert answer["flags"]["violation"]


def test_a_page_that_is_gone_is_one_clear_line(site: Site) -> None:
    result = call("scan", site.url("/gone"))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "404" in result.stderr


def test_the_password_of_a_page_is_used_and_not_shown(site: Site) -> None:
    site.pages["/1"] = html_page("Shelling near Talish", [ITEM, "Three Azerbaijani soldiers were killed, it said."])
    ours = site.url("/").replace("//", "//ali:sesame@")
    scanned = [call("scan", ours + "1", *more) for more in ([], ["--json"])]
    assert [result.exit_code for result in scanned] == [0, 0]
    assert "authorization" in site.requests[-1].headers
    assert "sesame" not in "".join(result.output for result in (*scanned, call("scan", ours + "gone")))


# ------------------------------------------------------------------------------------------------------------ incidents


@pytest.fixture
def stored() -> int:
    """One incident with two revisions in the working folder's database; its id."""
    schema.upgrade("sqlite:///ceasefire-monitor.db")
    with Database.open("sqlite:///ceasefire-monitor.db") as database, database.write() as c:
        article = made.stored_article(c).id
        first = incidents.save(c, made.revision(made.incident(article), article))
        raised = replace(
            made.revision(made.incident(article, id=first.incident.id, revision=2, hurt=5), article),
            changes=(Change(kind="toll-raised", words="wounded raised from 2 to 5", delta=3),),
        )
        incidents.save(c, raised)
    return first.incident.id


def test_incidents_are_listed_by_theatre_and_time(stored: int) -> None:
    listed = call("incidents", "list")
    assert listed.exit_code == 0, listed.output
    assert "Shelling at Lower Ford" in listed.stdout
    assert "5 wounded" in listed.stdout
    (incident,) = json.loads(call("incidents", "list", "--json", "--theatre", "two-rivers").stdout)
    assert (incident["id"], incident["revision"]) == (stored, 2)
    moment = incident["revised"]
    assert moment == (made.NOON + made.MINUTE).isoformat()
    assert json.loads(call("incidents", "list", "--json", "--theatre", "elsewhere").stdout) == []
    assert len(json.loads(call("incidents", "list", "--json", "--since", moment[:16]).stdout)) == 1
    assert call("incidents", "list", "--since", "2099-01-01").stdout == "No incidents.\n"


def test_an_incident_is_shown_with_its_sources_and_its_history(stored: int) -> None:
    shown = call("incidents", "show", str(stored)).stdout
    assert "Lower Ford" in shown
    assert "wounded raised from 2 to 5" in shown
    assert "https://wire.example/1" in shown
    told = json.loads(call("incidents", "show", str(stored), "--json").stdout)
    assert [each["revision"] for each in told["revisions"]] == [1, 2]
    first = json.loads(call("incidents", "show", str(stored), "--revision", "1", "--json").stdout)
    assert first["incident"]["toll"]["wounded"]["best"] == 2
    missing = call("incidents", "show", str(stored), "--revision", "3")
    assert missing.exit_code == 1
    assert missing.stderr == f"error: incident {stored} has 2 revisions; there is no number 3\n"


# ---------------------------------------------------------------------------------------------- doctor, once and digest


def verdicts(result: Result) -> dict[str, tuple[str, str]]:
    return {each["name"]: (each["verdict"], each["words"]) for each in json.loads(result.stdout)["checks"]}


def test_doctor_asks_slack_and_the_mail_server(folder: Path) -> None:
    with FakeSlack() as slack, MailServer() as mail:
        (folder / "monitor.yaml").write_text(
            f"slack: {{base_url: '{slack.url}', channel: C0123}}\n"
            f"email: {{host: {mail.host}, port: {mail.port}, to: [desk@example.org]}}\n",
            encoding="utf-8",
        )
        found = verdicts(call("doctor", "--json", env={"SLACK_BOT_TOKEN": slack.token}))
        assert found["slack"][0] == "ok", found["slack"]
        assert found["smtp"][0] == "ok", found["smtp"]
        wrong = call("doctor", "--json", env={"SLACK_BOT_TOKEN": "xoxb-wrong"})
        assert wrong.exit_code == 1
        assert verdicts(wrong)["slack"][0] == "failed"
        assert "xoxb-wrong" not in wrong.output
        assert mail.mails == []


def test_one_pass_reads_judges_and_tells_and_the_digest_can_be_seen_and_sent_once(site: Site, folder: Path) -> None:
    site.pages["/rss"] = rss([News("Shelling near Talish", site.url("/1"))])
    site.pages["/1"] = html_page("Shelling near Talish", [ITEM, "Three Azerbaijani soldiers were killed, it said."])
    site.pages["/down"] = status(500)
    with MailServer() as mail:
        (folder / "monitor.yaml").write_text(
            f"feeds: [{{name: Harbour Wire, url: '{site.url('/rss')}'}}, {{name: Down, url: '{site.url('/down')}'}}]\n"
            f"fetch: {{allow_networks: 127.0.0.0/8, pace: 0s}}\n"
            f"email: {{host: {mail.host}, port: {mail.port}, to: [desk@example.org]}}\n",
            encoding="utf-8",
        )
        done = program("once")
        assert done.returncode == 0, done.stderr
        assert "Talish" in done.stdout
        assert "incidents: 1 opened" in done.stderr
        (incident,) = json.loads(call("incidents", "list", "--json").stdout)
        assert incident["theatre"] == "nagorno-karabakh"
        failing = verdicts(call("doctor", "--json"))["feeds"]
        assert failing[0] == "warning"
        today = incident["revised"][:10]
        assert "Talish" in call("digest", "--preview", "--date", today).stdout
        assert json.loads(call("digest", "--json", "--date", today).stdout)["day"] == today
        assert "<html" in call("digest", "--html", "--date", today).stdout
        assert mail.mails == []
        assert call("digest", "--send", "--date", today).stdout.startswith(f"sent the digest of {today}")
        assert "nothing new is owed" in call("digest", "--send", "--date", today).stdout
        assert len(mail.mails) == 1


def test_a_digest_that_mail_refuses_stays_owed(folder: Path) -> None:
    call("db", "upgrade")
    (folder / "monitor.yaml").write_text(
        "opml: []\nemail: {host: 127.0.0.1, port: 9, to: [desk@example.org]}\n", "utf-8"
    )
    refused = call("digest", "--send")
    assert refused.exit_code == 1
    assert "stays in the outbox" in refused.stderr


def test_no_digest_of_a_day_to_come_and_none_without_a_database() -> None:
    assert "db upgrade" in call("digest").stderr
    call("db", "upgrade")
    assert "is yet to come" in call("digest", "--date", "2999-01-01").stderr
    assert call("digest", "--send", "--html").exit_code == 2

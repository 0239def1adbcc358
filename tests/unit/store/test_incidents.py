"""Incidents keep every state they were ever in; an alert is unique to one of these."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from monitor.errors import LeaseLost
from monitor.model import Alert, Change, Revision, Toll, Verdict
from monitor.store import alerts, incidents, verdicts
from monitor.store.database import Database
from tests.unit.store.made import DAY, MINUTE, NOON, incident, revision, stored_alert, stored_article


@pytest.fixture
def source(database: Database) -> int:
    """The id of an article to rest incidents on."""
    with database.write() as c:
        return stored_article(c).id


def save(database: Database, made: Revision) -> Revision:
    with database.write() as c:
        return incidents.save(c, made)


def test_a_new_incident_gets_an_id_and_comes_back_whole(database: Database, source: int) -> None:
    saved = save(database, revision(incident(source), source))
    assert saved.incident.id != 0
    assert replace(saved.incident, id=0) == incident(source)
    with database.read() as c:
        assert incidents.get(c, saved.incident.id) == saved.incident
        assert incidents.revision(c, saved.incident.id, 1) == saved
        assert incidents.get(c, 999) is None
        assert incidents.revision(c, saved.incident.id, 2) is None


def test_every_revision_is_kept_whole(database: Database, source: int) -> None:
    first = save(database, revision(incident(source), source))
    raised = Change(kind="toll-raised", words="wounded raised from 2 to 5", delta=3)
    second = replace(
        revision(incident(source, id=first.incident.id, revision=2, hurt=5), source), changes=(raised,), at=NOON + DAY
    )
    assert save(database, second) == second
    with database.read() as c:
        assert incidents.revisions(c, first.incident.id) == [first, second]
        assert incidents.get(c, first.incident.id) == second.incident


@pytest.mark.parametrize("number", [1, 3])
def test_a_revision_that_does_not_follow_on_the_stored_one_is_refused(
    database: Database, source: int, number: int
) -> None:
    first = save(database, revision(incident(source), source))
    with pytest.raises(LeaseLost, match="does not follow"):
        save(database, revision(incident(source, id=first.incident.id, revision=number), source))
    with database.read() as c:
        assert incidents.revisions(c, first.incident.id) == [first]


def test_open_incidents_are_those_of_the_theatre_that_last_into_the_span(database: Database, source: int) -> None:
    here = save(database, revision(incident(source), source)).incident
    there = save(database, revision(incident(source, theatre="lake"), source)).incident
    with database.read() as c:
        assert incidents.open_since(c, "two-rivers", here.last_day) == [here]
        assert incidents.open_since(c, None, here.last_day) == [here, there]
        assert incidents.open_since(c, None, date(2026, 3, 2)) == []


def test_recent_incidents_come_newest_first(database: Database, source: int) -> None:
    one = save(database, revision(incident(source), source)).incident
    two = save(database, revision(incident(source, theatre="lake"), source)).incident
    one = save(database, revision(incident(source, id=one.id, revision=2), source)).incident
    with database.read() as c:
        assert incidents.recent(c) == [one, two]
        assert incidents.recent(c, theatre="lake") == [two]
        assert incidents.recent(c, since=NOON + MINUTE) == [one]
        assert incidents.recent(c, limit=1) == [one]


def test_a_span_tells_the_newest_revision_in_it_of_each_incident(database: Database, source: int) -> None:
    one = save(database, revision(incident(source), source))
    two = save(database, revision(incident(source, id=one.incident.id, revision=2), source))
    three = save(database, revision(incident(source, id=one.incident.id, revision=3), source))
    other = save(database, replace(revision(incident(source, theatre="lake"), source), at=NOON - DAY))
    with database.read() as c:
        assert incidents.revised_between(c, NOON, NOON + DAY) == [three]
        assert incidents.revised_between(c, NOON, three.at) == [two]
        assert incidents.revised_between(c, NOON - DAY, NOON + DAY) == [other, three]
        assert incidents.revised_between(c, NOON + DAY, NOON + 2 * DAY) == []


def test_an_article_leads_to_the_incidents_that_rest_on_it_now(database: Database, source: int) -> None:
    first = save(database, revision(incident(source), source)).incident
    with database.read() as c:
        assert incidents.of_article(c, source) == [first]
        assert incidents.of_article(c, 999) == []
    retracted = replace(first, revision=2, sources=(), figures=(), toll=Toll(), state="retracted")
    save(database, revision(retracted, source))
    with database.read() as c:
        assert incidents.of_article(c, source) == []


def test_the_correlation_lock_may_be_taken_twice_in_one_transaction(database: Database) -> None:
    with database.write() as c:
        incidents.correlation_lock(c)
        incidents.correlation_lock(c)


def test_a_revision_is_alerted_once_and_the_first_word_stays(database: Database, source: int) -> None:
    with database.write() as c:
        first = stored_alert(c, source)
        again = Alert(incident_id=first.incident_id, revision=1, severity="grave", reason="other", created=NOON + DAY)
        assert alerts.put(c, again) == first
        assert alerts.get(c, first.id) == first
        assert alerts.get(c, 999) is None


def test_alerts_are_listed_by_when_they_were_created(database: Database, source: int) -> None:
    with database.write() as c:
        first = stored_alert(c, source)
        assert alerts.between(c, NOON, NOON + MINUTE) == [first]
        assert alerts.between(c, NOON - DAY, NOON) == []


def test_the_same_verdict_of_one_person_counts_once(database: Database, source: int) -> None:
    with database.write() as c:
        alert = stored_alert(c, source)
        wrong = Verdict(alert_id=alert.id, word="wrong", by="ani", at=NOON)
        muted = Verdict(alert_id=alert.id, word="muted", by="ani", at=NOON + MINUTE)
        for verdict in (wrong, muted, replace(wrong, at=NOON + 2 * MINUTE, note="a drill")):
            verdicts.put(c, verdict)
        assert verdicts.of_alert(c, alert.id) == [muted, replace(wrong, at=NOON + 2 * MINUTE, note="a drill")]


def test_a_snapshot_of_another_version_of_the_program_can_still_be_read(database: Database, source: int) -> None:
    saved = save(database, revision(incident(source), source))
    with database.write() as c:
        text = c.exec_driver_sql("SELECT CAST(incident AS TEXT) FROM incidents").scalar_one()
        older = {key: value for key, value in json.loads(text).items() if key not in ("tellings", "muted")}
        c.execute(sa.text("UPDATE incidents SET incident = :older"), {"older": json.dumps({**older, "gone": 1})})
    with database.read() as c:
        assert incidents.get(c, saved.incident.id) == saved.incident

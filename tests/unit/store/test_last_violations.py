"""The last day on which each ceasefire was said to be broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.store import incidents
from monitor.store.database import Database
from tests.unit.store.made import incident, revision, stored_article


def test_each_ceasefire_has_the_last_day_of_a_violation_that_stands(database: Database) -> None:
    later = timedelta(days=1)
    with database.write() as c:
        article = stored_article(c)
        one = replace(incident(article.id), kind="violation", ceasefire="ford-2020", state="reported")
        others = (
            replace(one, last_day=one.last_day + later),
            replace(one, last_day=one.last_day + 5 * later, state="retracted"),
            replace(one, last_day=one.last_day + 5 * later, kind="clash"),
            replace(one, last_day=one.last_day + 5 * later, ceasefire=None),
            replace(one, last_day=one.last_day + 5 * later, theatre="elsewhere"),
            replace(one, last_day=date(2019, 1, 1), ceasefire="hill-2018"),
        )
        for each in (one, *others):
            incidents.save(c, revision(each, article.id))
        found = incidents.last_violations(c, one.theatre)
    assert found == {"ford-2020": one.last_day + later, "hill-2018": date(2019, 1, 1)}

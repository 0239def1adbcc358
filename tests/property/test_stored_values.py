"""What goes into the database comes out: every time, and every text, character for character."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.store import marks
from monitor.store.columns import storable
from monitor.store.database import Database

# Each example overwrites the one before; the database need not be new.
_same_database = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_edge = timedelta(days=1)


@_same_database
@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=_zones))  # noqa: DTZ001 (the zone comes after)
def test_every_moment_comes_back_as_itself_in_utc(database: Database, moment: datetime) -> None:
    with database.write() as c:
        marks.set(c, "digest", moment)
    with database.read() as c:
        found = marks.get(c, "digest")
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


@_same_database
@given(_zones, st.booleans())
def test_the_first_and_the_last_day_of_the_calendar_are_no_error(
    database: Database, zone: timezone, first: bool
) -> None:
    moment = (datetime.min if first else datetime.max).replace(tzinfo=zone)  # noqa: DTZ901 (the zone is set)
    with database.write() as c:
        marks.set(c, "digest", moment)
        found = marks.get(c, "digest")
    assert found is not None
    assert abs(found.replace(tzinfo=None) - moment.replace(tzinfo=None)) < _edge


@_same_database
@given(st.text(st.characters(), max_size=40))
@example("\x00 \ud800 \udfff İ \U0001f54a")
def test_every_text_comes_back_with_each_character_in_its_place(database: Database, text: str) -> None:
    with database.write() as c:
        marks.set(c, text, datetime(2026, 3, 1, tzinfo=UTC))
        assert marks.get(c, text) is not None
        names = c.exec_driver_sql("SELECT name FROM marks").scalars().all()
        c.exec_driver_sql("DELETE FROM marks")
    assert names == [storable(text)]
    assert len(names[0]) == len(text)
    assert all(was == now or now == "\ufffd" for was, now in zip(text, names[0], strict=True))

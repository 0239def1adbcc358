"""Which ceasefire holds on a day, between whom, where."""

from __future__ import annotations

from datetime import date

from monitor.incidents.register import Register
from monitor.model import Ceasefire
from tests.unit.incidents.newsroom import EAST, THEATRE, TRUCE, WEST

OLD = Ceasefire(
    id="old-truce", theatre=THEATRE, name="the old truce", parties=(EAST, WEST), start=date(2020, 1, 1),
    end=date(2030, 12, 31),
)  # fmt: skip
ZONE = Ceasefire(
    id="river-truce", theatre=THEATRE, name="the river truce", parties=(EAST, "riverfolk"), start=date(2031, 4, 1),
    places=("southford",),
)  # fmt: skip


def test_the_first_and_the_last_day_belong_to_it() -> None:
    register = Register([OLD])
    assert register.in_force(THEATRE, (EAST, WEST), date(2020, 1, 1)) is OLD
    assert register.in_force(THEATRE, (EAST, WEST), date(2030, 12, 31)) is OLD
    assert register.in_force(THEATRE, (EAST, WEST), date(2019, 12, 31)) is None
    assert register.in_force(THEATRE, (EAST, WEST), date(2031, 1, 1)) is None


def test_the_newest_of_several_counts() -> None:
    forever = Ceasefire(id="x", theatre=THEATRE, name="x", parties=(EAST, WEST), start=date(2000, 1, 1))
    assert Register([TRUCE, forever]).in_force(THEATRE, (EAST, WEST), date(2031, 5, 5)) is TRUCE


def test_it_binds_its_parties_and_nobody_else() -> None:
    register = Register([TRUCE])
    day = date(2031, 5, 5)
    assert register.in_force(THEATRE, (EAST, "riverfolk"), day) is None
    assert register.in_force(THEATRE, (EAST, WEST, "mediator"), day) is TRUCE
    assert register.in_force(THEATRE, (EAST,), day) is TRUCE
    assert register.in_force(THEATRE, (), day) is TRUCE
    assert register.in_force("elsewhere", (EAST, WEST), day) is None


def test_a_zone_excludes_places_outside_it() -> None:
    register = Register([ZONE])
    day = date(2031, 5, 5)
    assert register.in_force(THEATRE, (EAST, "riverfolk"), day, ["alder"]) is None
    assert register.in_force(THEATRE, (EAST, "riverfolk"), day, ["alder", "southford"]) is ZONE
    assert register.in_force(THEATRE, (EAST, "riverfolk"), day) is ZONE


def test_its_first_day_is_day_one() -> None:
    register = Register([TRUCE])
    assert register.day_of(TRUCE, date(2031, 3, 1)) == 1
    assert register.day_of(TRUCE, date(2031, 3, 14)) == 14
    assert register.find("march-truce") is TRUCE
    assert register.find(None) is None

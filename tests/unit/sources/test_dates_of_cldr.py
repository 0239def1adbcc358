"""What programs print by the CLDR, the public collection of how languages write dates, against our own names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.sources.dates import read
from monitor.sources.monthnames import NAMES

babel = pytest.importorskip("babel.dates", reason="Babel is not installed")

YEAR_AND_A_WORD_FIRST = {"kk", "ky", "lv"}
"""Not read in the order that the CLDR prefers (`2019 ж. 14 қаңтар`), only day first."""


@pytest.mark.parametrize("lang", NAMES)
def test_a_date_as_a_language_prints_it_is_read_rightly_or_not_at_all(lang: str) -> None:
    read_at_all = 0
    for month in range(1, 13):
        moment = datetime(2019, month, month + 13, month + 8, 5, tzinfo=UTC)
        for length in ("short", "medium", "long", "full"):
            written = babel.format_datetime(moment, length, locale=lang)
            found = read(written)
            assert found is None or found.replace(second=0) == moment, written
            found = read(babel.format_date(moment.date(), length, locale=lang))
            assert found is None or found.date() == moment.date()
            read_at_all += found is not None
    assert read_at_all >= 11 or lang in YEAR_AND_A_WORD_FIRST, f"only {read_at_all} of 48 dates in {lang} were read"

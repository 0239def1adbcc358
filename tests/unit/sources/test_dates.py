"""Dates as feeds and pages print them: read rightly, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.sources.dates import read

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def said(written: str) -> str | None:
    found = read(written, now=NOW)
    return found.strftime("%Y-%m-%d %H:%M") if found else None


@pytest.mark.parametrize(
    "written",
    [
        "Sun, 22 Nov 2026 10:05:00 GMT", "Sun, 22 Nov 2026 10:05 GMT", "22 Nov 26 10:05:09 UT",
        "Sunday, 22-Nov-26 10:05:00 UTC", "Sun, 22nd November 2026, 10:05:00 GMT", "2026-11-22T10:05:00Z",
        "2026-11-22 10:05:30.1234567", "20261122T100500Z", "20261122100500", "1795341900", "1795341900.25",
        "1795341900000",
        "Sun Nov 22 10:05:00 2026", "Sun Nov 22 10:05:00 UTC 2026", "Sun Nov 22 2026 11:05:00 GMT+0100 (Central Time)",
        "22/Nov/2026:10:05:00 +0000", "Sunday, November 22, 2026 - 10:05", "Sunday, November 22, 2026 - 10:05am",
        "Nov. 22, 2026, 10:05 a.m.", "Nov. 22, 2026 at 5:05 a.m. ET", "10:05, 22 November 2026",
        "2026/11/22 10:05", "2026-11-22 at 10:05", "2026年11月22日 10:05",
        "2026년 11월 22일 오전 10:05", "22.11.2026 10:05",
        "22.11.2026 10.05", "22/11/2026 - 10:05", "11/22/2026 10:05 AM", "22-11-2026 10:05", "15:35 22.11.2026 IST",
    ],
)  # fmt: skip
def test_one_morning_in_the_forms_of_standards_and_programs(written: str) -> None:
    assert said(written) == "2026-11-22 10:05"


@pytest.mark.parametrize(
    "written",
    [
        "Вс, 22 ноя 2026 10:05:00 +0000", "воскресенье, 22 ноября 2026 г. в 10:05", "22 НОЯБРЯ 2026, 13:05 (МСК)",
        "22 листопада 2026 року, 10:05", "Листопад 22, 2026, 10:05", "Paz, 22 Kas 2026 10:05:00 +0000",
        "22 Kasım 2026 Pazar 10:05", "22 KASIM 2026, 10:05", "22 Noyabr 2026 10:05", "22 Նոյեմբերի, 2026 10:05",
        "22 ნოემბერს, 2026 10:05", "الأحد، ٢٢ نوفمبر ٢٠٢٦ ١٠:٠٥", "الأحد 22 تشرين الثاني 2026 الساعة 10:05",
        "22 نوفمبر/تشرين الثاني 2026م 10:05 ص", "یکشنبه ۲۲ نوامبر ۲۰۲۶ ساعت ۱۰:۰۵", "۲۲ نومبر ۲۰۲۶ ۱۰:۰۵",
        "יום ראשון, 22 בנובמבר 2026 10:05", "22 de noviembre de 2026 a las 10:05", "dom., 22 nov. 2026 10:05:00 +0000",
        "22 novembre 2026 à 10h05", "22 қараша 2026 10:05",
        "22. November 2026, 10:05 Uhr", "2026. november 22., vasárnap 10:05",
        "Κυρ, 22 Νοε 2026 10:05:00 GMT", "22 พฤศจิกายน 2569 10:05 น.", "२२ नवंबर २०२६ 10:05", "22 Novemba 2026 10:05",
        "22 Noofeembar 2026 10:05", "Ke, 22 Marras 2026 10:05:00 +0000",
    ],
)  # fmt: skip
def test_one_morning_in_the_languages_of_the_readers(written: str) -> None:
    assert said(written) == "2026-11-22 10:05"


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("", 10), ("Z", 10), ("MSK", 7), ("EET", 8), ("AMT", 6), ("+04", 6), ("+4", 6), ("-700", 17), ("+05:45", 4),
     ("GMT+3", 7),
     ("UTC-03:00", 13), ("+0300 MSK", 7), ("EST", 15), ("Europe/Moscow", 7), ("America/Argentina/Buenos_Aires", 13),
     ("Asia/Yerevan", 6)],
)  # fmt: skip
def test_zones_by_number_by_letters_and_by_place(zone: str, hour: int) -> None:
    assert said(f"Sun, 22 Nov 2026 10:00:00 {zone}") == f"2026-11-22 {hour:02d}:{15 if ':45' in zone else '00'}"
    assert said(f"2026-11-22 10:00 {zone}") == f"2026-11-22 {hour:02d}:{15 if ':45' in zone else '00'}"


def test_a_place_has_its_summer() -> None:
    assert said("2026-07-22 10:00 Europe/Kyiv") == "2026-07-22 07:00"
    assert said("2026-01-22 10:00 Europe/Kyiv") == "2026-01-22 08:00"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("22 Nov 2026 10:05 PM", "2026-11-22 22:05"), ("22 Nov 2026 3:04pm", "2026-11-22 15:04"),
     ("22 Nov 2026 12:00 am", "2026-11-22 00:00"),
     ("22 Nov 2026 12:00 pm", "2026-11-22 12:00"), ("22 Nov 2026 14:05 PM", "2026-11-22 14:05"),
     ("22 Nov 2026 14:05 AM", None),
     ("22 نوفمبر 2026 10:05 م", "2026-11-22 22:05"), ("2026年11月22日 下午3:04", "2026-11-22 15:04"),
     ("22 Nov 2026 at 10 p.m.", "2026-11-22 22:00")],
)  # fmt: skip
def test_both_halves_of_the_day(written: str, expected: str | None) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        # two days, or two months, each of them possible
        "05/11/2026", "05/11/2026 3:04 PM", "22.11.26", "26-11-22", "22 listopada 2026", "22 lis 2026", "22 พ.ย. 69",
        # other calendars: Persian, Islamic, Ethiopian, Hebrew, Nepali
        "۱ آذر ۱۴۰۵", "1405/09/01", "الأحد 12 جمادى الآخرة 1448هـ - 22 نوفمبر 2026م", "1448-06-12", "13 ኅዳር 2019",
        "Sadaasa 13, 2019", "י״ב בכסלו ה׳תשפ״ז", "2083-08-06",
        # zones nobody knows or several places use, offsets no place has, words not understood
        "Sun, 22 Nov 2026 10:00:00 XYZ", "2026-11-22 10:00 Mars/Base", "22 Nov 2026 10:00 AST",
        "2026-11-22T10:00:00+15:00",
        "22 Nov 2026 10:00 or 11:00", "22 Nov 2026 noon 10:00",
        # days and hours there are not, and no days at all
        "Thu, 31 Jun 2026 19:48:21 GMT", "22 Nov 2026 25:00", "2026-13-01", "2026-11", "2026", "22 Nov",
        "Nov 2026", "2 hours ago",
        "Thu, 01 Jan 1970 00:00:00 GMT", "0000-00-00 00:00:00", "", "   ", "22 Nov 2026 " + "x" * 200,
    ],
)  # fmt: skip
def test_what_is_not_certain_is_no_date(written: str) -> None:
    assert said(written) is None


def test_a_date_up_to_a_day_ahead_is_now_and_a_later_one_a_mistake() -> None:
    for ahead, expected in ((0, NOW), (4, NOW), (24, NOW), (25, None)):
        assert read((NOW + timedelta(hours=ahead)).isoformat(), now=NOW) == expected
    assert read("2030-01-01") == datetime(2030, 1, 1, tzinfo=UTC)

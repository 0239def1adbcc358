"""scan: the contract of its JSON lines, what it reads, and what it says of what it can't read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import monitor
from monitor.cli import main

CLASH = (
    "Armenian forces shelled the village of Talish overnight despite the ceasefire, Azerbaijan's defence ministry "
    "said on Tuesday. Three Azerbaijani soldiers were killed."
)
FOOTBALL = "Azerbaijan beat Armenia 2-1 on Tuesday after a late goal; the coach spoke of a truce with his critics."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no colours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(monitor.__file__).parent.parent))
    return tmp_path


def scan(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["scan", *arguments], input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def item(**keys: object) -> str:
    return json.dumps(keys, ensure_ascii=False) + "\n"


# ---------------------------------------------------------------------------------------------------------- JSON lines


def test_each_line_is_answered_in_order_with_the_contract_of_the_design(folder: Path) -> None:
    given = item(id="b", text=FOOTBALL) + item(id="a", text=CLASH, title="Clash", published="2020-12-15", lang="en")
    result = scan("--jsonl", given=given)
    assert result.exit_code == 0, result.output
    football, clash = lines(result)
    assert [football["id"], clash["id"]] == ["b", "a"]
    assert list(clash) == ["id", "lang", "published", "theatres", "flags", "claims", "toll"]
    assert clash["published"] == "2020-12-15"
    assert clash["lang"] == "en"
    assert clash["flags"]["violation"] is True
    assert clash["flags"]["casualties"] is True
    assert clash["toll"]["killed"]["best"] == 3
    for claim in clash["claims"]:
        assert claim["evidence"] == {"text": CLASH, "title": "Clash"}[claim["field"]][claim["start"] : claim["end"]]
        assert claim["rules"]
    assert football["claims"] == []
    assert result.stderr == ""


def test_a_bad_line_is_answered_in_its_place_and_the_rest_is_done(folder: Path) -> None:
    given = item(id="good", text=CLASH) + "{oops\n" + item(id="no-text") + item(id="last", text=FOOTBALL)
    result = scan("--jsonl", "-", given=given)
    assert result.exit_code == 1
    answers = lines(result)
    assert [answer["id"] for answer in answers] == ["good", None, "no-text", "last"]
    assert answers[1] == {"id": None, "error": answers[1]["error"]}
    assert answers[1]["error"].startswith("not JSON: ")
    assert answers[2] == {"id": "no-text", "error": '"text" is missing'}
    assert "claims" in answers[3]
    assert result.stderr.splitlines() == [
        f"line 2: {answers[1]['error']}",
        'line 3 (id "no-text"): "text" is missing',
    ]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("[1, 2]", "expected an object with id and text"),
        ('{"text": "x"}', '"id" is missing'),
        ('{"id": true, "text": "x"}', '"id" must be text or a whole number'),
        ('{"id": "a", "text": 5}', '"text" must be text'),
        ('{"id": "a", "text": "x", "title": []}', '"title" must be text'),
        ('{"id": "a", "text": "x", "published": "Tuesday"}', '"published" must be a day such as 2020-10-26'),
        ('{"id": "a", "text": "x", "lang": 3}', '"lang" must be text'),
        ("[" * 100_000, "nested too deep"),
        ('{"id": ' + "9" * 5_000 + "}", "a number too long to read"),
    ],
)
def test_a_bad_line_says_what_was_expected(folder: Path, line: str, error: str) -> None:
    result = scan("--jsonl", given=line + "\n")
    assert result.exit_code == 1
    (answer,) = lines(result)
    assert error in answer["error"]


def test_bytes_that_are_no_text_are_a_bad_line_like_any_other(folder: Path) -> None:
    result = scan("--jsonl", given=b'{"id": "a", "text": "caf\xe9"}\n' + item(id="b", text=FOOTBALL).encode())
    assert result.exit_code == 1
    assert [answer["id"] for answer in lines(result)] == [None, "b"]


def test_half_a_surrogate_pair_harms_nobody_else(folder: Path) -> None:
    result = scan("--jsonl", given='{"id": "\\ud800", "text": "half \\ud800 a pair"}\n' + item(id="b", text=FOOTBALL))
    assert [answer["id"] for answer in lines(result)] == ["\ud800", "b"]


def test_ids_come_back_as_they_were_and_further_keys_and_nulls_are_welcome(folder: Path) -> None:
    given = item(id=7, text=FOOTBALL, gold={"violation": False}, title=None, published=None, lang=None, url=None)
    result = scan("--jsonl", given=given)
    assert result.exit_code == 0
    assert lines(result)[0]["id"] == 7


def test_blank_lines_and_a_missing_last_line_end_are_no_mistakes(folder: Path) -> None:
    result = scan("--jsonl", given="\n" + item(id="a", text=FOOTBALL) + "\n" + item(id="b", text=FOOTBALL).strip())
    assert result.exit_code == 0
    assert [answer["id"] for answer in lines(result)] == ["a", "b"]


def test_a_time_of_publication_counts_as_its_day_where_it_was_written(folder: Path) -> None:
    result = scan("--jsonl", given=item(id="a", text=CLASH, published="2020-12-15T01:30:00+04:00"))
    assert lines(result)[0]["published"] == "2020-12-15"


def test_json_lines_come_from_a_file_too(folder: Path) -> None:
    (folder / "in.jsonl").write_text(item(id="a", text=FOOTBALL), encoding="utf-8")
    assert lines(scan("--jsonl", "in.jsonl"))[0]["id"] == "a"
    missing = scan("--jsonl", "gone.jsonl")
    assert missing.exit_code == 1
    assert missing.stderr == "error: gone.jsonl: no such file\n"


def test_json_lines_touch_neither_network_nor_database(folder: Path) -> None:
    """The audit hook ends the process at the first socket or database that is opened."""
    guard = (
        "import sys, os\n"
        "def hook(event, arguments):\n"
        "    if event.startswith(('socket.', 'sqlite3.')): os._exit(9)\n"
        "sys.addaudithook(hook)\n"
        "from monitor.cli import main\n"
        "main(['scan', '--jsonl'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", guard], input=item(id="a", text=CLASH), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["claims"]
    assert list(folder.iterdir()) == []


def test_an_answer_comes_before_the_next_line_is_asked_for(folder: Path) -> None:
    command = [sys.executable, "-m", "monitor", "scan", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for id in ("a", "b"):
            process.stdin.write(item(id=id, text=FOOTBALL))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == id


def test_a_reader_that_leaves_early_is_no_reason_for_a_traceback(folder: Path) -> None:
    (folder / "in.jsonl").write_text(item(id="a", text=CLASH) * 3000, encoding="utf-8")
    command = f'"{sys.executable}" -m monitor scan --jsonl in.jsonl | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["id"] == "a"
    assert done.stderr == ""


def test_options_that_json_lines_carry_themselves_are_refused_beside_them(folder: Path) -> None:
    for extra in (["--published", "2020-12-15"], ["--lang", "en"], ["--explain"], ["one", "two"]):
        assert scan("--jsonl", *extra, given="").exit_code == 2


# ---------------------------------------------------------------------------------------------------------- for people


def test_a_text_is_printed_with_its_claims_marked_and_listed(folder: Path) -> None:
    (folder / "clash.txt").write_text(CLASH, encoding="utf-8")
    result = scan("clash.txt", "--published", "2020-12-15")
    assert result.exit_code == 0, result.output
    assert "VIOLATION" in result.stdout
    assert "⟧[1]" in result.stdout
    assert "Armenia → Azerbaijan" in result.stdout or "by Armenia" in result.stdout
    assert "3 killed" in result.stdout
    assert "\x1b" not in result.stdout


def test_html_is_told_from_text_by_its_content(folder: Path) -> None:
    page = (
        "<!doctype html><html lang=en><head><title>Clash at Talish</title>"
        "<meta property=article:published_time content=2020-12-15T08:00:00Z></head>"
        f"<body><nav>Home Sport Weather</nav><article><h1>Clash at Talish</h1><p>{CLASH}</p>"
        "<p>The mission that watches the line said it had no access to the area.</p></article></body></html>"
    )
    (folder / "saved").write_text(page, encoding="utf-8")
    (answer,) = lines(scan("saved", "--json"))
    assert answer["published"] == "2020-12-15"
    assert answer["flags"]["violation"] is True
    assert "Weather" not in scan("saved").stdout


def test_standard_input_is_read_when_it_is_named_or_nothing_is(folder: Path) -> None:
    for arguments in (["-"], []):
        (answer,) = lines(scan(*arguments, "--json", "--published", "2020-12-15", given=CLASH))
        assert answer["id"] == "-"
        assert answer["flags"]["violation"] is True


def test_explain_shows_which_rules_made_each_claim(folder: Path) -> None:
    explained = scan("-", "--explain", given=CLASH).stdout
    (answer,) = lines(scan("-", "--json", "--explain", given=CLASH))
    for claim in answer["claims"]:
        assert claim["trace"]
        for rule in claim["rules"]:
            assert rule in explained
    assert "“overnight”" in explained  # the words that a rule read


def test_a_language_without_rules_is_not_called_quiet(folder: Path) -> None:
    said = scan("-", "--lang", "ru", given=CLASH).stdout
    assert "NOT READ" in said
    assert "no rules for “ru”" in said
    assert "No claim was found" not in said


def test_news_of_another_kind_says_so(folder: Path) -> None:
    assert "No claim was found" in scan("-", given=FOOTBALL).stdout


def test_what_cannot_be_read_costs_itself_only(folder: Path) -> None:
    (folder / "clash.txt").write_text(CLASH, encoding="utf-8")
    (folder / "empty.txt").write_text(" \n", encoding="utf-8")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    result = scan("gone.txt", "empty.txt", "picture.txt", "clash.txt", "--json")
    assert result.exit_code == 1
    assert [answer["id"] for answer in lines(result)] == ["clash.txt"]
    assert result.stderr.splitlines() == [
        "error: gone.txt: no such file or directory",
        "error: empty.txt: no text in it",
        "error: picture.txt: neither text nor HTML",
    ]


def test_a_private_address_is_not_asked(folder: Path) -> None:
    result = scan("http://127.0.0.1:9/page")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: http://127.0.0.1:9/page: ")
    assert "Traceback" not in result.output


def test_a_text_cannot_steer_the_terminal(folder: Path) -> None:
    assert "\x1b" not in scan("-", given=f"\x1b[2J\x1b]0;owned\x07{CLASH}").stdout

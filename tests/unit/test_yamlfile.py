"""Strict YAML: no surprises, and a line for everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor import yamlfile
from monitor.errors import FileError

FILE = Path("rules.yaml")


def data(text: str) -> Any:
    return yamlfile.parse(text, FILE)[0]


def refusal(text: str) -> str:
    with pytest.raises(FileError) as caught:
        yamlfile.parse(text, FILE)
    return str(caught.value)


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "off", "1:30", "010", "0x1F", "1_000", "2020-11-10", "1e3", ".5", "N", "+", "=", ".inf"],
)
def test_a_plain_word_stays_the_text_it_is(written: str) -> None:
    assert data(f"key: {written}") == {"key": written}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("0", 0), ("31", 31), ("-4", -4), ("0.5", 0.5), ("1.5e3", 1500.0), ("true", True), ("false", False)],
)
def test_numbers_and_truth_values_are_typed(written: str, meant: object) -> None:
    value = data(f"key: {written}")["key"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("written", ["null", "~", ""])
def test_nothing_is_none(written: str) -> None:
    assert data(f"key: {written}") == {"key": None}


def test_quoted_scalars_are_always_text() -> None:
    assert data("""a: "31"\nb: 'true'\nc: ""\nd: |\n  12\n""") == {"a": "31", "b": "true", "c": "", "d": "12\n"}


def test_keys_are_always_text() -> None:
    assert data("31: a\ntrue: b\nno: c") == {"31": "a", "true": "b", "no": "c"}


def test_a_number_too_long_for_any_column_stays_text() -> None:
    assert data("key: 12345678901234567890123") == {"key": "12345678901234567890123"}


def test_an_empty_file_holds_nothing() -> None:
    assert data("") is None
    assert data("# only a comment\n") is None


def test_every_key_path_knows_its_line() -> None:
    text = "a: 1\nlist:\n  - {x: 1,\n     y: 2}\n  - x: 3\n    deep:\n      - one\n      - two\n"
    _, lines = yamlfile.parse(text, FILE)
    assert lines.of("a") == 1
    assert lines.of("list") == 2
    assert lines.of("list", 0, "x") == 3
    assert lines.of("list", 0, "y") == 4
    assert lines.of("list", 1, "deep", 1) == 8
    assert lines.where("list", 1, "x") == "rules.yaml:5"


def test_a_path_that_is_not_there_gives_the_line_of_its_nearest_ancestor() -> None:
    _, lines = yamlfile.parse("a:\n  b:\n    c: 1\n", FILE)
    assert lines.of("a", "b", "missing", 3) == 2
    assert lines.of("missing") == 1


def test_a_duplicate_key_is_refused_with_both_lines() -> None:
    assert refusal("a: 1\nb: 2\na: 3\n") == 'rules.yaml:3: key "a" stands twice (first on line 1); keep one'


def test_anchors_and_aliases_are_refused() -> None:
    assert refusal("a: &x [1]\nb: *x\n").splitlines() == [
        "rules.yaml:1: anchor &x; anchors are not read, remove it",
        "rules.yaml:2: alias *x; aliases are not read, write the value out",
    ]


def test_a_cascade_of_aliases_costs_nothing() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert "aliases are not read" in refusal(bomb)


def test_merge_keys_and_tags_are_refused() -> None:
    assert "merge key <<" in refusal("a:\n  <<: {b: 1}\n")
    assert refusal("a: !!python/object:os.system x\n").startswith("rules.yaml:1: tag tag:yaml.org,2002:python/object")


def test_a_key_that_is_a_list_is_refused() -> None:
    assert "a key must be plain text" in refusal("? [a, b]\n: 1\n")


def test_a_second_document_is_refused() -> None:
    assert refusal("a: 1\n---\nb: 2\n") == "rules.yaml:2: a second document begins here; keep one to a file"


def test_broken_syntax_is_told_with_its_line() -> None:
    assert refusal("a: 1\nb: [1, 2\nc: 3\n").startswith("rules.yaml:3: ")
    assert refusal("a:\n\t- b\n").startswith("rules.yaml:2: ")


def test_a_control_character_is_told_with_its_line() -> None:
    assert refusal("a: 1\nb: x\x07\n") == "rules.yaml:2: a control character; remove it"


def test_endless_nesting_is_refused() -> None:
    assert "nested more than 40 deep" in refusal("[" * 5000)


def test_a_file_that_is_missing_or_not_utf8_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone\.yaml: cannot be read: no such file"):
        yamlfile.read(tmp_path / "gone.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(FileError, match=r"latin\.yaml:2: not UTF-8"):
        yamlfile.read(latin)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    file = tmp_path / "bom.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert yamlfile.read(file)[0] == {"a": 1}

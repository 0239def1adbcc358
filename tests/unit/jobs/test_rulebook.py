"""The rules that run are those that were checked, whatever happens to their files meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import RuleError
from monitor.jobs.rulebook import Rulebook


def test_what_was_read_is_laid_out_whatever_happens_to_the_files_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    file = tmp_path / "en" / "harm.yaml"
    file.write_text("rules: []")
    book = Rulebook.of(tmp_path)
    file.write_text("rules: [half")
    with book.laid_out() as folder:
        assert (folder / "en" / "harm.yaml").read_text() == "rules: []"
    assert not folder.exists()


def test_an_error_in_a_rule_names_the_file_that_a_person_edits(tmp_path: Path) -> None:
    (tmp_path / "countries.yaml").write_text("")
    with pytest.raises(RuleError) as refused, Rulebook.of(tmp_path).laid_out() as folder:
        raise RuleError([f"{folder}/countries.yaml:1: empty"])
    assert refused.value.problems == [f"{tmp_path}/countries.yaml:1: empty"]


def test_a_folder_that_is_not_there_is_named_as_it_is(tmp_path: Path) -> None:
    with Rulebook.of(tmp_path / "nowhere").laid_out() as folder:
        assert folder == tmp_path / "nowhere"

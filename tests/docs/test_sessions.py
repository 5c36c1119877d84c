"""The Python in the pages does what the pages say."""

import doctest
from pathlib import Path

import pytest

from simengine.cli import run_words
from tests.docs.sessions import session
from tests.house.tree import ROOT


@pytest.mark.parametrize("page", ["python.md", "randomness.md"])
def test_the_python_of_a_page_gives_what_it_shows(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    assert run_words(["init", "."]) == 0
    test = session(ROOT / "docs" / page)
    assert len(test.examples) >= 5
    failures: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=failures.append)
    assert "".join(failures) == ""

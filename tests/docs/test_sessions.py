"""The Python in the pages does what the pages say."""

from pathlib import Path

import pytest

from simengine.cli import run_words
from tests.helpers.docs.python_sessions import played, session
from tests.helpers.goldens import Goldens
from tests.helpers.house.tree import ROOT


@pytest.mark.parametrize("page", ["python.md", "randomness.md"])
def test_the_python_of_a_page_gives_what_it_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Goldens
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    assert run_words(["init", "."]) == 0
    path = ROOT / "docs" / page
    assert len(session(path).examples) >= 5
    golden(path, played(path))

"""The notebook of the tutorial runs from the top, shows what it says, and carries no outputs."""

from pathlib import Path

import pytest

from tests.helpers.docs.notebook_reader import cells, shown
from tests.helpers.house.tree import ROOT

NOTEBOOK = ROOT / "docs" / "tutorial.ipynb"


def test_nothing_of_a_run_is_stored() -> None:
    assert len(cells(NOTEBOOK)) > 8
    assert not any(cell.stored for cell in cells(NOTEBOOK))


def test_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    _, model, mistake, run, bands, story, asked, compared, explained, learnt, moved = shown(NOTEBOOK)
    assert "A winter in the clinic" in model
    assert (mistake, "did you mean" in capsys.readouterr().out) == ("", True)
    for html in (run, bands, story, asked, compared, explained, learnt, moved):
        assert html.startswith("<pre>")
        assert html.count("<svg") == 1
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == ["clinic", "known", "more_beds"]


def test_a_cell_that_fails_is_told(tmp_path: Path) -> None:
    text = NOTEBOOK.read_text(encoding="utf-8").replace('"import simengine as se"', '"import simengin as se"')
    broken = tmp_path / "broken.ipynb"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(ModuleNotFoundError, match="simengin"):
        shown(broken)

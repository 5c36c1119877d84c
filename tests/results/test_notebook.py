"""In a notebook a bar shows how far a run is; elsewhere nothing does."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import simengine as se
from simengine.results.notebook import Picture, watching
from tests.helpers.compute.pond_model import pond

Shown = list[Picture]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What a notebook without widgets would have shown."""
    found: Shown = []

    def display(picture: Picture, display_id: bool) -> Any:
        assert display_id
        found.append(picture)
        return SimpleNamespace(update=found.append)

    shell, part = ModuleType("IPython"), ModuleType("IPython.display")
    shell.get_ipython = lambda: SimpleNamespace(kernel=object())  # type: ignore[attr-defined]
    part.display = display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", shell)
    monkeypatch.setitem(sys.modules, "IPython.display", part)
    return found


def test_a_bar_grows_and_goes(tmp_path: Path, shown: Shown) -> None:
    se.run(pond(tmp_path), paths=30, engine="reference", out=tmp_path / "out", jobs=1)
    assert shown[-2].text == "pond: 30 of 30 paths" or shown[-2].text.startswith("pond: 30 of 30 paths, ")
    assert shown[-1].text == ""
    assert shown[-1]._repr_html_() == ""
    assert "<progress value=" in shown[-2]._repr_html_()
    assert repr(shown[-2]).startswith("pond: 30")
    assert "&lt;b&gt;" in Picture(0.5, "<b>: 1 of 2 paths")._repr_html_()


def test_what_takes_long_is_told_and_a_failure_leaves_no_bar(shown: Shown) -> None:
    def fail() -> None:
        with watching(None) as seen:
            seen.announce("preparing the engine …")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert [picture.text for picture in shown] == ["preparing the engine …", ""]


def test_who_watches_himself_sees_no_bar_nor_does_anybody_outside_a_notebook(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    with watching(told.append) as seen:
        assert seen.progress is not None
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: None)
    with watching(None) as seen:
        assert seen.progress is None
        seen.announce("nothing is shown")
    monkeypatch.delitem(sys.modules, "IPython")
    with watching(None) as seen:
        assert seen.progress is None
    assert shown == []

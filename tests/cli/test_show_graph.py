"""show --graph: an SVG to stdout or into a file."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest


def test_the_diagram_goes_to_stdout(simengine) -> None:
    result = simengine("show", "tiny/lucky.yaml", "--graph")
    assert (result.code, result.err) == (0, "")
    root = ET.fromstring(result.out)  # noqa: S314 (our own)
    assert {"mood", "luck", "outcome", "Luck by 2026 at the latest"} <= set(root.itertext())


def test_or_into_a_file(simengine, here: Path) -> None:
    result = simengine("show", "tiny/tiny.yaml", "--graph", "-o", "tiny.svg")
    assert (result.code, result.out, result.err) == (0, "", "wrote tiny.svg\n")
    assert (here / "tiny.svg").read_bytes() == simengine("show", "tiny/tiny.yaml", "--graph").out.encode()


def test_overrides_are_drawn_too(simengine) -> None:
    result = simengine("show", "tiny/tiny.yaml", "title=Another", "--graph", "--all")
    assert ">Another</text>" in result.out


@pytest.mark.parametrize("words", [("--graph", "--plan"), ("-o", "tiny.svg"), ("--all",)], ids=" ".join)
def test_options_that_do_not_go_together(simengine, here: Path, words: tuple[str, ...]) -> None:
    result = simengine("show", "tiny/tiny.yaml", *words)
    assert (result.code, result.out) == (2, "")
    assert "--graph" in result.err
    assert not (here / "tiny.svg").exists()


def test_a_broken_scenario_is_not_drawn(simengine) -> None:
    result = simengine("show", "tiny/tiny.yaml", "drivers.mood.volatility=-1", "--graph")
    assert (result.code, result.out) == (2, "")
    assert "drivers.mood.volatility: must be >" in result.err


def test_without_graphviz_the_remedy_is_told(simengine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    result = simengine("show", "tiny/tiny.yaml", "--graph")
    assert (result.code, result.out) == (1, "")
    assert "pip install pygraphviz" in result.err

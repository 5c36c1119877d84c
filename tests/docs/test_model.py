"""The page on the shipped model shows what the model says, and the model is still that one."""

import copy
import json

import pytest

from simengine.loading import load
from tests.helpers.goldens import Goldens
from tools.model_page.base_rates import RATES, agrees
from tools.model_page.diagram import diagram, grouped, make_graph
from tools.model_page.gather import BASE, FOLDER, digests
from tools.model_page.page import DATA, DIAGRAM, PAGE
from tools.model_page.render import PART, PARTS, rendered

TEXT = PAGE.read_text(encoding="utf-8")
FIGURES = json.loads(DATA.read_text(encoding="utf-8"))
AGAIN = "the model has changed: `python -m tools.model_page` draws its futures and writes the page anew"


def test_the_figures_are_those_of_the_shipped_scenarios() -> None:
    assert FIGURES["plans"] == digests(), AGAIN


def test_the_page_shows_the_figures(golden: Goldens) -> None:
    shown = [part[2] for part in PART.finditer(TEXT)]
    assert sorted(shown) == sorted(PARTS)
    golden(PAGE, rendered(TEXT, FIGURES))


@pytest.mark.parametrize("part", PARTS)
def test_other_figures_give_another_page(part: str) -> None:
    """No part is typed: with every number changed, each shows something else."""
    assert PARTS[part](_doubled(copy.deepcopy(FIGURES))) != PARTS[part](FIGURES)


def test_the_page_can_be_read() -> None:
    assert len(TEXT.splitlines()) <= 400
    assert FIGURES["paths"] >= 5_000


def test_the_diagram_is_the_models() -> None:
    """The layout differs between versions of Graphviz; what is linked to what does not."""
    graph = grouped(make_graph(load(FOLDER / f"{BASE}.yaml"), whole=True))
    assert len(graph.links) > 30
    svg = DIAGRAM.read_text(encoding="utf-8")
    assert all(f">{element.name}</text>" in svg for element in graph.elements)
    pytest.importorskip("pygraphviz")
    assert _titles(diagram(load(FOLDER / f"{BASE}.yaml"))) == _titles(svg), AGAIN


def test_a_rate_that_is_off_is_told() -> None:
    rate = RATES["tests"]
    assert agrees(rate, {"figure": 0.121, "se": 0.001})
    assert not agrees(rate, {"figure": 0.13, "se": 0.001})
    assert not agrees(rate, {"figure": 0.04, "se": 0.001})


def _titles(svg: str) -> list[str]:
    return sorted(line for line in svg.splitlines() if "<title>" in line)


def _doubled(value: object) -> object:
    if isinstance(value, dict):
        return {key: _doubled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_doubled(one) for one in value]
    return value if isinstance(value, str) or value is None else value * 2 + 1

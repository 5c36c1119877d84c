"""Who drives whom, read off a plan: elements, links, what is folded into them, and their words."""

from pathlib import Path

import pytest

from simengine.loading import load
from simengine.plan.graph import Graph, Link, Way, make_graph
from tests.helpers.house.tree import ROOT

POND = """\
name: pond
title: A pond and its fish
clock: {start: 2025, end: 2030, step: quarter}
parameters:
  warmth: {uniform: {low: 1, high: 2}}
drivers:
  sky:  {process: markov_chain, initial: fair, rates: {fair: {foul: 1}, foul: {fair: fish/warmth}}}
  fish: {process: stock, initial: 5, inflow: births, outflow: 0.5*fish, note: carp}
  algae: {process: level, initial: warmth}
formulas:
  mild:   warmth > 1.5
  births: {expr: fish*light}
  light:  {expr: "rolling_mean(glare, months(6))"}
  glare:  {expr: 1 if sky == 'fair' else food}
  food:   {expr: algae + double(fish)*mild}
functions:
  double(x): 2*x
events:
  bloom:  {hazard: food*double(glare), repeats: true, effects: {algae: {multiply: 1 + food}, sky: {set: foul}},
           branch: {stink: 0.1*fish, nothing: otherwise}}
  stink:  {effects: {fish: {add: -1}}}
  netted: {at: 2027, note: by the children}
  empty:  {when: fish < 1 and since(stink) < 2}
measures:
  most: max_so_far(fish)
  rest: most - fish
  idle: algae
outcome:
  dead: occurred(empty)
  poor: rest > 2
  fine: otherwise
questions:
  q: {text: How many, as_of: 2028, value: fish}
"""


@pytest.fixture
def pond(tmp_path: Path) -> Path:
    file = tmp_path / "pond.yaml"
    file.write_text(POND, encoding="utf-8")
    return file


def links(graph: Graph) -> dict[tuple[str, str, str], str]:
    """Ends and relation of every link, and its ways in short."""
    return {
        (_short(link.source), link.relation, _short(link.target)): "; ".join(_told(way) for way in link.ways)
        for link in graph.links
    }


def _short(key: str) -> str:
    return key.partition(".")[2] or key


def _told(way: Way) -> str:
    return f"{way.field} through {', '.join(way.through)}" if way.through else way.field


def test_elements_and_links_where_ways_pass_are_folded(pond: Path) -> None:
    graph = make_graph(load(pond))
    assert [element.key for element in graph.elements] == [
        *("drivers.sky", "drivers.fish", "drivers.algae", "formulas.food", "formulas.glare"),
        *("events.bloom", "events.nothing", "events.stink", "events.netted", "events.empty", "outcome"),
    ]
    assert links(graph) == {
        ("sky", "reads", "glare"): "",
        ("fish", "reads", "sky"): "rates",
        ("fish", "reads", "food"): "",
        ("fish", "reads", "bloom"): "chance of stink",
        ("fish", "reads", "empty"): "when",
        ("fish", "reads", "outcome"): "poor through most, rest",
        ("algae", "reads", "food"): "",
        ("glare", "reads", "fish"): "inflow through light, births",
        ("glare", "reads", "bloom"): "hazard",
        ("food", "reads", "glare"): "",
        ("food", "reads", "bloom"): "hazard; effect on algae",
        ("bloom", "set", "sky"): "foul",
        ("bloom", "multiply", "algae"): "1 + food",
        ("bloom", "branch", "nothing"): "otherwise",
        ("bloom", "branch", "stink"): "0.1*fish",
        ("stink", "add", "fish"): "-1",
        ("stink", "reads", "empty"): "when",
        ("empty", "reads", "outcome"): "dead",
    }


def test_the_whole_has_every_formula_that_moves(pond: Path) -> None:
    graph = make_graph(load(pond), whole=True)
    formulas = [element.name for element in graph.elements if element.kind == "formulas"]
    assert sorted(formulas) == ["births", "food", "glare", "light"]  # but not `mild`, which parameters make
    told = links(graph)
    assert told["glare", "reads", "light"] == told["light", "reads", "births"] == ""
    assert told["births", "reads", "fish"] == "inflow"
    assert ("glare", "reads", "fish") not in told


def test_an_element_tells_what_it_is_in_the_words_of_the_file(pond: Path) -> None:
    told = {element.name: element for element in make_graph(load(pond)).elements}
    assert told["fish"].detail == ("stock",)
    assert told["fish"].words == ("initial: 5", "inflow: births", "outflow: 0.5*fish", "note: carp")
    assert told["fish"].own == (Way("inflow", ("births",)), Way("outflow"))
    assert told["bloom"].detail == ("hazard, repeats",)
    assert told["stink"].detail == told["nothing"].detail == ("branch",)
    assert told["netted"].detail == ("2027",)
    assert told["netted"].words == ("at: 2027", "note: by the children")
    assert told["food"].words == ("algae + double(fish)*mild",)
    assert told["outcome"].detail == ("dead", "poor", "fine")
    assert told["outcome"].words[1:] == ("poor: rest > 2", "fine: otherwise")


def test_folding_leaves_no_more_links_and_loses_no_way() -> None:
    scenario = load(ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml")
    folded, whole = make_graph(scenario), make_graph(scenario, whole=True)
    assert len(folded.links) <= len(whole.links)
    assert len(folded.elements) < len(whole.elements)
    kept = {element.key for element in folded.elements}
    assert {element.key for element in whole.elements if element.kind != "formulas"} <= kept
    assert _reached(folded.links, kept) == {pair for pair in _reached(whole.links, kept) if set(pair) <= kept}


def _reached(found: tuple[Link, ...], kept: set[str]) -> set[tuple[str, str]]:
    """Every pair of kept elements of which one leads to the other over links."""
    onward: dict[str, set[str]] = {}
    for link in found:
        onward.setdefault(link.source, set()).add(link.target)
    pairs = set()
    for start in kept:
        reached: set[str] = set()
        waiting = list(onward.get(start, ()))
        while waiting:
            key = waiting.pop()
            if key not in reached:
                reached.add(key)
                waiting += onward.get(key, ())
        pairs |= {(start, end) for end in reached & kept if end != start}
    return pairs

"""Every expression is expanded and typed once, and keeps where it stands."""

from collections import Counter
from pathlib import Path

import pytest

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.model import elaborate
from simengine.plan.planning import make_plan
from simengine.scenario.placed import expressions
from simengine.yaml.nodes import node_at
from tests.helpers.house.tree import ROOT

FLAGSHIP = ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml"
RESERVOIR = ROOT / "scenarios" / "town_reservoir" / "base.yaml"


@pytest.fixture
def expanded(monkeypatch) -> Counter:
    """How often each node is expanded; what is written once is one node."""
    counts, expand, kept = Counter(), elaborate.expand, []

    def counting(node, scenario, binding):
        counts[id(node)] += 1
        kept.append(node)  # so that no other gets its id
        return expand(node, scenario, binding)

    monkeypatch.setattr(elaborate, "expand", counting)
    return counts


@pytest.mark.parametrize("file", [FLAGSHIP, RESERVOIR], ids=lambda file: file.stem)
def test_each_expression_is_expanded_once_by_load_and_plan_and_run(file: Path, expanded, tmp_path) -> None:
    model = load(file)
    make_plan(model)
    run(model, Settings(paths=2), tmp_path)
    written = [placed.expression.node for placed in expressions(model.scenario)]
    assert len(written) > 20
    assert expanded == dict.fromkeys(map(id, written), 1)


def test_a_stored_run_is_elaborated_once_however_often_it_is_asked(expanded, tmp_path) -> None:
    done = run(load(RESERVOIR), Settings(paths=2), tmp_path)
    expanded.clear()
    assert done.plan is done.plan
    assert done.model is done.model
    assert set(expanded.values()) == {1}


def test_what_a_model_holds_says_where_it_stands() -> None:
    model = load(FLAGSHIP)
    for found in model.expressions:
        assert model.at(*found.origin.path) is found
        assert found.error is None
        standing = node_at(model.scenario.tree, found.origin.path) or node_at(
            model.scenario.tree, found.origin.path[:-1]
        )
        assert standing is not None, found.origin
    for name, driver in model.drivers.items():
        for found in (driver.start, *(one for _, one in driver.inputs)):
            assert found.origin.path[:2] == ("drivers", name)


def test_an_expression_that_its_process_takes_as_it_is_is_not_typed_again() -> None:
    model = load(FLAGSHIP)
    taken = [found for driver in model.drivers.values() for found in (driver.start, *(one for _, one in driver.inputs))]
    as_they_are = [found for found in taken if found.written.text]
    assert len(as_they_are) > len(taken) / 2
    assert all(model.at(*found.origin.path) is found for found in as_they_are)


def test_what_a_process_cannot_make_of_its_fields_is_told_at_its_place(tmp_path) -> None:
    file = tmp_path / "births.yaml"
    file.write_text(
        "clock: {start: 2024, end: 2026, step: year}\n"
        "drivers: {births: {process: poisson_count, rate: 2, history: {yesterday: 3}}}\n"
        "outcome: {all: otherwise}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load(file)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"{file}:2:74: drivers.births.history.yesterday")
    assert "'yesterday' is not a date" in problem.message

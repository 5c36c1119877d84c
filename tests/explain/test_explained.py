"""An explanation as people and programs get it: conditions, degenerate answers, foundations, determinism."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.compute.ask import Resources
from simengine.results.explained import Explanation
from tests.helpers.compute.explained_models import AND, LINEAR, drawn, parameter, totals

SEEN = """
parameters: {u: {uniform: [0, 1]}, v: {uniform: [0, 1]}}
observe: {low: {at: start, expr: u + v, between: [0, 1]}}
outcome: {yes: u < 0.5, no: otherwise}
questions: {asked: {text: Is v small?, by: 2026, when: v < 0.25, given: u < 0.5}}
"""
FOUNDED = """
sources: {A: {title: A book}}
mechanisms:
  M1: {claim: more is more, acts: {raise: datum, on: level, push: up}}
  M2: {claim: luck counts}
parameters:
  datum: {uniform: [0, 1], source: A 1, confidence: datum}
  said: {uniform: [0, 1], source: A 2, confidence: elicited}
  bare: {uniform: [0, 1]}
  rare: {choice: {0: 0.95, 1: 0.05}, confidence: base_rate}
  cut: {fixed: 1.5, confidence: lever}
drivers: {level: {process: random_walk, initial: datum + said + bare + rare, drift: 0, volatility: 0.2, tags: M2}}
outcome: {over: level > cut, under: otherwise}
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("explained")


@pytest.fixture(scope="module")
def founded(out: Path) -> se.Explanation:
    (out / "founded.yaml").write_text(f"name: founded\nclock: {{start: 2026, end: 2027, step: year}}\n{FOUNDED}")
    return se.run(se.load(out / "founded.yaml"), paths=1000, seed=1, jobs=1, out=out).explain(paths=1000)


def test_what_was_seen_holds_after_a_die_is_rolled(out: Path) -> None:
    """Given U + V ≤ 1, P(U < ½) = ¾; U given V is uniform on [0, 1 − V], so E Var(Y | V) = ∫₀^½ (½ − V)/(1 − V) dV."""
    run = drawn(out, "seen", SEEN, paths=3000)
    found = run.explain(paths=3000)
    within = 2 * (0.25 - 0.5 * (np.log(2.0) - 0.5))
    index, se_ = totals(found)["u"]
    assert index == pytest.approx(within / 2 / (3 / 16), abs=3.5 * se_)
    assert totals(found)["v"][0] == 0.0
    assert parameter(found, "v").effect.difference.value > 0.2  # a large v leaves small u only
    assert found.influence.counted < 0.6 * found.influence.sample


def test_a_condition_of_a_question_holds_too(out: Path) -> None:
    """Given U < ½ as well V is not independent of U; every path that counts has an answer after a roll."""
    found = drawn(out, "seen", SEEN, paths=3000).explain(of="asked", paths=1000)
    assert found.influence.headline.of == "question"
    assert {one.total.stuck for one in found.influence.shares} == {0}
    assert parameter(found, "v").effect.difference.value == -1.0


def one_line(found: se.Explanation) -> str:
    return " ".join(str(found).split())


def test_an_answer_that_nothing_moves_gets_a_sentence(out: Path) -> None:
    run = drawn(out, "both", AND)
    assert "same is 3 on every one of 2,000 paths: nothing is seen to move it" in one_line(run.explain(of="same"))
    assert "no path has a value of none" in one_line(run.explain(of="none"))
    few = drawn(out, "few", AND, paths=4).explain()
    for found in (run.explain(of="none"), few):
        assert found.table().num_rows == 0
        assert "NaN" not in json.dumps(found.json())
        with pytest.raises(se.SimengineError, match=r"nothing to explain|draw more paths"):
            found.plot()
    with pytest.raises(se.SimengineError, match="no class, question or measure 'bth'"):
        run.explain(of="bth")
    with pytest.raises(se.SimengineError, match="paths must be at least"):
        run.explain(paths=3)


def test_what_a_parameter_rests_on_stands_beside_it(founded: se.Explanation) -> None:
    weak = {one.name: one.founding.weakness for one in founded.influence.parameters}
    assert weak == {"datum": 0.25, "said": 0.75, "bare": 1.25, "rare": 0.75, "cut": 0.0}
    order = [one.name for one in founded.influence.worth_finding_out]
    assert order.index("bare") < order.index("said") < order.index("datum")
    assert "cut" not in order
    datum, said = parameter(founded, "datum").founding, parameter(founded, "said").founding
    assert (datum.mechanisms, said.mechanisms) == (("M1",), ("M2",))
    assert str(datum.place).endswith("founded.yaml:9:3")
    names = {(one.of, one.name) for one in founded.influence.shares}
    assert {("mechanism", "M1"), ("mechanism", "M2"), ("noise", "level"), ("all", "chance")} <= names


def test_a_rare_choice_is_put_from_end_to_end(founded: se.Explanation) -> None:
    rare = parameter(founded, "rare")
    assert rare.levels == (0.0, 1.0)
    d = rare.effect.difference.value
    assert d > 0.3
    assert rare.sd == pytest.approx(d * (0.05 * 0.95) ** 0.5, rel=0.1)


def test_jobs_and_order_change_nothing(out: Path) -> None:
    run = drawn(out, "linear", LINEAR, paths=600)
    one, two = (Explanation.of(run, paths=500, resources=Resources(None, jobs, None, None)) for jobs in (1, 2))
    assert one.json() == two.json()


def test_the_table_and_the_picture(founded: se.Explanation, tmp_path: Path) -> None:
    rows = founded.table().to_pylist()
    found = {(row["of"], row["name"], row["figure"]): row for row in rows}
    assert found["parameter", "said", "effect"]["confidence"] == "elicited"
    assert found["lever", "cut", "effect"]["value"] < 0
    assert found["noise", "level", "total"]["value"] > 0
    axes = founded.plot()
    assert [text.get_text().split()[0] for text in axes.get_yticklabels()][:1] == ["bare"]
    assert len(axes.figure.axes) == 2
    assert {file.name for file in founded.write(tmp_path)} == {"influence.csv", "influence.png", "influence.svg"}
    assert founded._repr_html_().startswith("<pre>founded: what moves over")


def test_parameters_that_changed_a_number_on_no_path_are_told_without_a_verdict(out: Path) -> None:
    found = drawn(out, "joint", AND, paths=400).explain(of="joint", paths=400)
    assert not found.influence.name_only
    assert "1 changed it on no path, which proves nothing of one that wasn't seen: w" in one_line(found)


def test_parts_are_called_by_their_titles_with_the_name_beside(out: Path) -> None:
    text = """
parameters: {u: {title: Price, uniform: [0, 1]}}
drivers: {d: {title: Money, process: random_walk, initial: u, drift: 0, volatility: 0.5}}
events: {e: {title: Strike, hazard: 0.3}}
outcome: {yes: d > 0.5 and not occurred(e), no: otherwise}
"""
    found = drawn(out, "titled", text, paths=400).explain(paths=400)
    told = one_line(found)
    assert all(name in told for name in ("Price (u)", "Money (noise of d)", "Strike (event e)"))
    labels = [one.get_text() for axes in found.picture().figure().axes for one in axes.get_yticklabels()]
    assert {"noise of Money", "Strike"} <= set(labels)
    assert any(one.startswith("Price ") for one in labels)

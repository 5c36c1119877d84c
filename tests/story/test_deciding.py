"""What decided a path: shares of re-rolls against chances that are known, and what is told of them."""

import re

import numpy as np
import pytest

import simengine as se
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.plan.planning import make_plan
from simengine.story.deciding import ROLLS

TEXT = """
name: judged
clock: {start: 2024-01, end: 2027-01, step: month}
parameters: {p: {uniform: [0, 1]}, q: {uniform: [0, 1]}, idle: {uniform: [0, 1]}, fixed: {fixed: 2}}
drivers:
  x: {process: random_walk, initial: 0, drift: 0, volatility: 1}
  y: {process: random_walk, initial: 0, drift: 0, volatility: 1}
  z: {process: random_walk, initial: 0, drift: 0, volatility: 1}
correlations: {y ~ z: 0.9}
events:
  coin: {at: 2025, branch: {heads: 0.3, tails: otherwise}}
  late: {hazard: 0.2}
outcome: {"yes": "CONDITION", "no": otherwise}
"""
SEEN = "observe: {seen: {at: 2025-06, when: p + 0*idle < 0.5}}\n"
LEARNT = "observe: {figure: {at: 2025-06, expr: x, value: 0.5, error: 0.3}}\n"


def model(condition: str, more: str = "") -> se.Model:
    return se.load(TEXT.replace("CONDITION", condition) + more)


def told(condition: str, outcome: str, more: str = "") -> se.Story:
    """The story of the first path that ends so."""
    loaded = model(condition, more)
    path = next(path for path in range(60) if loaded.story(path).outcome == outcome)
    return loaded.story(path, why=True)


def near(share: float, p: float) -> bool:
    return abs(share - p) < 4.0 * (p * (1.0 - p) / ROLLS) ** 0.5 + 1e-9


def test_one_parameter_decides() -> None:
    found = told("p > 0.7", "yes").deciding
    assert found is not None
    (one,) = found.deciders
    assert (one.kind, one.names, found.pairs, found.outcome) == ("parameter", ("p",), (), "yes")
    assert near(one.rolls.share, 0.7)
    assert one.rolls.becomes == (("no", one.rolls.changed),)
    assert found.tried == 7  # p, q, idle; x; y and z, which are one; coin, late


def test_an_event_decides_by_how_it_turns_out_or_by_when_it_comes() -> None:
    (coin,) = told("occurred(heads)", "yes").deciding.deciders
    assert (coin.kind, coin.names) == ("event", ("coin",))
    assert near(coin.rolls.share, 0.7)
    (late,) = told("occurred(late)", "yes").deciding.deciders
    assert late.names == ("late",)
    assert near(late.rolls.share, 0.5488)  # exp(-0.2*3)


def test_noise_decides_in_some_stretch() -> None:
    """Only the first year's noise counts: all others change nothing."""
    story = told("value_at(x, tails, months(0)) > 0 and occurred(tails)", "yes")
    noise = next(one for one in story.deciding.deciders if one.kind == "noise")
    assert noise.names == ("x",)
    assert near(noise.rolls.share, 0.5)
    changed = {piece.label: piece.rolls.changed for piece in noise.pieces}
    assert list(changed) == ["2024-01 to 2024-12", "2025-01 to 2025-12", "2026-01 to 2026-12"]
    assert changed["2026-01 to 2026-12"] == 0 < changed["2024-01 to 2024-12"]
    assert "the noise of x (2024-01 to 2024-12 alone:" in str(story)


def test_correlated_noise_is_one_unit() -> None:
    (joined,) = told("y > 0", "yes").deciding.deciders
    assert joined.names == ("y", "z")


def test_pairs_are_rolled_where_none_decides() -> None:
    """With p = q = a each alone changes it in .1 + a of re-rolls, both in 1 − .9²/2; with a far smaller one in none."""
    loaded = model("p + q > 0.9")
    plan = make_plan(loaded)
    values = ReferenceEngine(plan).simulate(range(200), keep=["p", "q"]).kept[:, 0]
    path = int(np.argmin(np.abs(values - 0.15).max(axis=1)))
    p, q = values[path]
    story = loaded.story(path, why=True)
    found = story.deciding
    shares = {one.names[0]: one.rolls.share for one in found.deciders}
    assert near(shares["p"], 0.1 + q)
    assert near(shares["q"], 0.1 + p)
    (pair,) = found.pairs
    assert near(pair.rolls.share, 1.0 - 0.9**2 / 2.0)
    assert "nothing decided it alone" in str(story)
    assert re.search(r"two of them together\n +\d\d of 100  [pq] with [pq]  yes \d\d$", str(story))


def test_a_class_that_nothing_changes() -> None:
    story = told("p > -1", "yes")
    assert (story.deciding.deciders, story.deciding.pairs) == ((), ())
    assert "it never becomes another class, whichever of 7 it is" in " ".join(str(story).split())


def test_excluded_re_rolls_do_not_count() -> None:
    story = told("p > 0.4", "no", SEEN)
    (one,) = story.deciding.deciders
    assert one.rolls.counted + one.rolls.excluded == ROLLS
    assert near(one.rolls.excluded / ROLLS, 0.5)
    assert near(one.rolls.share, 0.2)
    assert "that observations exclude do not count" in str(story)


def test_of_what_is_learnt_only_what_comes_later_is_rolled(tmp_path) -> None:
    run = se.run(model("x > 0 and p > -1 or occurred(late)", LEARNT), paths=400, jobs=1, out=tmp_path / "run")
    path = next(k for k in range(400) if run.story(k).outcome == "no")
    story = run.story(path, why=True)
    found = story.deciding
    assert found.since == "2025-07"
    assert {one.names for one in found.deciders} == {("x",), ("late",)}
    assert found.tried == 4
    late = next(one for one in found.deciders if one.kind == "event")
    assert near(late.rolls.share, 1.0 - 2.718281828 ** (-0.2 * 1.5))
    noise = next(one for one in found.deciders if one.kind == "noise")
    assert [piece.label for piece in noise.pieces] == ["2025-01 to 2025-12", "2026-01 to 2026-12"]
    assert "only chance after 2025-07, the last observation, is rolled anew" in str(story)


def test_what_has_no_class_is_told() -> None:
    text = TEXT[: TEXT.index("outcome:")]
    story = se.load(text).story(3, why=True)
    assert "can't be told: the scenario has no classes" in str(story)
    loaded = model("p > 0.5", SEEN)
    path = next(path for path in range(60) if loaded.story(path).ending)
    assert "did not come to its end" in str(loaded.story(path, why=True))


@pytest.mark.parametrize("width", [60, 100])
def test_lines_fit(width: int) -> None:
    assert all(len(line) <= width for line in told("p > 0.7", "yes").text(width).splitlines())

"""What moves the answer of a conditioned run: associations, and the chance that is left."""

from __future__ import annotations

import math

import pytest

import simengine as se
from tests.helpers.compute.explained_models import parameter, totals

TEXT = """
name: learnt
clock: {start: 2024-01, end: 2026-01, step: month}
parameters:
  theta: {normal: {mean: 0, sd: 1}}
  idle: {uniform: [0, 1]}
  size: {fixed: 2, confidence: lever}
  bias: {fixed: 0, confidence: lever}
drivers:
  x: {process: random_walk, initial: 0, drift: 0, volatility: 1}
  y: {process: random_walk, initial: 0, drift: 0, volatility: 0.5}
events: {e: {hazard: 0.3}}
measures: {sum: theta + x + y + size*(occurred(e) and first_time(e) > 1)}
observe: {seen: {at: 2024-12, expr: theta + x + bias, value: 1, error: 0.5}}
report: {answer: sum}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> se.Explanation:
    model = se.load(TEXT.replace("sum", "total_of"))
    return se.run(model, paths=2000, seed=1, jobs=1, out=tmp_path_factory.mktemp("learnt")).explain(paths=1500)


def test_shares_are_those_of_chance_after_the_last_observation(found: se.Explanation) -> None:
    """θ + x has the variance 1/(1/2 + 1/0.25) = 2/9 at the end of 2024, and y has 1/4; a year more adds 1 and 1/4.

    The event comes in that year, on paths where it has not come before, with the chance q; with its past that makes the
    variance of a number that is 2 with the chance p = (1 − q)q. Its own share is what is left where it had not come.
    """
    q = 1.0 - math.exp(-0.3)
    whole = 2.0 / 9.0 + 0.25 + 1.0 + 0.25 + 4.0 * (1.0 - q) * q * (1.0 - (1.0 - q) * q)
    for name, within in (("x", 1.0), ("y", 0.25), ("e", 4.0 * (1.0 - q) * q * (1.0 - q))):
        index, error = totals(found)[name]
        assert index == pytest.approx(within / whole, abs=3.5 * error)
    index, error = totals(found)["chance after 2025-01"]
    assert index == pytest.approx((1.25 + 4.0 * (1.0 - q) * q * (1.0 - q)) / whole, abs=3.5 * error)


def test_parameters_have_associations_and_a_sentence_why_no_more(found: se.Explanation) -> None:
    assert [one.name for one in found.influence.parameters if not one.lever] == ["theta", "idle"]
    theta, idle = parameter(found, "theta"), parameter(found, "idle")
    assert theta.effect is None
    assert abs(idle.association.value) < 4 * idle.association.se
    assert "parameters have associations only" in " ".join(str(found).split())
    assert found.influence.name_only == ()
    assert {row["figure"] for row in found.table().to_pylist()} == {
        *("association", "first_order", "sd", "worth", "total"),
        "effect",  # of the lever
    }
    axes = found.plot()
    assert axes.get_xlabel() == "change of the mean"
    assert {text.get_text() for text in axes.get_yticklabels()} == {"theta", "idle"}


def test_a_lever_on_which_no_figure_hangs_has_an_effect(found: se.Explanation) -> None:
    """With one more in place of 2, the mean rises by the chance that the event comes in the second year."""
    (lever,) = (one for one in found.influence.parameters if one.lever)
    assert lever.name == "size"
    assert lever.levels == (1.0, 3.0)
    q = 1.0 - math.exp(-0.3)
    above = lever.effect.above
    assert above.value == pytest.approx((1.0 - q) * q, abs=3.5 * above.se)
    assert lever.effect.below.value == pytest.approx(-above.value)
    assert "levers and cuts" in str(found)


def test_parameters_that_go_with_it_clearly_come_first(found: se.Explanation) -> None:
    clear = [one.association.clear for one in found.influence.associated]
    assert clear == sorted(clear, reverse=True)
    assert f"{sum(clear)} of {len(clear)} leave zero out" in str(found)
    for some in (True, False):
        sizes = [abs(one.association.value) for one in found.influence.associated if one.association.clear == some]
        assert sizes == sorted(sizes, reverse=True)

"""Which observation moved what: of scenarios that are learnt from figures with an error."""

import pytest

import simengine as se
from simengine.loading import known_by

WALK = """\
name: walk
clock: {start: 2025, end: 2027, step: quarter}
parameters: {rate: {uniform: [0.2, 0.6]}}
drivers: {mood: {process: random_walk, initial: 0, drift: rate, volatility: 0.3}}
outcome: {high: mood > 0.8, low: otherwise}
observe:
  first: {at: 2025-Q2, expr: mood, value: 0.2, error: 0.2}
simulate: {paths: 800, seed: 1}
"""
NEWS = {
    "observe.second": {"at": "2025-Q3", "expr": "mood", "value": 0.9, "error": 0.2},
    "observe.third": {"at": "2025-Q4", "expr": "mood", "value": 0.5, "error": 0.2},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder, model = tmp_path_factory.mktemp("walk"), se.load(WALK)
    settings = {"engine": "machine", "out": folder, "effective": 300}
    return se.run(model, **settings), se.run(model.with_(NEWS), name="news", **settings)


def test_each_observation_has_its_line(runs) -> None:
    found = se.compare(*runs).why()
    assert [step.name for step in found.steps] == ["observe.second", "observe.third"]
    assert not found.paired
    assert [found.before.p, found.after.p] == [run.probabilities()["high"].p for run in runs]
    up, down = found.steps
    assert up.in_turn.low > 0.0 > down.in_turn.high
    assert up.after.p + down.in_turn.d == pytest.approx(found.after.p)
    sums = sum(step.alone.d for step in found.steps) + found.remainder.d
    assert sums == pytest.approx(found.total.d)
    assert found.total.se == pytest.approx((found.before.se**2 + found.after.se**2) ** 0.5)
    assert "members are learnt anew" in " ".join(str(found).split())


def test_the_same_past_is_paired(runs) -> None:
    """Only what comes after the last observation differs: the members are the same, and so are their dice."""
    base = runs[0]
    other = (
        base.model.with_({"outcome.high": "mood > 0.9"})
        if hasattr(base.model, "with_")
        else se.load(WALK.replace("mood > 0.8", "mood > 0.9"))
    )
    found = se.Why.between(base, other)
    assert found.paired
    assert found.total.d < 0.0
    assert found.total.se < 0.7 * (found.before.se**2 + found.after.se**2) ** 0.5


def test_what_was_known_at_an_earlier_date(runs) -> None:
    """The same scenario as of a date, and with what became known later."""
    news = runs[1]
    found = se.Why.between(known_by(news.model, "2025-Q2"), news)
    assert [step.name for step in found.steps] == ["observe.second", "observe.third"]
    assert found.after.p == news.probabilities()["high"].p

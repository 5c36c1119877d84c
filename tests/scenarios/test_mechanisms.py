"""The mechanisms of the shipped model: all are there, and each does what its source says."""

import pytest

from simengine.analysis.verdicts import judge
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.try_mechanisms import try_mechanisms
from simengine.compute.workers import workers
from simengine.loading import load
from simengine.scenario.ledger import make_ledger
from tests.helpers.house.tree import ROOT

EMBEDDED = "embedded_partnership"


def ids(*numbers):
    return {f"M{number}" for number in numbers}


ALL = ids(*range(1, 57))
# Which way the sources say each pushes, where without reservation: to a durable partnership (D), or an ad-hoc one (A).
DURABLE = ids(7, 10, 11, 12, 21, 24, 25, 26, 27, 32, 34, 37, 39, 43, 45, 47)
AD_HOC = ids(
    2, 3, 4, 5, 6, 9, 14, 16, 17, 18, 19, 20, 22, 23, 36, 38, 40, 42, 44, 46, 48, 49, 50, 51, 52, 53, 54
)  # fmt: skip
TWO_SIDED = ids(1, 15, 33, 35, 41)
PATHS = 2000
JOBS = 2


@pytest.fixture(scope="module")
def baseline():
    return load(ROOT / "scenarios" / "russia_dprk" / "baseline.yaml")


def test_every_mechanism_is_there_with_its_push(baseline):
    assert set(baseline.scenario.mechanisms) == ALL
    pushes = {name: mechanism.push for name, mechanism in baseline.scenario.mechanisms.items()}
    assert {name for name, push in pushes.items() if push == "D"} == DURABLE
    assert {name for name, push in pushes.items() if push == "A"} == AD_HOC
    assert {name for name, push in pushes.items() if push == "±"} == TWO_SIDED


def test_every_mechanism_has_a_source_and_a_place(baseline):
    uses = make_ledger(baseline.scenario).mechanisms
    assert [one.name for one in uses if not one.mechanism.source] == []
    assert [one.name for one in uses if one.unused] == []
    assert [one.name for one in uses if not (one.mechanism.acts or one.mechanism.because)] == []


def test_what_works_two_ways_names_two_targets(baseline):
    for name in TWO_SIDED:
        acts = baseline.scenario.mechanisms[name].acts
        assert len({(act.on, act.push) for act in acts}) >= 2, name


def test_every_mechanism_moves_what_it_says_and_the_outcome_or_says_why_not(baseline):
    """All in one test, for it draws 200,000 futures."""
    with workers(JOBS, threads=ENGINES["machine"].threads) as pool:
        judged = judge(try_mechanisms(baseline, PATHS, engine="machine", executor=pool), [EMBEDDED])
    complaints = [
        line for one in judged for line in _complaints(one, baseline.scenario.mechanisms[one.mechanism].because)
    ]
    assert complaints == [], "\n".join(complaints)


def _complaints(one, because):
    """What is wrong with an act: the number next to it, or the chance of an embedded partnership, beyond its error."""
    moved, sign = one.outcome[EMBEDDED], (one.mechanism in DURABLE) - (one.mechanism in AD_HOC)
    if one.failed > PATHS / 1000:
        yield f"{one.mechanism}: {one.failed} of {PATHS} pairs fail"
    if one.verdict != "as stated":
        yield f"{one.mechanism}: {one.raised} on {one.on} stated {one.push}: {one.verdict} ({one.moved.d:+.2g})"
    if sign and not because and sign * moved.d <= 1.96 * moved.se:
        away = "DA"[sign < 0]
        yield f"{one.mechanism}: {away}, but P({EMBEDDED}) moves by {moved.d:+.4f} ±{1.96 * moved.se:.4f}: say because"

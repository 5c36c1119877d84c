"""What would be learnt with larger errors, or without a source: by weights and anew, where the answer is known."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from simengine.analysis.reweighing import FEWEST, Again, Pooled
from simengine.compute.learnt_again import as_it_is, variants_of
from simengine.compute.prior_futures import member_futures, prior_futures
from simengine.loading import load_text
from simengine.plan.other_figures import FACTOR, with_larger_errors
from simengine.plan.planning import make_plan
from simengine.results.run import Run
from simengine.results.run_learnt import WhatWasLearnt
from tests.helpers.analysis.learnt_runs import CLOCK, NORMAL, learnt_run

ONE, TWO = (1.0, 0.5), (0.6, 0.8)
FIGURES = {
    "all errors × 2": [(1.0, 1.0), (0.6, 1.6)],
    "without smith": [TWO],
    "without jones": [ONE],
}
EVENT = """
parameters: {rate: {gamma: {mean: 1, sd: 0.5}}}
events: {strike: {hazard: rate}}
measures: {r: {expr: rate}}
questions: {by_2025: {text: A strike by the end of 2025?, by: 2025, when: occurred(strike)}}
observe:
  came: {event: strike, at: 2024-06, error: months(1)}
  loose: {at: 2024-08, expr: rate, value: 1, error: {student_t: 0.5, freedom: 4}}
"""


def exact(figures, mean=0.0, sd=1.0):
    """The mean and the sd of θ ~ N(mean, sd) after figures."""
    precision = 1 / sd**2 + sum(1 / error**2 for _, error in figures)
    return (mean / sd**2 + sum(value / error**2 for value, error in figures)) / precision, precision**-0.5


def check(again: Again, mean, sd):
    found = {one.name: one for one in again.figures}
    for name, truth in {"up": norm.sf(0.5, mean, sd), "above": norm.sf(1, mean, sd), "last": mean}.items():
        one = found[name]
        assert abs(one.value - truth) < 5 * one.se, (again.what, name)
        assert one.se < 0.015
        assert one.low < one.value < one.high


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Run:
    return learnt_run(tmp_path_factory.mktemp("normal"), NORMAL)


@pytest.fixture(scope="module")
def found(done) -> WhatWasLearnt:
    return done.learnt()


@pytest.mark.parametrize("what", FIGURES)
def test_other_figures_are_weighed(found, what) -> None:
    again = {one.what: one for one in found.again}
    assert set(again) == set(FIGURES)
    assert (again[what].how, again[what].refused) == ("weights", "")
    assert again[what].effective > 2_000
    check(again[what], *exact(FIGURES[what]))


def test_the_same_figures_say_the_same(done) -> None:
    """The negative control of the errors, too: what is weighed lies near what is stored, and not on it."""
    table, plan = done.outcome_table(), done.plan
    read = prior_futures(done, table), member_futures(done, table)
    logs = [as_it_is(plan).logs(plan, one) for one in read]
    learnt = done.manifest.learnt
    assert learnt
    pooled = Pooled(read[0].table, read[1].table, logs[0], logs[1], learnt)
    check(pooled.again("as it is", *logs), *exact([ONE, TWO]))
    with pytest.raises(AssertionError):
        check(pooled.again("as it is", *logs), *exact([ONE]))
    nothing = pooled.again("nothing", *(np.full_like(one, -math.inf) for one in logs))
    assert (nothing.effective, nothing.figures) == (0.0, ())
    # what the evidence is off by moves the estimate, and the error knows it
    off = replace(learnt, log_evidence=learnt.log_evidence + 0.5)
    moved = Pooled(read[0].table, read[1].table, logs[0], logs[1], off).again("off", *logs)
    assert moved.figures[0].value != pooled.again("as it is", *logs).figures[0].value


def test_without_any_figure_it_is_the_prior(tmp_path) -> None:
    text = NORMAL.replace("source: jones", "source: smith")
    again = learnt_run(tmp_path, text, paths=2_000).learnt(again=True).again[1]
    assert (again.what, again.how) == ("without smith", "weights")
    check_wide = {one.name: one for one in again.figures}["last"]
    assert abs(check_wide.value) < 5 * check_wide.se < 0.2


def test_what_weighing_can_not_tell_is_learnt_anew(tmp_path) -> None:
    """Two figures, ten errors apart: without either the futures that there are lie elsewhere."""
    text = NORMAL.replace("value: 1, error: 0.5", "value: 2.2, error: 0.1").replace("error: 0.8", "error: 0.1")
    done = learnt_run(tmp_path, text.replace("value: 0.6", "value: 1.2"), paths=1_000)
    told = done.learnt()
    refused = {one.what: one for one in told.again}["without jones"]
    assert refused.effective < FEWEST
    assert "without jones: can't be told by weighing, the futures there are would be worth" in told.text(200)
    anew = {one.what: one for one in done.learnt(again=True).again}["without jones"]
    assert (anew.how, anew.refused) == ("learnt", "")
    last = {one.name: one for one in anew.figures}["last"]
    assert abs(last.value - exact([(2.2, 0.1)])[0]) < 6 * last.se < 0.2


def test_events_with_an_error_and_heavy_tails(tmp_path) -> None:
    """Without the one figure the other is left: posteriors by numbers on a grid."""
    rate = np.linspace(1e-4, 8, 8_001)
    prior = rate**3 * np.exp(-4 * rate)
    steps = np.arange(1, 10)  # to four errors after the middle of the sixth month
    in_step = np.exp(-np.outer(rate, (steps - 1) / 12)) - np.exp(-np.outer(rate, steps / 12))
    t4 = (1 + ((1 - rate) / 0.5) ** 2 / 4) ** -2.5
    again = {one.what: one for one in learnt_run(tmp_path, EVENT, paths=6_000).learnt().again}
    truth = {"without came": t4, "without loose": in_step @ norm.pdf((steps - 0.5) / 12, 5.5 / 12, 1 / 12)}
    for what, likelihood in truth.items():
        weights = prior * likelihood / (prior * likelihood).sum()
        came = 1 - np.exp(-2 * rate) if what == "without came" else np.ones_like(rate)
        (figure,) = again[what].figures
        assert abs(figure.value - (weights * came).sum()) < 5 * figure.se + 1e-9, what


def test_what_an_agency_shares_stays_shared() -> None:
    """Twice the errors, and the same part of their variance in common: by the joint normal law."""
    text = (
        "parameters: {p: {uniform: [1, 2]}}\nobserve:\n"
        "  s: {at: 2024-01, expr: p, value: 1.4, error: {normal: 0.3, shared: agency, share: 0.6}}\n"
        "  u: {at: 2024-02, expr: p, value: 1.9, error: {normal: 0.5, shared: agency, share: 0.6}}\n"
    )
    plan = make_plan(load_text("name: laws\n" + CLOCK + text, "laws").model)
    doubled = with_larger_errors(plan)
    assert [(one.agency, one.shared) for one in doubled.likelihoods] == [("agency", 0.6)] * 2
    assert FACTOR == 2.0

    class Read:
        seen = np.array([[1.2, 1.2], [1.7, 1.7]])
        errors = np.array([[0.3, 0.5], [0.3, 0.5]])

    twice, without_s, _ = variants_of(plan)
    covariance = np.array([[0.36, 0.6 * 0.6], [0.6 * 0.6, 1.0]])
    joint = [multivariate_normal.logpdf([1.4, 1.9], row, covariance) for row in Read.seen]
    assert twice.logs(plan, Read) == pytest.approx(joint)
    assert without_s.what == "without s"
    assert without_s.logs(plan, Read) == pytest.approx(norm.logpdf(1.9, Read.seen[:, 1], 0.5))
    assert [len(one.of(plan).likelihoods) for one in variants_of(plan)] == [2, 1, 1]


def test_it_is_shown(found) -> None:
    text = found.text(100)
    assert "again            up" in text
    assert "all errors × 2   ." in text
    rows = [row for row in found.table().to_pylist() if row["again"] == "without smith"]
    assert {row["name"] for row in rows} == {"up", "down", "above", "last"}
    assert found.json()["again"][0]["what"] == "all errors × 2"

"""Figures with an error weigh hypotheses by the closed form of normal laws, once and with larger errors."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simengine.analysis.evidence import posterior, stage_factor, weights_of
from simengine.compute.engine_kinds import DEFAULT_ENGINE, quiet
from simengine.language.expression import Number, Slot
from simengine.loading import load
from simengine.plan.other_figures import with_larger_errors
from simengine.plan.planning import make_plan
from simengine.plan.readings import LikelihoodPlan
from simengine.plan.wider import with_wider
from simengine.results.weigh_again import Effort, learnt_evidence
from simengine.runs.learnt import Effort as Wanted

TEXT = """
name: well
clock: {start: 2024-01, end: 2025-01, step: month}
parameters: {theta: {normal: {mean: MEAN, sd: 1}}}
drivers: {still: {process: level, initial: theta}}
"""
FIGURES = ((2, 1.3, 0.5), (5, 0.7, 0.4), (8, 1.1, 0.6))
MEANS = {"low": 0.0, "high": 2.0}


def plan_of(mean):
    plan = make_plan(load(TEXT.replace("MEAN", str(mean))), 7)
    slot = Slot(plan.slot("theta"), "theta")
    figures = tuple(
        LikelihoodPlan(f"seen_{at}", step, slot, value, "normal", Number(error), plan.clock.day(step).isoformat())
        for at, (step, value, error) in enumerate(FIGURES)
    )
    return replace(plan, likelihoods=figures)


def log_evidences(mean, sd=1.0, factor=1.0):
    """log p(each figure | those before it), of θ ~ N(mean, sd): a Kalman filter of one number that stays."""
    found, variance = [], sd * sd
    for _, value, error in FIGURES:
        noise = (factor * error) ** 2
        total = variance + noise
        found.append(-0.5 * ((value - mean) ** 2 / total + math.log(2 * math.pi * total)))
        gain = variance / total
        mean, variance = mean + gain * (value - mean), variance * (1 - gain)
    return found


CHANGES = {
    "as it is": (lambda plan: plan, {}),
    "all errors × 2": (with_larger_errors, {"factor": 2.0}),
    "priors × 2 wider": (lambda plan: with_wider(plan, frozenset({"theta"})), {"sd": 2.0}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_evidence_is_that_of_the_closed_form(what):
    change, otherwise = CHANGES[what]
    evidences = [
        learnt_evidence(name, change(plan_of(mean)), DEFAULT_ENGINE, Wanted(), Effort(2, quiet))
        for name, mean in MEANS.items()
    ]
    exact = [log_evidences(mean, **otherwise) for mean in MEANS.values()]
    for one, logs in zip(evidences, exact, strict=True):
        assert one.se < 0.1
        assert one.log == pytest.approx(math.fsum(logs), abs=1.5 * one.half + 0.01)
        assert one.stage_logs == pytest.approx(np.array(logs), abs=0.1)
    weight = posterior([math.fsum(logs) for logs in exact], [0.5, 0.5])[1]
    found = weights_of(evidences, [0.5, 0.5])[1]
    assert found.low - 0.005 < weight < found.high + 0.005
    for stage in range(3):
        factor = stage_factor(evidences[1], evidences[0], stage)
        assert factor.log == pytest.approx(exact[1][stage] - exact[0][stage], abs=1.5 * factor.half + 0.01)

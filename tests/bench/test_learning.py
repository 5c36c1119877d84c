"""What members are worth is told by how far islands lie apart; the three ways have the same posterior."""

import numpy as np
import pytest

from bench.learning import ROLLS, STAGES, UNKNOWN, VALUES, WEIGHTS, effective, exact, scenario_text
from simengine.compute.engine_kinds import make_engine
from simengine.loading import load_text
from simengine.plan.planning import make_plan


def plan_of(way):
    return make_plan(load_text(scenario_text(way), "learning").model)


def test_independent_members_are_worth_their_number_and_copies_are_not():
    random = np.random.Generator(np.random.Philox(1))
    drawn = random.normal(size=(64 * 50, 40))
    ends = [50 * (at + 1) for at in range(64)]
    assert np.mean(1 / effective(drawn, ends)) == pytest.approx(1 / (64 * 50), rel=0.1)
    thrice = np.repeat(drawn, 3, axis=0)
    assert np.mean(1 / effective(thrice, [3 * end for end in ends])) == pytest.approx(1 / (64 * 50), rel=0.1)
    assert len(effective(np.hstack([drawn, np.ones((len(drawn), 1))]), ends)) == 40


@pytest.mark.parametrize("way", [WEIGHTS, STAGES, ROLLS], ids=lambda way: way.name)
def test_the_unknowns_of_every_way_have_the_same_prior(way):
    values = make_engine("machine", plan_of(way)).simulate(range(20_000)).questions
    assert values.shape[1] == UNKNOWN
    assert np.abs(values.mean(axis=0)).max() < 0.03
    assert np.abs(np.cov(values.T) - np.eye(UNKNOWN)).max() < 0.05


def test_the_exact_posterior_is_that_of_weighed_draws_of_the_prior():
    random = np.random.Generator(np.random.Philox(2))
    plan = plan_of(STAGES)
    mean, covariance = exact()
    draws = random.multivariate_normal(mean, 4 * covariance, 200_000)
    read = draws + 0.5 * np.roll(draws, -1, axis=1)
    logs = -0.5 * (draws**2).sum(axis=1)
    for at, one in enumerate(plan.likelihoods):
        logs += -0.5 * ((VALUES[at] - read[:, at]) / one.error.value) ** 2
    inverse = np.linalg.inv(4 * covariance)
    logs += 0.5 * np.einsum("ni,ij,nj->n", draws - mean, inverse, draws - mean)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    assert weights @ draws == pytest.approx(mean, abs=0.01)
    assert weights @ (draws - mean) ** 2 == pytest.approx(np.diag(covariance), rel=0.05)

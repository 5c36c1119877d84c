"""EMA Workbench: its own experiments over a plain Python model, one experiment a path."""

from __future__ import annotations

import warnings

import numpy as np

from bench.model import Ring, Sample
from bench.peers import plain

with warnings.catch_warnings():  # it tells which of its optional parts are missing
    warnings.simplefilter("ignore")
    from ema_workbench import IntegerParameter, Model, ScalarOutcome, SequentialEvaluator

OUTCOMES = ("last", "event_step", "share")


def run(ring: Ring, paths: int, seed: int) -> Sample:
    """`paths` experiments, one after the other; the seed of a path is the uncertainty that is sampled."""

    def experiment(seed: int) -> dict[str, float]:
        return dict(zip(OUTCOMES, plain.path(ring, seed), strict=True))

    model = Model("ring", function=experiment)
    drawn = plain.seeds(seed, plain.SEEDS_A_ROUND)
    model.uncertainties = [IntegerParameter("seed", drawn[0], drawn[-1])]
    model.outcomes = [ScalarOutcome(name) for name in OUTCOMES]
    with SequentialEvaluator(model) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=paths, log_progress=True)  # not a bar
    return Sample(*(np.asarray(outcomes[name], dtype=np.float64) for name in OUTCOMES))

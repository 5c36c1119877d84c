"""Whether each mechanism moves what it says, the way it says, from pairs of paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.analysis.paired import Difference, paired_chance, paired_mean
from simengine.compute.paired_trial import Trial
from simengine.errors import WrongUsageError, what_there_is
from simengine.numerics.inverse_normal import normal_quantile

Verdict = Literal["as stated", "against", "not seen"]
FALSE_ALARMS = 0.01
"""The chance that of acts which all do nothing one or more is told to move something."""


@dataclass(frozen=True, slots=True)
class Move:
    """How far the chance of a class, or the answer of a question, clearly moves with a parameter.

    `chance` tells whether it is a chance or a number, which may have a `unit`.
    """

    of: Literal["class", "question"]
    name: str
    chance: bool
    unit: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Judged:
    """An act and what it did: `moved` is how far the mean of its number moves as the parameter goes from low to high.

    `outcome` is the change of the probability of each class asked for; `moves` are all classes and questions that
    clearly move. `failed` pairs of `paths` did not count.
    """

    mechanism: str
    raised: str
    on: str
    push: Literal["up", "down"]
    levels: tuple[float, float]
    unit: str
    moved: Difference
    verdict: Verdict
    outcome: Mapping[str, Difference]
    paths: int
    failed: int
    moves: tuple[Move, ...] = ()


def judge(trials: Sequence[Trial], classes: Sequence[str] = ()) -> tuple[Judged, ...]:
    """The verdict on each trial, and what it does to the probability of some outcome classes.

    A number has moved if the mean of its paired differences lies more than z standard errors from 0, where z leaves
    FALSE_ALARMS for all the trials together (Bonferroni); a class or question, if for all of these on all trials.

    Raises:
        SimengineError: for a class the scenario hasn't.
    """
    z = -normal_quantile(FALSE_ALARMS / (2 * max(1, len(trials))))
    looks = sum(len(trial.classes) + len(trial.questions) for trial in trials)
    z_moves = -normal_quantile(FALSE_ALARMS / (2 * max(1, looks)))
    return tuple(_judged(trial, (z, z_moves), classes) for trial in trials)


def check_class(name: str, known: Sequence[str]) -> None:
    """WrongUsageError if an outcome class is not among those known."""
    if name not in known:
        hint = what_there_is(name, known) if known else ": the scenario has no outcome"
        raise WrongUsageError(f"no outcome class {name!r}{hint}")


def _judged(trial: Trial, z: tuple[float, float], classes: Sequence[str]) -> Judged:
    outcome = {}
    for name in classes:
        check_class(name, trial.classes)
        low, high = (trial.outcome == trial.classes.index(name)).astype(np.float64)
        outcome[name] = paired_chance(low, high)
    moved = paired_mean(trial.values[0], trial.values[1])
    about = (trial.mechanism, trial.raised, trial.on, trial.push, trial.levels, trial.unit)
    failed = trial.paths - trial.values.shape[1]
    moves = tuple(one for one in _moves(trial) if abs(one.difference.d) > z[1] * one.difference.se)
    return Judged(*about, moved, verdict_of(moved, trial.push, z[0]), outcome, trial.paths, failed, moves)


def _moves(trial: Trial) -> Iterator[Move]:
    """What it does to every class and question; some of it is chance."""
    for at, name in enumerate(trial.classes):
        low, high = (trial.outcome == at).astype(np.float64)
        yield Move("class", name, True, "", paired_chance(low, high))
    for at, (name, chance, unit) in enumerate(trial.questions):
        low, high = trial.answers[:, :, at]
        yield Move("question", name, chance, unit, (paired_chance if chance else paired_mean)(low, high))


def verdict_of(moved: Difference, push: Literal["up", "down"], z: float) -> Verdict:
    """What a difference says of a direction; one that is not known, or has no error yet, says nothing."""
    upwards = moved.d if push == "up" else -moved.d
    if upwards > z * moved.se:
        return "as stated"
    return "against" if -upwards > z * moved.se else "not seen"

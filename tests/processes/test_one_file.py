"""A process is one file and one test: this is both, with an engine that has never heard of it."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import simengine.processes
from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.processes import processes
from simengine.randomness.streams import step_normals
from tests.helpers.processes.laws import sound, two_sided
from tests.helpers.processes.own_modules import one_more

PROCESS = '''\
"""`geometric`: a price."""

import math
from typing import final

from simengine.language.fields import Expr, NonNegativeExpr, PositiveExpr
from simengine.numerics import exp, log
from simengine.processes._process import Draw, Process


@final
class Geometric(Process):
    """dX = drift·X·dt + volatility·X·dW, exact for inputs frozen over the step (Samuelson 1965)."""

    kind = "geometric"
    draws = (Draw.BROWNIAN,)
    initial: PositiveExpr
    drift: Expr
    volatility: NonNegativeExpr

    step = staticmethod(lambda x, dt, drift, s, z: x + (drift - s * s / 2) * dt + s * math.sqrt(dt) * z)
    observe = staticmethod(exp)
    place = staticmethod(log)
'''
SCENARIO = """\
name: prices
title: A price of somebody's own
clock: {start: 2024, end: 2026, step: month}
parameters:
  usual: {uniform: {low: 0.05, high: 0.1}}
drivers:
  price: {process: geometric, initial: 100, drift: usual, volatility: 0.2*(1 + crisis)}
  crisis: {process: level, initial: 0}
events:
  crash: {at: 2025, effects: {price: {multiply: 0.5}, crisis: {set: 1}}}
measures:
  last: price
outcome:
  up: last > 100
  down: otherwise
"""
STEPS = 24


def test_it_is_short() -> None:
    assert len(PROCESS.splitlines()) <= 25


def test_without_the_file_the_kind_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text(SCENARIO, encoding="utf-8")
    with pytest.raises(ScenarioError, match="geometric"):
        load(tmp_path / "prices.yaml")
    assert "geometric" not in processes()


def test_with_the_file_it_is_loaded_run_and_right(tmp_path: Path, engine) -> None:
    (tmp_path / "prices.yaml").write_text(SCENARIO, encoding="utf-8")
    with one_more(simengine.processes, processes, tmp_path / "own", PROCESS):
        assert "geometric" in processes()
        plan = make_plan(load(tmp_path / "prices.yaml"))
        draws = engine(plan).simulate(range(100), keep=["price", "usual"])
    assert "geometric" not in processes()
    assert set(draws.status.tolist()) == {0}
    found = []
    for path, rows in enumerate(draws.kept.tolist()):
        noise = step_normals(plan.drivers[0].key, path, STEPS, 0)
        prices, drift = [price for price, _ in rows], rows[0][1]
        assert prices == pytest.approx(by_hand(noise.tolist(), drift), rel=1e-11)
        found.append(standardised(prices[:13], drift))
    assert sound([two_sided(float(np.mean(found)) * math.sqrt(len(found)))])
    assert not sound([two_sided((float(np.mean(found)) + 0.5) * math.sqrt(len(found)))])
    assert draws.measures[:, 0].tolist() == draws.kept[:, -1, 0].tolist()


def by_hand(noise: list[float], drift: float) -> list[float]:
    """The effects fall on step 12: the price moved to there is halved, and from there on is twice as volatile."""
    prices = [100.0]
    for k, z in enumerate(noise):
        volatility = 0.2 if k < 12 else 0.4
        growth = (drift - volatility**2 / 2) / 12 + volatility * math.sqrt(1 / 12) * z
        prices.append(prices[-1] * math.exp(growth) * (0.5 if k == 11 else 1.0))
    return prices


def standardised(prices: list[float], drift: float) -> float:
    """log X₁ − log X₀ of the first year, less its mean, in standard deviations; the crash taken back."""
    change = sum(math.log(b / a) for a, b in pairwise(prices)) + math.log(2)
    return (change - (drift - 0.02)) / 0.2

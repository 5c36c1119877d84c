"""Between which ends a number lies: by hand where the text tells, and wherever futures go."""

from __future__ import annotations

import math

import numpy as np
import pytest

import simengine as se
from simengine.plan.planning import make_plan
from simengine.plan.reach import Reach

SHOP = """\
name: shop
clock: {start: 2025-01, end: 2026-01, step: month}
parameters:
  share: {uniform: [0.2, 0.6]}
  shift: {normal: {mean: 0, sd: 1}}
  pace: {lognormal: {median: 10, sigma: 0.5}}
drivers:
  mood: {process: random_walk, initial: shift, drift: 0, volatility: 1}
  sold: {process: poisson_count, rate: pace, history: {2024-12: 3}}
  price: {process: geometric_brownian, initial: 2, growth: 0, volatility: 0.3}
  wet: {process: logit_ornstein_uhlenbeck, initial: 0.5, level: 0.5, speed: 1, volatility: 2}
  taste: {process: random_walk, initial: 0, drift: 0, volatility: 1, bounds: [-1, share]}
  store: {process: stock, initial: 5, inflow: 1, outflow: 2}
events: {strike: {hazard: 0.5, repeats: true}}
measures:
  strikes: count(strike)
  bill: price*sold
  balance: sold - 4*share
  off: "(1 - share)/(1 + share)"
  yearly: rolling_sum(sold, 1)
  usual: rolling_mean(taste, 1)
  gloom: rolling_sum(mood, 1)
  often: share_of_time(mood > 0)
  dry: 1 - wet
  ratio: price/mood
  squared: mood*mood
  choice: "price if mood > 0 else -share"
  least: min(mood, price)
  most: max(mood, price, 1)
  clipped: clip(mood, 0, share)
  far: abs(taste - 2)
  odds: exp(mood)
  stored: store
"""
ENDS = {
    "strikes": (0, math.inf),
    "bill": (0, math.inf),
    "balance": (-2.4, math.inf),
    "off": (0.4 / 1.6, 0.8 / 1.2),
    "yearly": (0, math.inf),
    "usual": (-1, 0.6),
    "gloom": (-math.inf, math.inf),
    "often": (0, 1),
    "dry": (0, 1),
    "ratio": (-math.inf, math.inf),
    "squared": (-math.inf, math.inf),  # each is looked at by itself
    "choice": (-0.6, math.inf),
    "least": (-math.inf, math.inf),
    "most": (1, math.inf),
    "clipped": (0, 0.6),
    "far": (1.4, 3),
    "odds": (0, math.inf),
    "stored": (0, math.inf),
}


def test_ends_by_hand() -> None:
    plan = make_plan(se.load(SHOP))
    reach = Reach(plan)
    measures = {cell.name: reach.of(cell.expr) for cell in plan.measures}
    assert measures.keys() == ENDS.keys()
    for name, ends in ENDS.items():
        assert measures[name] == pytest.approx(ends), name


def test_no_future_lies_outside(tmp_path) -> None:
    run = se.run(se.load(SHOP), paths=400, out=tmp_path)
    reach, table = Reach(run.plan), run.outcome_table()
    for cell in run.plan.measures:
        low, high = reach.of(cell.expr)
        values = np.asarray(table.measures[cell.name])
        values = values[~np.isnan(values)]
        assert low <= values.min() <= values.max() <= high, cell.name

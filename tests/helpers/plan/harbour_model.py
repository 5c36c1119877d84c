"""A scenario with everything in it that a plan can have."""

from __future__ import annotations

from pathlib import Path

from simengine.loading import load
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan

TEXT = """\
name: harbour
title: A harbour
clock: {start: 2025-01, end: 2028-01, step: month}
sources: {S1: {title: A pilot's book}}
groups: {berth: [north, south]}
parameters:
  rate: {triangular: {low: 0.5, mode: 1, high: 2}, unit: 1/year, source: S1, note: a guess}
  pull: {quantiles: {5%: 0.1, 50%: 0.3, 95%: 0.8}}
  fee: {experts: {ann: {uniform: [1, 2]}, bo: {normal: {mean: 2, sd: 0.5}}}, weights: {ann: 0.75, bo: 0.25}}
  silt[berth]: {uniform: [0, 1]}
  gust: {choice: {0: 0.25, 1: 0.75}}
parameter_correlations: {pull ~ rate: 0.5, "silt[berth]": 0.4}
drivers:
  depth: {process: ornstein_uhlenbeck, initial: pull, level: 0.2, speed: rate, volatility: 0.5, bounds: [-9, 9],
    unit: m}
  price: {process: geometric_brownian, initial: 1, growth: -0.1, volatility: 0.2, history: {2024-10: 0.9, 2024-12: 1.1}}
  ships: {process: level, initial: 3}
  swell[berth]: {process: random_walk, initial: "silt[berth]", drift: fee, volatility: 1}
correlations: {depth ~ price: 0.3, "swell[berth]": 0.4}
formulas:
  twice: 2 * pull
  mean_price: {expr: "rolling_mean(price, months(3))", note: smoothed}
  shallow: not depth > 0.1 or gust == 1
  unused: ships ** 0.5
  age: 1 + time
events:
  storm: {hazard: "0.5 if shallow and twice < 1 else rate", repeats: true, branch: {calm: 0.3, wreck: otherwise}}
  wreck: {effects: {ships: {add: -1}}, note: a sad one}
  dredged: {at: 2026-03, effects: {depth: {set: 1}}}
  sale: {when: mean_price > 1.2 or false}
  sunk: {hazard: rate*age, latest: 2027-12}
observe:
  seen: {at: 2025-06, expr: price, between: [0.1, 9]}
measures:
  storms: count(storm)
  lowest: {expr: "-max_so_far(-depth)", unit: m}
outcome:
  empty: ships < 1 and storms > 2
  busy: otherwise
questions:
  sold: {text: Is it sold by 2027?, by: 2026, when: occurred(sale), given: held(price > 0.5) > 0.5}
  price_2026: {text: "The price, EUR", as_of: 2026, value: price, unit: EUR}
simulate: {paths: 10, seed: 11}
"""


def plan_of(folder: Path, *changes: tuple[str, str], overrides: tuple[str, ...] = ()) -> Plan:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "harbour.yaml"
    file.write_text(text, encoding="utf-8")
    return make_plan(load(file, overrides))

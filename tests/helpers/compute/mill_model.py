"""A scenario in which nothing is left to chance but two parameters, so that its story can be written down."""

from pathlib import Path

from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.story.account import story_of_path
from simengine.story.records import Story

TEXT = """
name: mill
title: A mill on a brook
clock: {start: 2025, end: 2031, step: quarter}
parameters:
  enough: {fixed: 3, unit: m3/s}
  thrift: {uniform: [0, 1]}
  wheel: {choice: {1: 0.97, 2: 0.03}}
drivers:
  brook: {process: schedule, shape: linear, table: {2025: 2, 2027: 6, 2029: 1, 2031: 4}, unit: m3/s}
  toll: {process: schedule, table: {2025: 1, 2028: 2}}
  gate: {process: level, initial: 0, note: 1 open}
  pond: {process: stock, initial: 10, inflow: 1, outflow: 0, unit: m3}
  gears: {process: markov_chain, initial: whole, rates: {whole: {broken: 0}, broken: {whole: 0}}}
  carts: {process: poisson_count, rate: 0}
formulas:
  grain: {expr: "2*min(brook, enough)*(1 + 0*(toll + thrift + wheel + carts))", unit: m3}
events:
  founded: {at: 2020, note: by the monks}
  opening: {at: 2025-Q3, effects: {gate: {set: 1}, pond: {multiply: 0.5}}}
  flood: {when: brook >= 5 and gate == 1, note: the brook leaves its bed, repeats: true,
          branch: {wall_holds: 1, wall_breaks: otherwise}}
  wall_holds: {note: as built in 1911, effects: {pond: {add: 2}}}
  repair: {hazard: 0, latest: 2028-Q2, effects: {gears: {set: broken}}}
  market: {hazard: 1000, repeats: true, each: step}
observe:
  brook_2026: {at: 2026, expr: brook, between: [0, 9]}
outcome:
  dry: held(brook < enough) >= 2 or pond < 1
  rich: occurred(flood) and not (grain < 5 or gears == "whole") and mean(pond, grain) > 5
  poor: otherwise
"""


def mill_file(folder: Path) -> Path:
    """The scenario as a file."""
    file = folder / "mill.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def mill_story(folder: Path, path: int = 0, *overrides: str) -> Story:
    """The story of one of its paths."""
    scenario = load(mill_file(folder), overrides)
    return story_of_path(scenario, make_plan(scenario), path)

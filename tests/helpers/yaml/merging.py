"""A base to merge with, and the ways to merge with it."""

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.scenario.shapes import RULES
from simengine.yaml.merge import Merged, merge_files
from simengine.yaml.nodes import plain

BASE = """\
name: baseline
title: The base
parameters:
  medium: {quantiles: {5%: 0.06, 2.5%: 0.01}, lower: 0, unit: 1/year, source: S2, tags: [M1]}
  rate: 2
drivers:
  tension: {process: ornstein_uhlenbeck, initial: 0.6, level: 1, volatility: 0.5}
  bare: {process: level}
formulas:
  need: {expr: a + b, tags: [M1], note: why}
  plain_one: a
events:
  ceasefire: {hazard: 0.2, latest: 2026-12, effects: {front: {set: 0}}}
observe:
  share: {at: start, expr: x, between: [0.25, 0.55]}
measures:
  kept: x
outcome:
  good: kept > 1
  bad: otherwise
correlations: {a ~ b: 0.2}
"""


def merged(folder: Path, text: str, *overrides: str) -> Merged:
    (folder / "top.yaml").write_text(text, encoding="utf-8")
    return merge_files(folder / "top.yaml", RULES, overrides)


def over_base(folder: Path, text: str, *overrides: str) -> dict:
    found = plain(merged(folder, "extends: base.yaml\n" + text, *overrides).tree)
    assert isinstance(found, dict)
    return found


def told(folder: Path, text: str, *overrides: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        merged(folder, text, *overrides)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]

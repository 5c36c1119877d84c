"""Groups as large as a model of the world has them: 50 members, and a matrix of 20 by 20."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simengine.engines.machine.make_machine import make_machine
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan

WORLD = """\
name: world
clock: {{start: 2026-01, end: 2026-04, step: month}}
groups: {{country: [{members}], partner: country}}
parameters:
  drift[country]: {{normal: {{mean: 0, sd: 0.1}}}}
drivers:
  support[country]: {{process: ornstein_uhlenbeck, initial: 0.5, level: "drift[country]", speed: 1, volatility: 0.1}}
correlations: {{"support[country]": 0.4}}
formulas:
  mean_support: mean_over(country, support[country])
  others[country]: sum_over(partner, support[partner] if partner != country else 0)
events:
  war[country]: {{hazard: "1 - tanh(others[country])", effects: {{"support[country]": {{add: -0.1}}}}}}
measures:
  wars: count_over(country, occurred(war[country])) + mean_support
outcome: {{peace: "not any_over(country, occurred(war[country]))", war: otherwise}}
"""
MATRIX = """\
name: matrix
clock: {{start: 2026-01, end: 2026-04, step: month}}
groups: {{country: [{members}], partner: country}}
drivers:
  flow[country, partner]: {{process: geometric_brownian, initial: 1, growth: 0.01, volatility: 0.1}}
correlations: {{"flow[country, partner]": 0.2}}
formulas:
  sold[country]: sum_over(partner, flow[country, partner])
  all: sum_over(country, partner, flow[country, partner])
  share[country, partner]: flow[country, partner]/all
measures:
  largest: max_over(country, partner, share[country, partner]) + min_over(country, sold[country])
outcome: {{all_of_it: otherwise}}
"""


def plan_of(text: str, members: int, tmp_path: Path) -> Plan:
    file = tmp_path / "large.yaml"
    file.write_text(text.format(members=", ".join(f"m{i}" for i in range(members))), encoding="utf-8")
    return make_plan(load(file))


@pytest.mark.parametrize(("text", "members", "drivers"), [(WORLD, 50, 50), (MATRIX, 20, 400)])
def test_it_is_read_and_both_engines_give_the_same_bits(text: str, members: int, drivers: int, tmp_path: Path) -> None:
    plan = plan_of(text, members, tmp_path)
    assert len(plan.drivers) == drivers
    names = [driver.name for driver in plan.drivers]
    one = ReferenceEngine(plan).simulate([3], names)
    other = make_machine(plan).simulate([3], names)
    assert (one.kept.view(np.int64) == other.kept.view(np.int64)).all()
    assert (one.measures.view(np.int64) == other.measures.view(np.int64)).all()


def test_a_sum_of_all_is_added_from_left_to_right(tmp_path: Path) -> None:
    plan = plan_of(MATRIX, 20, tmp_path)
    kept = ReferenceEngine(plan).simulate([0], [*(driver.name for driver in plan.drivers), "all"]).kept[0, 2]
    total = kept[0]
    for value in kept[1:-1]:
        total += value
    assert total == kept[-1]


def test_what_is_too_large_is_refused_soon(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="stands for 3,600 elements, and 3,000 are the most"):
        plan_of(MATRIX, 60, tmp_path)
    twice = WORLD.replace("mean_over(country, support[country])", "sum_over(country, partner, support[country])")
    with pytest.raises(ScenarioError, match="more than 20,000 terms"):
        plan_of(twice, 160, tmp_path)
    nested = WORLD.replace('{{"support[country]": {{add: -0.1}}}}', '{{"support[partner]": {{add: -0.1}}}}')
    with pytest.raises(ScenarioError, match="templates stand for more than 20,000 elements and their parts"):
        plan_of(nested, 160, tmp_path)

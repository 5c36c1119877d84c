"""Changes between two settled texts: what counts as one, and that all of them together make the second."""

import pytest

from simengine.loading import from_tree, load
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.scenario.changes import changed, changes_between
from tests.helpers.house.tree import ROOT

TOWN = """\
clock: {start: 2025, end: 2030, step: quarter}
parameters: {rate: {uniform: [0, 1], unit: 1/year, note: thought}, size: 2}
drivers: {crowd: {process: ornstein_uhlenbeck, initial: 1, level: size, speed: 1, volatility: 0.1}}
events:
  fair: {hazard: rate, effects: {crowd: {add: 1}}}
outcome: {full: crowd > 2, empty: otherwise}
report: {answer: full}
"""
CASES = {
    "note: thought": ("note: known", {}),
    "[0, 1]": ("[0, 2]", {"parameters.rate": ("{uniform: [0, 1]}", "{uniform: [0, 2]}")}),
    "size: 2}": ("size: {fixed: 2}}", {}),
    "level: size": ("level: 3", {"drivers.crowd.level": ("size", "3")}),
    "{add: 1}": ("{multiply: 2}", {"events.fair.effects.crowd": ("{add: 1}", "{multiply: 2}")}),
    "hazard: rate": ("at: 2026", {"events.fair": ("{hazard: rate}", "{at: 2026}")}),
    "full: crowd > 2": ("full: {when: crowd > 3, title: Full}", {"outcome.full": ("crowd > 2", "crowd > 3")}),
    "full: crowd > 2,": ("none: crowd < 0, full: crowd > 2,", {"outcome": None}),
    "answer: full": ("answer: empty", {}),
    "initial: 1, level: size": ("level: size, initial: 1", {}),
}


@pytest.mark.parametrize("old", CASES)
def test_what_counts_as_a_change(old) -> None:
    new, expected = CASES[old]
    trees = [load(text).scenario.merged for text in (TOWN, TOWN.replace(old, new))]
    found = {change.name: change.texts for change in changes_between(*trees)}
    assert found.keys() == expected.keys()
    assert all(texts is None or found[name] == texts for name, texts in expected.items())


def test_what_is_added_and_removed() -> None:
    more = TOWN.replace("events:", "events:\n  fire: {hazard: 0.1}")
    trees = [load(text).scenario.merged for text in (TOWN, more)]
    (added,), (removed,) = changes_between(*trees), changes_between(*reversed(trees))
    assert (added.name, added.kind, added.texts) == ("events.fire", "added", ("", "{hazard: 0.1}"))
    assert (removed.name, removed.kind) == ("events.fire", "removed")


@pytest.mark.parametrize("variant", ["dprk_depletion", "us_deal_seoul_reset", "war_to_2030"])
def test_all_changes_together_make_the_second(variant) -> None:
    folder = ROOT / "scenarios" / "russia_dprk_2024"
    base, other = (load(folder / f"{name}.yaml") for name in ("baseline", variant))
    trees = base.scenario.merged, other.scenario.merged
    changes = changes_between(*trees)
    made = from_tree(base, changed(*trees, changes)).model
    assert changes
    assert identity_of(make_plan(made, 1)) == identity_of(make_plan(other, 1))
    unmade = from_tree(other, changed(*reversed(trees), changes_between(*reversed(trees)))).model
    assert identity_of(make_plan(unmade, 1)) == identity_of(make_plan(base, 1))

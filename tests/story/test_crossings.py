"""A line that is drawn only where a step is read at its middle is told by the names it has."""

from pathlib import Path

from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.story.crossings import crossings
from simengine.story.track import follow

TEXT = """\
name: tanks
title: Two tanks
clock: {start: 2024, end: 2028, step: month}
drivers:
  upper: {process: stock, initial: 9, inflow: 0, outflow: "min(upper, lower)"}
  lower: {process: stock, initial: 1, inflow: realised_outflow(upper), outflow: 0}
outcome: {any: otherwise}
"""


def test_a_stock_in_a_flow_is_named_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "tanks.yaml"
    file.write_text(TEXT, encoding="utf-8")
    model = load(file)
    (found,) = crossings(follow(model.scenario, make_plan(model), 0))
    assert (found.name, found.other, found.above) == ("upper", "lower", False)

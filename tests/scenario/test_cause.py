"""What a variant or KEY=VALUE made wrong is told at its own line, with the line of the base that it made wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load_with_warnings

BASE = """\
clock: {start: 2024-01, end: 2030-01, step: month}
sources: {S1: {title: T}}
mechanisms: {M1: {claim: c, acts: {raise: pace, on: x, push: up}}}
parameters:
  pace: {quantiles: {5%: 1, 50%: 2, 95%: 3}, unit: 1/year, source: S1, tags: M1}
  other: {like: pace}
drivers:
  x: {process: ornstein_uhlenbeck, initial: 0, level: 1, speed: pace, volatility: other, unit: Mt}
  y: {process: level, initial: 0, unit: Mt}
  war: {process: markov_chain, initial: full, rates: {full: {low: 1}, low: {full: 1}}}
correlations: {}
functions: {twice(a): 2*a}
formulas:
  both: {expr: x + y, unit: Mt}
  lull: war == 'low' and twice(y) > 0
events:
  hit: {hazard: 0.2, effects: {y: {add: 1}, war: {set: low}}}
measures:
  many: count(hit) + lag(both, months(3)) + lull
outcome: {a: many > 1, b: otherwise}
questions:
  q: {text: T, by: 2029, when: occurred(hit)}
"""


def told(folder: Path, variant: str, *overrides: str) -> list[str]:
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    (folder / "variant.yaml").write_text(f"extends: base.yaml\n{variant}\n", encoding="utf-8")
    try:
        found = load_with_warnings(folder / "variant.yaml", overrides).warnings
    except ScenarioError as error:
        found = error.problems
    return [str(problem).replace(f"{folder}/", "") for problem in found]


CASES = [
    ("drivers: {y: null}", "2:11: drivers.y: deleted here, so that formulas.both.expr (base.yaml:14:20) does not hold: unknown name 'y'"),
    ("drivers: {y: null}", "2:11: drivers.y: deleted here, so that events.hit.effects.y (base.yaml:17:35) does not hold: no driver 'y'"),
    ("set: {drivers.y: null}", "2:7: drivers.y: deleted here, so that formulas.both.expr (base.yaml:14:20)"),
    ("drivers: {x: {speed: null}}", "2:15: drivers.x.speed: is missing"),
    ("drivers: {y: {unit: EUR}}", "2:21: drivers.y.unit: as it is here, so that formulas.both.expr (base.yaml:14:20) does not hold: x + y: Mt and EUR"),
    ("drivers: {war: {process: level, initial: 0}}", "2:26: drivers.war.process: as it is here, so that formulas.lull.expr (base.yaml:15:16) does not hold: war is a number"),
    ("drivers: {war: {rates: {low: null, full: {low: null, calm: 1}}}}", "2:25: drivers.war.rates.low: deleted here, so that formulas.lull.expr (base.yaml:15:16)"),
    ("drivers: {pace: {process: level, initial: 1}}\nparameters: {other: 1}", "2:11: drivers.pace: 'pace' stands in parameters already"),
    ("clock: {end: 2028-01}", "2:14: clock.end: as it is here, so that questions.q.by (base.yaml:22:20) does not hold: the end of 2029 lies outside"),
    ("clock: {start: 2024, end: 2030, step: year}", "2:39: clock.step: as it is here, so that measures.many.expr (base.yaml:19:22)"),
    ("sources: {S1: null}", "2:11: sources.S1: deleted here, so that parameters.pace.source (base.yaml:5:68) does not hold: no source 'S1'"),
    ("mechanisms: {M1: null}", "2:14: mechanisms.M1: deleted here, so that parameters.pace.tags (base.yaml:5:78) does not hold: no mechanism 'M1'"),
    ("parameters: {pace: null}", "2:14: parameters.pace: deleted here, so that parameters.other.like (base.yaml:6:17)"),
    ("parameters: {pace: null}", "2:14: parameters.pace: deleted here, so that mechanisms.M1.acts.raise (base.yaml:3:43)"),
    ("parameters: {pace: {upper: 1}}", "2:28: parameters.pace.upper: as it is here, so that parameters.pace.quantiles (base.yaml:5:21) does not hold"),
    ("functions: {twice(a): null}", "2:13: functions.twice(a): deleted here, so that formulas.lull.expr (base.yaml:15:26) does not hold: unknown function"),
    ("events: {hit: null}", "2:10: events.hit: deleted here, so that questions.q.when (base.yaml:22:41) does not hold: occurred needs an event"),
    ("events: {war2: {at: 2026, branch: {hit: 1}}}", "2:41: events.war2.branch.hit: as it is here, so that events.hit.hazard (base.yaml:17:17)"),
    ("formulas: {both: lull2, lull2: both}", "2:12: formulas.both: a circle"),
    ("formulas: {z: both}\nset: {formulas.both: z}", "2:15: formulas.z.expr: as it is here, so that formulas.both (base.yaml:14:3) does not hold: a circle"),
    ("formulas: {fine: gone}", "2:18: formulas.fine.expr: unknown name 'gone'"),
    ("correlations: {y ~ x: 0.5}", "2:23: correlations.y ~ x: y has no Brownian noise"),
]  # fmt: skip


@pytest.mark.parametrize(("variant", "message"), CASES, ids=[case[0][:40] for case in CASES])
def test_the_line_that_made_it_wrong(tmp_path: Path, variant: str, message: str) -> None:
    found = told(tmp_path, variant)
    assert any(message in line for line in found), found
    assert all(line.startswith("variant.yaml:") for line in found), found


def test_a_command_line_comes_last(tmp_path: Path) -> None:
    (found,) = told(tmp_path, "clock: {end: 2031-01}", "clock.end=2027-01")
    assert found.startswith(
        "command line: clock.end=2027-01: clock.end: as it is here, so that questions.q.by (base.yaml"
    )
    assert told(tmp_path, "", "formulas.both=null")[0].startswith(
        "command line: formulas.both=null: formulas.both: deleted"
    )


def test_a_mistake_of_the_base_stays_there(tmp_path: Path) -> None:
    """Also where the variant changed what it is about, as long as it is what it was."""
    (tmp_path / "base.yaml").write_text(BASE.replace("x + y", "x + nothing*y"), encoding="utf-8")
    (tmp_path / "variant.yaml").write_text("extends: base.yaml\ndrivers: {y: {initial: 3}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"base\.yaml:14:20: formulas\.both\.expr: unknown name 'nothing'"):
        load_with_warnings(tmp_path / "variant.yaml")

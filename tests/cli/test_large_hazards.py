"""What a run says of hazards that are large for a step."""

from pathlib import Path

from simengine.runs.store import open_run

LARGE = """
name: outbreak
title: Each case brings more
clock: {start: 2024, end: 2026, step: month}
drivers: {still: {process: level, initial: 0}}
events:
  case: {hazard: 1.5*(1 + count(case)), repeats: true, each: step}
  storm: {hazard: 30, repeats: true}
  ageing: {hazard: 30*time}
outcome: {some: occurred(case), none: otherwise}
"""


def test_a_hazard_that_is_large_for_a_step_is_told(simengine, here: Path) -> None:
    (here / "outbreak.yaml").write_text(LARGE, encoding="utf-8")
    told = simengine("run", "outbreak.yaml", "--paths", "20").err
    assert (
        "outbreak: note: hazards that may change within a month come to more than 0.1 in it (case 100 % of all" in told
    )
    assert "storm" not in told
    assert "ageing" not in told
    assert open_run(here / "results" / "outbreak").manifest.large_hazards == {"case": 20 * 24}

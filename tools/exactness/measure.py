"""What the cases come to on each clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from simengine.compute.engine_kinds import make_engine
from simengine.language.clock import STEPS_PER_YEAR
from simengine.loading import load
from simengine.plan.planning import make_plan
from tools.exactness.cases import Case

CLOCKS = ("year", "quarter", "month", "day")


def errors(case: Case, clocks: Sequence[str] = CLOCKS) -> dict[str, float]:
    """The relative error of a case on each clock; a number that is none where the path fails."""
    return {step: result(case, step) / case.exact() - 1.0 for step in clocks}


def result(case: Case, step: str) -> float:
    """The last value of what is read; four years, or eight, are whole years of 365.25 days too."""
    clock = f"{{start: 2021, end: {2021 + case.years}, step: {step}}}"
    text = f"name: {case.name}\ntitle: {case.name}\nclock: {clock}\n{case.model}"
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{case.name}.yaml"
        file.write_text(text + "outcome: {any: otherwise}\n", encoding="utf-8")
        plan = make_plan(load(file))
    kept = make_engine("reference", plan).simulate([0], [case.read]).kept
    return float(kept[0, -1, 0])


def order(found: dict[str, float], coarse: str, fine: str) -> float:
    """By which power of the step the error falls."""
    ratio = abs(found[coarse]) / abs(found[fine])
    return math.log(ratio) / math.log(STEPS_PER_YEAR[fine] / STEPS_PER_YEAR[coarse])

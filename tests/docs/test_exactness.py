"""The figures of docs/exactness.md are what comes out."""

import math

import numpy as np
import pytest

from simengine.loading import load
from simengine.plan.planning import make_plan
from tests.helpers.goldens import Goldens
from tools.exactness.page import PAGE
from tools.exactness.tables import TABLES, rendered

TEXT = PAGE.read_text(encoding="utf-8")
CASCADE = """\
name: cascade
title: Each case brings more
clock: {start: 2024, end: 2029, step: month}
drivers: {still: {process: level, initial: 0}}
events: {case: {hazard: "2.4*(1 + count(case))", repeats: true}}
outcome: {any: otherwise}
measures: {size: 1 + count(case)}
"""


def test_the_page_shows_what_is_measured(golden: Goldens) -> None:
    golden(PAGE, rendered(TEXT))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_shown(name: str) -> None:
    assert f"<!-- figures: {name} -->" in TEXT


def test_a_cascade_is_off_by_what_the_page_says(tmp_path, engine) -> None:
    """hazard·dt is 0.2 at first; e-fold growth takes five steps, ten here."""
    file = tmp_path / "cascade.yaml"
    file.write_text(CASCADE.replace("end: 2029", "end: 2024-11"))
    sizes = engine(make_plan(load(file), seed=3)).simulate(range(4000)).measures[:, 0]
    error, spread = np.mean(sizes), np.std(sizes) / math.sqrt(len(sizes))
    assert abs(error - 1.2**10) < 4 * spread
    assert abs(error - math.exp(2)) > 4 * spread  # the control

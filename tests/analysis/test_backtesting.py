"""Figures with an error in a back-test: what is forecast, scored by the closed form, and drawn."""

import math
from pathlib import Path

import numpy as np
import pytest

from simengine.analysis.backtesting import AtOrigin, backtested
from simengine.analysis.origins import Origin
from simengine.language.clock import Instant, make_clock
from simengine.language.expression import Number
from simengine.loading import load
from simengine.plan.observed import Observed
from simengine.plan.readings import LikelihoodPlan
from simengine.results.backtested import BackTest
from simengine.results.result import extended
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.sampling import Sampling

TEXT = """
name: river
clock: {start: 2024-01, end: 2026-01, step: month}
drivers:
  trips: {process: random_walk, initial: 10, drift: 0, volatility: 1}
  fares: {process: random_walk, initial: 2, drift: 0, volatility: 1}
observe:
  fare: {at: 2024-06, expr: fares, between: [0, 99]}
"""
CLOCK = make_clock("2024-01", "2026-01", "month")
MONTHS = [f"2024-{month:02d}" for month in range(3, 13)]
N = 4000


def figure(name, month, value, unit="thousand"):
    step = month - 1 + 1
    known = Instant(2024 + month // 12, month % 12 + 1, 1)
    return Observed(
        name,
        LikelihoodPlan(name, step, Number(0.0), value, "normal", Number(1.0), known.isoformat(), unit=unit),
        known,
    )


def at_origin(month, seen, random):
    """Futures of the figures: N(10, 1) two months ahead, wider later; and a table of eight islands."""
    nothing = np.zeros(N, np.bool_)
    table = OutcomeTable(
        scenario="river", title="", seed=1, sampling=Sampling.of_islands([500 * (at + 1) for at in range(8)]),
        classes=(), path=np.arange(N), ok=~nothing, failed=nothing, excluded=nothing,
        outcome=np.full(N, -1, np.int16), measures={}, measure_units={}, questions={}, question_texts={},
        question_kinds={},
    )  # fmt: skip
    measured = {
        one.name: 10 + math.sqrt(max(0.2, (one.plan.step - month) / 4)) * random.standard_normal(N) for one in seen
    }
    end = Instant(2024, month + 1, 1)
    return AtOrigin(Origin(f"2024-{month:02d}", end), table, measured)


@pytest.fixture(scope="module")
def found():
    random = np.random.Generator(np.random.Philox(4))
    rows = [figure(f"monthly[{text}]", month, 10 + 0.3 * (month - 6)) for month, text in enumerate(MONTHS, 3)]
    seen = (*rows, figure("fare", 9, 11.0, "euro"))
    model = load(TEXT)
    origins = [at_origin(month, seen, random) for month in (3, 7)]
    return extended(BackTest, backtested(model, CLOCK, seen, origins, {}))


def test_what_is_known_is_not_forecast(found):
    names = {
        origin: [one.question for one in found.score.scored if one.sheet == origin] for origin in dict(found.known)
    }
    assert names["2024-03"] == [*(f"monthly[{month}]" for month in MONTHS[1:]), "fare"]
    assert names["2024-07"] == [*(f"monthly[{month}]" for month in MONTHS[5:]), "fare"]
    assert found.score.left == (), "what was known at every origin is not missed"


def test_rows_of_a_file_are_one_series_and_one_vote(found):
    assert {one.name: one.n for one in found.series} == {"monthly": 14, "fares": 2}
    assert len({one.cluster for one in found.score.scored}) == 2


def normal_crps(mean, sd, y):
    """T. Gneiting and A. E. Raftery (2007), JASA 102, eq. 5 of §4.2."""
    z = (y - mean) / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    return sd * (z * math.erf(z / math.sqrt(2)) + 2 * density - 1 / math.sqrt(math.pi))


def test_scores_are_those_of_the_closed_form(found):
    for one in found.score.scored:
        month = int(one.due[-2:])
        sd = math.sqrt(max(0.2, (month - int(one.sheet[-2:])) / 4))
        assert one.crps == pytest.approx(normal_crps(10, sd, one.answer), abs=0.06)
        assert one.pit == pytest.approx(0.5 * math.erfc((10 - one.answer) / sd / math.sqrt(2)), abs=0.04)
        assert one.expected == pytest.approx(sd / math.sqrt(math.pi), abs=0.04)


def test_bands_are_drawn_over_what_was_measured(found, tmp_path: Path):
    assert [file.name for file in found.write(tmp_path)] == ["backtest.csv", "backtest.png", "backtest.svg"]
    axes = found.plot(series="monthly", origin="2024-07")
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in dots] == [5, 5]
    assert dots[0].get_markerfacecolor() == "white"
    assert len(axes.collections) == 2
    alone = found.plot(series="fares", origin="2024-07")
    assert [len(line.get_xdata()) for line in alone.lines if line.get_marker() == "_"] == [1]

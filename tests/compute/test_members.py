"""Futures drawn on from the last observation: what came before stays, what comes after has its law given that."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import truncnorm

import simengine as se
from simengine.analysis.probability import Proportion
from simengine.analysis.summary import summarise
from simengine.compute import members
from simengine.compute.engine_kinds import make_engine
from simengine.compute.members import Redraws, redraw
from simengine.errors import SimengineError
from simengine.runs.sampling import Sampling

STRIKES, BETWEEN = 0.4, (-0.5, 1.0)
SEEN = f"""
observe:
  level: {{at: 2026-AT, expr: x, between: [{BETWEEN[0]}, {BETWEEN[1]}]}}
  quiet: {{at: 2026-AT, expr: occurred(strike), between: [-0.1, 0.1]}}
"""
TEXT = f"""
name: seen
clock: {{start: 2026-01, end: 2029-01, step: month}}
parameters: {{q: {{uniform: [0, 1]}}}}
drivers: {{x: {{process: random_walk, initial: 0, drift: 0, volatility: 1}}}}
events:
  strike: {{hazard: {STRIKES}}}
  toss: {{at: 2028-01, branch: {{heads: q, tails: otherwise}}}}
  scandal: {{hazard: 2, repeats: true, each: step}}
outcome: {{up: occurred(heads), down: otherwise}}
measures: {{last: x, late: count(scandal)}}
questions: {{struck: {{text: Struck by the end, by: 2028, when: occurred(strike)}}}}
"""


def drawn(out: Path, observed: str = "", paths: int = 6000) -> se.Run:
    return se.run(se.load(TEXT + SEEN.replace("AT", observed) if observed else TEXT), paths=paths, jobs=1, out=out)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> se.Run:
    """Observed at the end of a dozen of steps, where dice of noise end."""
    return drawn(tmp_path_factory.mktemp("seen"), "12")


@pytest.fixture(scope="module")
def redraws(run: se.Run) -> Redraws:
    return redraw(run, 1500, 8)


def test_what_came_before_stays_as_it_was(run: se.Run) -> None:
    """On both engines, in every value and every event."""
    few, table = redraw(run, 20, 5), run.outcome_table()
    rows = np.flatnonzero(table.ok)
    chosen = table.path[rows[np.arange(20) * len(rows) // 20]]
    task = members._Task(run.plan, make_engine("machine", run.plan), few.step, 5, None)
    numbers = members._FIRST + np.repeat(chosen, 5) * 5 + np.tile(np.arange(5), 20)
    for engine in ("machine", "reference"):
        made = make_engine(engine, run.plan)
        rolled = task.dice(np.repeat(chosen, 5))
        again = made.simulate(numbers.tolist(), ["x", "q"], rolled=rolled, fresh=few.step)
        once = made.simulate(chosen.tolist(), ["x", "q"])
        assert (again.kept[:, : few.step + 1] == np.repeat(once.kept[:, : few.step + 1], 5, axis=0)).all()
        assert len(np.unique(again.kept[:, -1, 0])) == 100
        np.testing.assert_array_equal(few.table.measures["last"], again.measures[:, 0])
        for event in range(len(run.plan.events)):
            for row in range(len(again.path)):
                old, new = (_steps(found, event, at, few.step) for found, at in ((once, row // 5), (again, row)))
                assert old == new


def _steps(results, event, row, last):
    found = results.events[event]
    return [step for step in found.steps[found.offsets[row] : found.offsets[row + 1]].tolist() if step <= last]


def test_known_answers(redraws: Redraws) -> None:
    """The level is known within bounds and has two years to go; a clock has no memory; the branch's chance is q."""
    assert (redraws.step, redraws.members, redraws.table.sampling) == (12, 1500, Sampling("members", 8))
    known = float(truncnorm(*BETWEEN).var())
    for about, truth in {("measure", "last"): known / (known + 2.0), ("class", "up"): 1 / 3}.items():
        found = summarise(redraws.table).ignorance[about]
        assert found.share == pytest.approx(truth, abs=3.5 * found.se)
    struck = summarise(redraws.table).ignorance["question", "struck"]
    assert struck.low == 0.0 < struck.high < 0.02


def test_what_is_drawn_on_has_the_law_it_has_given_the_past(redraws: Redraws) -> None:
    found = summarise(redraws.table).questions["struck"]
    assert isinstance(found, Proportion)
    assert found.p == pytest.approx(1.0 - math.exp(-2.0 * STRIKES), abs=4.0 * found.se)


def test_clocks_that_stay_make_chance_look_like_ignorance(run: se.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    made = members.make_engine

    def never_fresh(*args):
        engine = made(*args)

        def simulate(paths, rolled, fresh=None, until=None):
            return engine.simulate(paths, rolled=rolled, until=until)

        return SimpleNamespace(simulate=simulate)

    monkeypatch.setattr(members, "make_engine", never_fresh)
    found = summarise(redraw(run, 300, 8).table).ignorance["question", "struck"]
    assert found.low > 0.9


def test_what_is_held_is_told(redraws: Redraws, run: se.Run, tmp_path: Path) -> None:
    """Only delays that were drawn before and are not over; noise within a dozen of steps, and clocks, are parted."""
    assert redraws.held == ()
    halfway = redraw(drawn(tmp_path, "06", 600), 20, 4)
    assert (halfway.step, halfway.held) == (6, ())
    late = TEXT.replace("  scandal:", "  sequel: {after: strike, delay: {uniform: [0.1, 3]}}\n  scandal:")
    waiting = se.run(
        se.load(late + SEEN.split("quiet", maxsplit=1)[0].replace("AT", "12")), paths=600, jobs=1, out=tmp_path / "w"
    )
    assert redraw(waiting, 100, 4).held == ("events.sequel",)


def test_without_observations_the_parameters_alone_stay(tmp_path: Path) -> None:
    found = redraw(drawn(tmp_path), 1000, 8)
    assert (found.step, found.held) == (0, ())
    ignorance = summarise(found.table).ignorance
    assert ignorance["class", "up"].share == pytest.approx(1 / 3, abs=3.5 * ignorance["class", "up"].se)
    for nothing in (ignorance["measure", "last"], ignorance["question", "struck"]):
        assert nothing.share == pytest.approx(0, abs=3.5 * nothing.se)
        assert nothing.high < 0.04


def test_what_cannot_be_drawn_on_is_refused(run: se.Run, tmp_path: Path) -> None:
    nested = se.run(se.load(TEXT), paths=20, nested=5, out=tmp_path, engine="reference")
    with pytest.raises(SimengineError, match=r"hang together \(nested\), .* no error is known.*nested=1"):
        redraw(nested)
    never = se.run(se.load(TEXT + SEEN.replace("AT", "12").replace("1.0]", "-0.4999]")), paths=9, out=tmp_path / "n")
    with pytest.raises(SimengineError, match="of 9 paths of seen 0 are ok"):
        redraw(never)
    for numbers in ((1, 5), (5, 1)):
        with pytest.raises(SimengineError, match="must be at least 2"):
            redraw(run, *numbers)

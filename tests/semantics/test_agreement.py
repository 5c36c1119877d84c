"""The naive interpreter and the reference engine give the same bits."""

from pathlib import Path

import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.functions import memory_functions
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.processes import processes
from simengine.scenario.shapes import RULES
from simengine.status import Status
from simengine.yaml.merge import merge_files
from simengine.yaml.nodes import plain
from tests.helpers.scenario.shipped import name_of, shipped_for
from tests.helpers.semantics import agreement, naive, naive_arithmetic, naive_memory, naive_values
from tests.helpers.semantics.agreement import differences
from tests.helpers.semantics.by_hand import written_out
from tests.helpers.semantics.naive_events import event_order
from tests.helpers.semantics.random_model import write_file
from tests.helpers.switches import asked

HERE = Path(__file__).parent
OURS = sorted(HERE.glob("*.yaml"))
CLOCKS = {
    "year": ("2024", "2027"),
    "quarter": ("2023-Q4", "2027-Q1"),
    "month": ("2023-12", "2026-02"),
    "week": ("2023-12-20", "2025-11-19"),  # 100 weeks
    "day": ("2023-12-29", "2025-01-29"),
}


DAYS = 400 if asked("SIMENGINE_EXAMPLES") else 100
"""So many of the clock of days are interpreted, which takes four times as long for twice as many."""
PATHS = (0, 1, 2_000_000_011) if asked("SIMENGINE_EXAMPLES") else (0, 2_000_000_011)
SOUGHT = 200
"""Among so many paths one is found that meets all that is known sharply."""


@pytest.mark.parametrize("file", shipped_for("SIMENGINE_EXAMPLES"), ids=name_of)
def test_on_every_shipped_scenario(file, tmp_path):
    model = load(file)
    found, futures = differences(model, paths_of(model), by_hand=by_hand_of(file, tmp_path))
    assert found == []
    assert any(future.status is Status.OK for future in futures)


def paths_of(model):
    """Three; or, where paths may be left out for what is known, the first after two that is not."""
    if not model.scenario.observe:
        return PATHS
    status = make_engine("machine", make_plan(model)).simulate(range(2, SOUGHT)).status
    return (2 + int((status == Status.OK).argmax()),)


def by_hand_of(file, folder):
    """The scenario of a file as one would write it without groups; for most the same."""
    made = plain(merge_files(file, RULES).tree)
    return load(write_file(written_out(made), folder)) if "groups" in made else None


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_on_every_part_of_the_language(file, tmp_path):
    assert differences(load(file), range(8), by_hand=by_hand_of(file, tmp_path))[0] == []


@pytest.mark.parametrize("step", CLOCKS)
def test_on_every_clock(step):
    start, end = CLOCKS[step]
    changes = [f"clock.start={start}", f"clock.end={end}", f"clock.step={step}"]
    if step == "year":  # where these would begin to hold at the start
        changes += ["drivers.x.history.2023-02=null", "drivers.x.history.2023-05-30=null"]
    scenario = load(HERE / "dates.yaml", changes)
    found, futures = differences(scenario, [5] if step == "day" else [0, 5], until=DAYS if step == "day" else None)
    assert found == []
    assert all(future.status is Status.OK for future in futures)


@pytest.mark.parametrize("name", ["processes", "events"])
def test_with_shared_parameters_and_another_seed(name):
    found, futures = differences(load(HERE / f"{name}.yaml"), range(6), seed=2**127 + 5, nested=3)
    assert found == []
    shared = [future.values["policy" if name == "processes" else "a"][0] for future in futures]
    assert len(set(shared[:3])) == len(set(shared[3:])) == 1


ODD = """
from typing import final
from simengine.language.fields import Expr
from simengine.processes._process import Draw, Process


@final
class Odd(Process):
    kind = "odd"
    draws = (Draw.UNIFORM, Draw.NORMAL, Draw.BROWNIAN, Draw.UNIFORM)
    initial: Expr
    step = staticmethod(lambda x, dt, u, z, w, v: u + 10*z + 100*w + 1000*v)
"""
WITH_ODD = """
name: odd
title: A process whose draws come in an order of their own
clock: {start: 2025, end: 2027, step: quarter}
drivers:
  mine: {process: odd, initial: 0}
  walk: {process: random_walk, initial: 0, drift: 0, volatility: 1}
correlations: {mine ~ walk: 0.8}
outcome: {any: otherwise}
"""


def test_draws_come_in_the_order_a_process_declares(tmp_path):
    (tmp_path / "odd.py").write_text(ODD, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(WITH_ODD, encoding="utf-8")
    scenario = load(tmp_path / "odd.yaml", plugins=[tmp_path / "odd.py"])
    assert differences(scenario, range(4))[0] == []


def test_every_part_of_the_language_is_here():
    """Every process and every function with memory stands in one of these scenarios."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in OURS)
    assert [kind for kind in processes() if f"process: {kind}," not in text] == []
    assert [name for name in memory_functions() if f"{name}(" not in text] == []


def test_the_scenarios_reach_every_kind_of_occurrence():
    futures = differences(load(HERE / "events.yaml"), range(30))[1]
    happened = {name for future in futures for name, _ in future.log}
    # `none` stands below chances that sum to more than 1
    assert set(event_order(load(HERE / "events.yaml").scenario)) - happened == {"never", "none"}
    futures = differences(load(HERE / "values.yaml"), range(20))[1]
    assert {future.status for future in futures} == {Status.OK, Status.EXCLUDED}
    assert {future.outcome for future in futures} == {"big", "rest", None}


# Negative controls: an interpreter that reads the page wrongly is found out


class Sees(naive_values.Record):
    """A look that sees what was noted at its own step."""

    def occurrences(self, event, k, phase):
        return super().occurrences(event, k, naive_memory.NOTE)


class Blind(naive_values.Record):
    """Histories are forgotten."""

    def before(self, x, j):
        return None


class Strict(naive_values.Record):
    """`value_at` counts from the first occurrence."""

    def of_value_at(self, k, phase, x, e, w=None):
        first = super().of_first_time(k, phase, e)
        return super().of_lag(k, phase, x, w) if first == k / self.grid.n else naive_arithmetic.NAN


class Late(naive.Path):
    """Effects are evaluated in the order of the drivers' moves, that of the log."""

    def move(self, k):
        self.events = list(dict.fromkeys([*self.fired, *self.events]))
        super().move(k)


class Loose(naive.Path):
    """An effect on a driver is not brought inside its bounds."""

    def inside(self, driver, value):
        return True


class Edgeless(naive.Path):
    """A repeating condition occurs whenever it holds."""

    def rises(self, event, k):
        return True


class Unsummed(naive.Path):
    """Hazards do not pile up."""

    def hazard(self, name, event, k):
        self.sums[name] = 0.0
        super().hazard(name, event, k)


class Anew(naive.Path):
    """What a sum of hazards is beyond its limit is forgotten."""

    def happen(self, name, k, logged):
        super().happen(name, k, logged)
        self.sums[name] = 0.0


class Ordered(naive_values.Record):
    """A window is added from its oldest step to its newest."""

    def of_rolling_sum(self, k, phase, x, w):
        return naive_arithmetic.total(self.run(x, k - self.steps(w) + 1, k, phase))


WRONG = [(Anew, "events"), (Ordered, "memory")]
WRONG += [(Sees, "memory"), (Blind, "memory"), (Strict, "memory"), (Late, "events"), (Edgeless, "events")]
WRONG += [(Unsummed, "events"), (Loose, "processes")]


@pytest.mark.parametrize(("wrong", "file"), WRONG, ids=lambda given: getattr(given, "__name__", given))
def test_a_wrong_reading_is_found_out(monkeypatch, wrong, file):
    monkeypatch.setattr(naive, "Path" if issubclass(wrong, naive.Path) else "Record", wrong)
    assert differences(load(HERE / f"{file}.yaml"), range(4))[0] != []


def test_a_single_bit_is_seen():
    assert agreement.both(0.1 + 0.2, 0.3) != ("", "")
    assert agreement.both(float("nan"), -float("nan")) == ("", "")

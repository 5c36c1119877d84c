"""The same futures on a finer clock: what stays, what moves, and what is told to mean something else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.compute.redraw import redraw
from simengine.errors import SimengineError
from tests.helpers.compute.spread import TEXT


@pytest.fixture
def model(tmp_path: Path):
    (tmp_path / "spread.yaml").write_text(TEXT, encoding="utf-8")
    return se.load(tmp_path / "spread.yaml")


@pytest.fixture
def refined(model):
    return se.check(model, 200, refine=2)


def test_what_hangs_on_clocks_of_events_and_parameters_stays(refined) -> None:
    found = {one.name: one for one in refined.answers}
    assert (refined.step, refined.parts, refined.paths, refined.pairs) == ("quarter", 2, 200, 200)
    for name in ("came", "never", "by_june"):  # a constant hazard comes at the same time on every clock
        assert (found[name].difference.d, found[name].difference.pairs) == (0.0, 200)
        assert 0 < found[name].coarse == found[name].fine < 1
    assert found["reached"].is_chance
    assert not found["size"].is_chance
    assert found["size"].unit == "share"


def test_what_moves_is_told_with_its_error(refined) -> None:
    """The midpoint method leaves a little, the same way on every path; the noise of the walk is another."""
    found = {one.name: one for one in refined.answers}
    assert found["size"].difference.clear
    assert 0 < abs(found["size"].difference.d) < 3e-3 * found["size"].coarse
    assert found["wandered"].difference.se == pytest.approx((8 - 2**2.5) ** 0.5 / 200**0.5, rel=0.2)
    assert "size" in str(refined)
    assert refined.table().num_rows == len(refined.answers) == 7


def test_what_means_something_else_is_listed_with_its_place(refined) -> None:
    told = [str(problem).partition("spread.yaml:")[2].partition(" ")[2] for problem in refined.otherwise]
    assert told == [
        "drivers.calls: counts what comes in a step, and there are 2 in each",
        "events.often.each: once a step at most is up to 2 times as often",
        "events.high.when: is looked at 2 times as often: what holds for less than a step is seen",
        "formulas.recent.expr: rolling_sum adds up 2 times as many numbers, unless they are counts",
        "formulas.earlier.expr: lag of one step here is of 2 there: the same time, and no longer the step before",
        "formulas.earlier.expr: max_so_far looks at more instants, and sees higher peaks",
        "drivers.calls.history.2023-10: 2023-10 is moved to 2024-01 here, and to 2023-11-16T00:00 there",
        "drivers.plan.table.2025-02-10: 2025-02-10 is moved to 2025-04 here, and to 2025-02-15T00:00 there",
        "questions.by_may.by: 2026-05 is moved to 2026-04 here, and to 2026-05-16T12:00 there",
    ]


def test_both_engines_draw_the_same(model) -> None:
    ours, theirs = (redraw(model, 3, 60, engine=engine) for engine in ("machine", "reference"))
    for name in ("outcome", "measures", "questions"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name), equal_nan=True)


MATRIX = "  m: {process: markov_chain, initial: a, matrix: {a: {b: 1}}}\n  calls:"


@pytest.mark.parametrize(
    ("changes", "parts", "message"),
    [
        ((), 1, "a step is cut into 2 to 100 parts (got 1)"),
        ((("end: 2028", "end: 9000"),), 4, "4 parts a step make 111,616 steps; at most 100,000"),
        (
            (("step: quarter", "step: year"), ("months(3)", "1"), ("  calls:", MATRIX)),
            4,
            "drivers.m.matrix: holds chances in a year, and a step is 4 to a year: take step: year, or write rates",
        ),
        (
            (("end: 2028", "end: 2270"), ("months(3)", "2300"), ("lag(adopters, 1)", "lag(calls, 2300)")),
            99,
            "numbers of every path (7.3 MB) on a clock of quarters, cut into 99, those before it ",
        ),
    ],
)
def test_what_can_not_be_refined(tmp_path: Path, changes, parts: int, message: str) -> None:
    text = TEXT
    for old, new in changes:
        text = text.replace(old, new, 1)
    (tmp_path / "spread.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SimengineError) as caught:
        se.check(se.load(tmp_path / "spread.yaml"), 10, refine=parts)
    assert message in str(caught.value)


def test_invariants_are_no_answers(model) -> None:
    held = model.with_({"invariants.sound": {"when": "true"}})
    assert [one.name for one in se.check(held, 20, refine=2).answers] == [
        one.name for one in se.check(model, 20, refine=2).answers
    ]

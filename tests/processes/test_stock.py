"""A stock never invents goods: what goes out was there or came in."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simengine.language.clock import make_clock
from simengine.language.expression import Middle, Name, Node, Slot, Start, rebuild
from simengine.language.source import NAMESPACE, source
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.processes.stock import Stock

AMOUNTS = st.floats(0, 1e9) | st.just(0.0) | st.floats(0, 1e-9)
STEPS = st.sampled_from([1.0, 1 / 4, 1 / 12, 7 / 365.25, 1 / 365.25])
FLOWS = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=30)
CLOCK = make_clock("2024", "2026", "month")
NAMES = ("x", "inflow", "outflow")


def placed(node: Node) -> Node:
    if isinstance(node, Middle | Start):  # these flows are the same all the time
        return placed(node.operand)
    if isinstance(node, Name):
        return Slot(NAMES.index(node.name), node.name)
    return rebuild(node, placed)


def reading(stock: Stock, values: list[float]) -> float:
    """`realised_outflow(x)` as an engine evaluates it."""
    found = stock.reading("realised_outflow", Name("x"), CLOCK)
    assert found is not None
    value: float = eval(source(placed(found)), {**NAMESPACE}, {"v": values})  # noqa: S307  # written by ourselves
    return value


STOCK = Stock(process="stock", initial=1, inflow="inflow", outflow="outflow")


@given(AMOUNTS, STEPS, FLOWS)
def test_goods_are_conserved_and_never_invented(start: float, dt: float, flows: list[tuple[float, float]]) -> None:
    """Over any stretch: start + all inflow = end + all realised outflow; never below 0, no more out than there is."""
    x, came, went = start, 0.0, 0.0
    for inflow, outflow in flows:
        realised = min(outflow, x / dt + inflow)
        after = Stock.step(x, dt, inflow, outflow)
        size = x + inflow * dt
        assert 0.0 <= after <= size * (1 + 1e-15)
        assert size - after <= outflow * dt + 1e-15 * size
        assert after == pytest.approx(size - realised * dt, rel=1e-14, abs=1e-14 * size)
        came, went, x = came + inflow * dt, went + realised * dt, after
    assert x + went == pytest.approx(start + came, rel=1e-12, abs=1e-12 * (start + came))


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_reading_is_what_the_step_takes(x: float, inflow: float, outflow: float) -> None:
    realised = reading(STOCK, [x, inflow, outflow])
    assert 0.0 <= realised <= outflow
    assert realised <= x / CLOCK.dt + inflow
    assert Stock.step(x, CLOCK.dt, inflow, outflow) == max(0.0, x + (inflow - realised) * CLOCK.dt)


@given(AMOUNTS, STEPS, AMOUNTS)
def test_taking_all_leaves_nothing(x: float, dt: float, inflow: float) -> None:
    left = Stock.step(x, dt, inflow, 2 * (x / dt + inflow) + 1)
    assert left == pytest.approx(0.0, abs=1e-15 * (x + inflow * dt))


def test_a_table_by_hand() -> None:
    assert Stock.step(10.0, 0.5, 4.0, 6.0) == 9.0
    assert Stock.step(1.0, 0.5, 4.0, 100.0) == 0.0
    assert Stock.step(0.0, 0.5, 4.0, 3.0) == 0.5
    assert reading(STOCK, [1.0, 4.0, 100.0]) == 16.0


@pytest.mark.parametrize(("inflow", "outflow"), [(-1.0, 1.0), (1.0, -1.0), (math.nan, 1.0), (1.0, math.nan)])
def test_a_flow_that_is_no_flow_has_no_value(inflow: float, outflow: float) -> None:
    assert math.isnan(Stock.step(5.0, CLOCK.dt, inflow, outflow))


@given(st.floats(-1e9, 1e9))
def test_an_effect_takes_no_more_than_there_is(value: float) -> None:
    """Otherwise the next step would fill the hole from nowhere."""
    assert Stock.observe(Stock.place(value)) == max(0.0, value)


def test_other_readings_are_not_known() -> None:
    assert STOCK.reading("realised_inflow", Name("x"), CLOCK) is None


ACCOUNTS = """\
name: accounts
title: What leaves one stock reaches another
clock: {start: 2024, end: 2034, step: quarter}
drivers:
  a: {process: stock, initial: 10, inflow: 0, outflow: 3*b + a**2}
  b: {process: stock, initial: 1, inflow: 0.7*passed, outflow: 0.9*b*a}
  c: {process: stock, initial: 0, inflow: 0.3*passed + realised_outflow(b), outflow: 0}
formulas: {passed: realised_outflow(a)}
outcome: {any: otherwise}
"""


def test_what_leaves_a_stock_reaches_another(tmp_path: Path, engine) -> None:
    """At first more is asked of a than there is; all goods are somewhere."""
    file = tmp_path / "accounts.yaml"
    file.write_text(ACCOUNTS)
    kept = engine(make_plan(load(file))).simulate([0], ("a", "b", "c")).kept[0]
    assert np.ptp(kept.sum(axis=1)) < 1e-12
    assert kept[-1, 2] > 0.1
    assert np.any(kept[:, 0] == 0.0)


def test_a_flow_at_another_time_would_lose_goods(tmp_path: Path, engine) -> None:
    """The control: an inflow that asks for the outflow itself, not what is realised of it."""
    file = tmp_path / "accounts.yaml"
    file.write_text(ACCOUNTS.replace("passed: realised_outflow(a)", "passed: 3*b + a**2"))
    kept = engine(make_plan(load(file))).simulate([0], ("a", "b", "c")).kept[0]
    assert np.ptp(kept.sum(axis=1)) > 1.0

"""A table that is not sound is not run."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.machine.instruction_table import PLAIN, ROW, verify
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.engines.machine.lower_plan import lower
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.processes import processes

FILE = Path(__file__).parents[3] / "scenarios" / "town_reservoir" / "base.yaml"


@pytest.fixture(scope="module")
def table():
    return lower(make_plan(load(FILE)), processes(), kernels())


def first_of(table, name):
    """The place of the first instruction of a kernel, and of its first operand."""
    place = table.code[:, 0].tolist().index(table.kernels.index(name))
    return place, int(table.code[place, 1])


def changed(array, place, value):
    other = array.copy()
    other[place] = value
    return other


def test_what_is_lowered_is_sound(table):
    verify(table, kernels())
    verify(pickle.loads(pickle.dumps(table)), kernels())  # noqa: S301 (our own)
    assert table.operands[table.kinds == ROW].max() < table.rows


def test_it_is_small_and_holds_no_address(table):
    assert len(pickle.dumps(table)) < 40_000
    plain = table.operands[table.kinds == PLAIN]
    numbers = plain.view(np.float64)
    whole = np.abs(plain) < 2**33  # keys of streams, steps, sizes
    assert all(np.isfinite(numbers[~whole]) & (np.abs(numbers[~whole]) > 1e-12) & (np.abs(numbers[~whole]) < 1e12))


def test_an_unknown_kernel(table):
    names = tuple(name.replace("multiply.rr", "multiply.zz") for name in table.kernels)
    with pytest.raises(ValueError, match=r"no kernel is called multiply\.zz"):
        verify(replace(table, kernels=names), kernels())


def test_too_few_operands(table):
    place, first = first_of(table, "multiply.rr")
    code = table.code.copy()
    code[place + 1 :, 1] -= 1
    operands, kinds = np.delete(table.operands, first), np.delete(table.kinds, first)
    with pytest.raises(ValueError, match=r"multiply\.rr takes 3 operands, and there are 2"):
        verify(replace(table, code=code, operands=operands, kinds=kinds), kernels())


@pytest.mark.parametrize("row", [-1, 10**6])
def test_a_row_that_there_is_not(table, row):
    _, first = first_of(table, "multiply.rr")
    with pytest.raises(ValueError, match=rf"multiply\.rr goes to row {row} of"):
        verify(replace(table, operands=changed(table.operands, first + 1, row)), kernels())


def test_rows_of_noise_end_in_the_last_row(table):
    _, first = first_of(table, "normals")
    with pytest.raises(ValueError, match="normals goes to row"):
        verify(replace(table, operands=changed(table.operands, first, table.rows - 3)), kernels())


def test_an_output_that_is_an_operand(table):
    _, first = first_of(table, "multiply.rr")
    operands = changed(table.operands, first, table.operands[first + 2])
    with pytest.raises(ValueError, match=r"multiply\.rr writes row \d+, which it reads"):
        verify(replace(table, operands=operands), kernels())


def test_a_number_where_a_row_is_needed(table):
    _, first = first_of(table, "multiply.rr")
    with pytest.raises(ValueError, match=r"multiply\.rr has no row"):
        verify(replace(table, kinds=changed(table.kinds, first + 1, PLAIN)), kernels())


def test_segments_of_another_program(table):
    with pytest.raises(ValueError, match="segments"):
        verify(replace(table, segments=table.segments[:-1]), kernels())

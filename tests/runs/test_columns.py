"""Columns of a stored run are read one after the other, and never all held."""

import tracemalloc

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.analysis.summary import summarise
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import SimengineError
from simengine.loading import load
from simengine.runs.outcome_table import StoredColumns
from tests.helpers.compute import swift_engine as swift
from tests.helpers.compute.pond_model import TEXT, run_pond

ROWS, MEASURES = 40_000, 30
COLUMN = 8 * ROWS


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """A run of many measures."""
    folder = tmp_path_factory.mktemp("wide")
    more = "".join(f"  m{index}: height + {index}\n" for index in range(MEASURES))
    (folder / "wide.yaml").write_text(TEXT.replace("measures:\n", f"measures:\n{more}"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENGINES, "swift", swift.kind(swift.Numbers, block=4_096, piece=1_024))
        return run(load(folder / "wide.yaml"), Settings(paths=ROWS, engine="swift", jobs=2), folder)


def peak_of(work) -> int:
    """The memory that was in use at most, above what was before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_estimates_are_those_of_the_numbers(wide):
    paths = np.arange(ROWS)
    values = np.modf((paths[paths % 5 != 4] + 1) * np.sqrt(2.5))[0]
    summary = summarise(wide.outcome_table())
    assert summary.excluded == ROWS // 5
    first = next(iter(summary.measures.values()))
    assert first.mean == pytest.approx(values.mean())
    for level, quantile in first.quantiles.items():
        assert quantile == pytest.approx(np.quantile(values, level))


@pytest.mark.parametrize("work", ["summarise", "compare"])
def test_few_columns_are_held_at_a_time(wide, monkeypatch, work):
    monkeypatch.setattr("simengine.runs.outcome_table._NUMBERS_AT_ONCE", ROWS)
    table, other = wide.outcome_table(), wide.outcome_table()
    peak = peak_of(lambda: summarise(table) if work == "summarise" else compare(table, other))
    assert peak < 10 * COLUMN
    assert peak_of(lambda: list(table.measures.values())) > MEASURES * COLUMN


def test_small_columns_are_read_together(wide, monkeypatch):
    table, reads = wide.outcome_table(), []
    read = table.measures.read
    counted = StoredColumns(
        table.measures.rows, table.measures.stored, lambda names: reads.append(names) or read(names)
    )
    for limit, times in ((ROWS, MEASURES + 2), (10 * ROWS, 4), (10**9, 1)):
        monkeypatch.setattr("simengine.runs.outcome_table._NUMBERS_AT_ONCE", limit)
        reads.clear()
        found = dict(counted.items())
        assert len(reads) == times
        assert list(found) == list(table.measures)
        np.testing.assert_array_equal(found["m3"], table.measures["m3"])


def test_a_part_that_is_damaged_after_the_table_was_opened_is_told(tmp_path):
    stored = run_pond(tmp_path)
    table = stored.outcome_table()
    part = stored.folder / stored.manifest.parts[1].file.name
    data = bytearray(part.read_bytes())
    for place in range(4, len(data) * 3 // 4):
        data[place] ^= 0x55
    part.write_bytes(data)
    with pytest.raises(SimengineError, match=r"part-00001\.\w+\.parquet is damaged"):
        dict(table.measures)

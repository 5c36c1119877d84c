"""Engines that threads share: the same bits however the work is cut, few blocks in memory, and Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from simengine.compute.collect_blocks import concatenated, in_background
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.pieces import piece_length, pieces_of
from simengine.compute.recompute import bands, trajectories
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.engines.system import cpus
from simengine.errors import SimengineError
from simengine.plan.planning import make_plan
from simengine.runs.blocks import blocks_of
from tests.helpers.compute import swift_engine as swift
from tests.helpers.compute.pond_model import BLOCK, PATHS, REFERENCE, interrupt_after, part_bytes, pond, run_pond
from tests.helpers.house.tree import ROOT
from tests.helpers.patience import PATIENCE, wait_for

posix = pytest.mark.skipif(sys.platform == "win32", reason="a signal is sent")


@pytest.fixture
def engine(monkeypatch):
    """The name of an engine for threads."""
    monkeypatch.setitem(ENGINES, "swift", swift.kind(swift.reference))
    return "swift"


@pytest.mark.parametrize(("jobs", "piece"), [(2, 24), (3, 4), (5, 64), (1, 7)])
def test_neither_threads_nor_pieces_make_a_difference(tmp_path, monkeypatch, engine, jobs, piece):
    one = run(pond(tmp_path), Settings(engine=engine), tmp_path / "one")
    monkeypatch.setitem(ENGINES, engine, replace(ENGINES[engine], piece=piece))
    other = run(pond(tmp_path), Settings(engine=engine, jobs=jobs), tmp_path / "other")
    assert part_bytes(one.folder) == part_bytes(other.folder)
    assert len(part_bytes(one.folder)) == -(-PATHS // swift.BLOCK)


def test_an_engine_for_threads_tells_the_same_as_the_reference(tmp_path, engine):
    ours = run(pond(tmp_path), Settings(engine=engine, jobs=3), tmp_path)
    theirs = run_pond(tmp_path)
    assert repr(ours.outcomes.to_pylist()) == repr(theirs.outcomes.to_pylist())  # NaN is not NaN
    assert ours.manifest.failures == theirs.manifest.failures
    assert ours.manifest.exclusions == theirs.manifest.exclusions
    assert ours.manifest.clamps == theirs.manifest.clamps
    assert ours.manifest.block == swift.BLOCK


def test_an_interrupted_run_goes_on_with_another_engine_in_the_blocks_it_has(tmp_path, engine):
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), REFERENCE, tmp_path, progress=interrupt_after(1))
    told = []
    done = run(pond(tmp_path), Settings(engine=engine, jobs=2), tmp_path, progress=told.append)
    assert (told[0].reused, done.manifest.block, done.manifest.engine) == (BLOCK, BLOCK, engine)
    assert part_bytes(done.folder) == part_bytes(run_pond(tmp_path).folder)
    assert run(pond(tmp_path), REFERENCE, tmp_path).reused


def test_the_threads_of_a_pool_share_one_engine(tmp_path, monkeypatch, engine):
    made, told = [], []
    make = ENGINES[engine].make
    monkeypatch.setitem(ENGINES, engine, replace(ENGINES[engine], make=lambda *plan: made.append(0) or make(*plan)))
    with ThreadPoolExecutor(3) as pool:
        run(pond(tmp_path), Settings(engine=engine, jobs=3), tmp_path, executor=pool, announce=told.append)
    assert len(made) == 1
    assert told == ["building …", "built"]


def test_progress_tells_of_pieces_too(tmp_path, engine):
    told = []
    run(pond(tmp_path), Settings(engine=engine, jobs=2), tmp_path, progress=lambda seen: told.append(seen.done))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, PATHS)
    assert len(told) > -(-PATHS // swift.BLOCK) + 2


def test_paths_come_again_by_the_engine_of_the_run(tmp_path, monkeypatch, engine):
    stored = run(pond(tmp_path), Settings(engine=engine), tmp_path)
    values = trajectories(stored, ["height"], [3, 200, 17])
    np.testing.assert_array_equal(values, ReferenceEngine(stored.plan).simulate([3, 200, 17], ["height"]).kept)
    whole = bands(stored, "height", where="low")
    assert whole.paths == min(ENGINES[engine].fan, stored.outcome_table().classes.index("low") * 10**6)
    monkeypatch.setattr("simengine.compute.recompute._NUMBERS_HELD", 3 * whole.paths)  # so many passes
    monkeypatch.setattr("simengine.compute.recompute._NUMBERS_A_CALL", 7 * 4)
    again = bands(stored, "height", where="low")
    for level, values in whole.quantiles.items():
        np.testing.assert_array_equal(again.quantiles[level], values)
    monkeypatch.delitem(ENGINES, engine)
    with pytest.raises(SimengineError, match="no engine 'swift'"):
        bands(stored, "height")


# How work is cut


@pytest.mark.parametrize(
    ("paths", "jobs", "length"),
    [(2_000, 2, 256), (100_000, 2, 4_096), (10**7, 64, 4_096), (100, 4, 256), (20_000, 2, 2_560), (5_000, 1, 4_096)],
)
def test_pieces_keep_all_threads_busy(paths, jobs, length):
    assert piece_length(ENGINES["machine"], paths, jobs) == length


def test_pieces_cover_blocks():
    blocks = list(blocks_of(150, 64))
    pieces = list(pieces_of(blocks, 24))
    assert [path for piece in pieces for path in piece.paths] == list(range(150))
    assert all(blocks[piece.block].paths[piece.start] == piece.paths[0] for piece in pieces)
    assert max(len(piece.paths) for piece in pieces) == 24


def test_joined_draws_are_those_of_one_call(tmp_path):
    engine = ReferenceEngine(make_plan(pond(tmp_path)))
    whole = engine.simulate(range(30))
    parts = concatenated([engine.simulate(range(7)), engine.simulate(range(7, 8)), engine.simulate(range(8, 30))])
    for name in ("path", "status", "element", "step", "outcome", "measures", "questions", "clamps"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
        assert getattr(parts, name).dtype == getattr(whole, name).dtype
    for one, other in zip(parts.events, whole.events, strict=True):
        np.testing.assert_array_equal(one.offsets, other.offsets)
        np.testing.assert_array_equal(one.steps, other.steps)
        assert one.offsets.dtype == other.offsets.dtype == one.steps.dtype


def test_what_waits_for_the_disk_does_not_pile_up():
    asked, hold = [], threading.Event()

    def items():
        for index in range(10):
            asked.append(index)
            yield index

    def let_go():
        wait_for(lambda: len(asked) >= 3)
        time.sleep(0.3)  # in which a fourth would be asked for
        asked.append("free")
        hold.set()

    written = in_background(lambda index: hold.wait(PATIENCE) and index, items(), threads=2)
    threading.Thread(target=let_go).start()
    assert sorted(written) == list(range(10))
    assert asked.index("free") == 3


def test_an_error_of_the_disk_comes_through():
    def fail(index):
        raise SimengineError(f"full at {index}")

    with pytest.raises(SimengineError, match="full at"):
        list(in_background(fail, range(5), threads=2))


# Ctrl-C


def pressed(stored, begun):
    """An engine on which Ctrl-C is pressed when a block is stored; it notes what it begins then, and waits with it
    until the signal has been heard."""
    heard = threading.Event()

    def hear(*_):
        heard.set()
        raise KeyboardInterrupt

    class Pressed(swift.Numbers):
        def simulate(self, paths, keep=()):
            if begun:
                begun.append(paths[0])
                heard.wait(PATIENCE)
            elif stored():
                begun.append(paths[0])
                os.kill(os.getpid(), signal.SIGINT)
            return super().simulate(paths, keep)

    return swift.kind(Pressed), hear


@posix
def test_ctrl_c_is_heard_at_once_and_the_run_goes_on_later(tmp_path, monkeypatch):
    begun = []
    kind, hear = pressed(lambda: any(tmp_path.glob(".pond.*.partial/parts/part-*.parquet")), begun)
    monkeypatch.setitem(ENGINES, "pressed", kind)
    settings = Settings(paths=6_400, engine="pressed", jobs=2)
    before = signal.signal(signal.SIGINT, hear)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(pond(tmp_path), settings, tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(begun) <= 1 + 2 * max(2, cpus())  # what was in flight
    left = len(list(tmp_path.glob(".pond.*.partial/parts/part-*.parquet")))
    assert left > 0
    monkeypatch.setitem(ENGINES, "quick", swift.kind(swift.Numbers))  # a process keeps the engines it has made
    settings, told = replace(settings, engine="quick"), []
    done = run(pond(tmp_path), settings, tmp_path, progress=told.append)
    assert left * swift.BLOCK <= told[0].reused < 6_400  # a part that was being written then may be done since
    straight = run(pond(tmp_path), replace(settings, jobs=1), tmp_path / "straight")
    assert part_bytes(done.folder) == part_bytes(straight.folder)


DEAF = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from simengine.cli.interrupts import interruptible
with interruptible(), ThreadPoolExecutor(1) as pool:
    pool.submit(time.sleep, 600)
    try:
        print("begun", flush=True)
        time.sleep(600)
    finally:
        print("heard", flush=True)
"""


@posix
def test_a_second_ctrl_c_ends_without_a_trace():
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", DEAF], cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as child:
        assert child.stdout.readline() == "begun\n"
        child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == "heard\n"
        time.sleep(0.5)
        assert child.poll() is None  # it waits for the thread
        child.send_signal(signal.SIGINT)
        assert child.wait(PATIENCE / 2) == 130  # before the thread ends
        assert child.stderr.read() == "\nsimengine: interrupted\n"

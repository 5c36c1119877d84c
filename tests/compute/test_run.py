import errno
import os
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from simengine.compute import draw as drawing
from simengine.compute.pieces import pieces_of
from simengine.compute.run import run
from simengine.compute.workers import Work, compute
from simengine.errors import SimengineError
from simengine.plan.identity import Identity
from simengine.plan.planning import make_plan
from simengine.runs.blocks import blocks_of
from simengine.runs.sampling import Sampling
from simengine.runs.unfinished import unfinished_runs
from tests.helpers.compute.pond_model import BLOCK, PATHS, REFERENCE, interrupt_after, part_bytes, pond, run_pond


@pytest.fixture(scope="module")
def bits(tmp_path_factory):
    return part_bytes(run_pond(tmp_path_factory.mktemp("bits")).folder)


# The same bits however they are computed


def test_processes_make_no_difference(tmp_path, bits):
    assert part_bytes(run(pond(tmp_path), replace(REFERENCE, jobs=2), tmp_path).folder) == bits


def test_threads_make_no_difference(tmp_path, bits):
    with ThreadPoolExecutor(3) as threads:
        assert part_bytes(run(pond(tmp_path), REFERENCE, tmp_path, executor=threads).folder) == bits
        assert threads.submit(lambda: 1).result() == 1


def test_the_order_of_blocks_makes_no_difference(tmp_path, bits, monkeypatch):
    monkeypatch.setattr(drawing, "compute", lambda work, pieces, *_: compute(work, list(pieces)[::-1], None))
    assert part_bytes(run(pond(tmp_path), REFERENCE, tmp_path).folder) == bits


@pytest.mark.parametrize("blocks", [0, 1, 2])
def test_an_interrupted_run_goes_on_with_the_same_bits(tmp_path, bits, blocks):
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), REFERENCE, tmp_path, progress=interrupt_after(blocks))
    assert not (tmp_path / "pond").exists()
    assert len(list(tmp_path.glob(".pond.*.partial/parts/*"))) == blocks
    told = []
    done = run(pond(tmp_path), REFERENCE, tmp_path, progress=told.append)
    assert part_bytes(done.folder) == bits
    assert (told[0].done, told[0].reused, told[-1].done) == (blocks * BLOCK, blocks * BLOCK, PATHS)
    assert (told[-1].failed, told[-1].excluded) == (done.manifest.counts["failed"], done.manifest.counts["excluded"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pond", "pond.yaml"]
    assert sorted(file.name for file in done.folder.iterdir()) == ["manifest.json", "parts"]


def test_more_paths_only_add(tmp_path, bits):
    assert part_bytes(run(pond(tmp_path), replace(REFERENCE, paths=PATHS + 100), tmp_path).folder)[:2] == bits[:2]


def test_an_interrupted_run_of_more_paths_serves_one_of_fewer_and_is_kept(tmp_path, bits):
    longer = replace(REFERENCE, paths=PATHS + 300)
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), longer, tmp_path, progress=interrupt_after(4))
    told = []
    assert part_bytes(run(pond(tmp_path), REFERENCE, tmp_path, progress=told.append).folder) == bits
    assert told[0].reused == 2 * BLOCK
    (left,) = unfinished_runs(tmp_path)
    assert (left.done, left.order.paths) == (4 * BLOCK, PATHS + 300)
    told.clear()
    grown = run(pond(tmp_path), longer, tmp_path, progress=told.append)
    assert (told[0].reused, grown.kept) == (4 * BLOCK, 4 * BLOCK)
    assert part_bytes(grown.folder) == part_bytes(run(pond(tmp_path), longer, tmp_path / "straight").folder)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pond", "pond.yaml", "straight"]


def test_an_interrupted_run_of_something_else_is_kept(tmp_path, bits):
    other = replace(REFERENCE, seed=4)
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), other, tmp_path, progress=interrupt_after(1))
    told = []
    assert part_bytes(run(pond(tmp_path), REFERENCE, tmp_path, progress=told.append).folder) == bits
    assert told[0].reused == 0
    run(pond(tmp_path), other, tmp_path, force=True, progress=told.append)
    assert told[-1].reused == BLOCK


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: b"", lambda data: b"not parquet"])
def test_a_damaged_part_of_an_unfinished_run_is_computed_again(tmp_path, bits, damage):
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), REFERENCE, tmp_path, progress=interrupt_after(2))
    (part,) = tmp_path.glob(".pond.*.partial/parts/part-00000.*.parquet")
    part.write_bytes(damage(part.read_bytes()))
    told = []
    assert part_bytes(run(pond(tmp_path), REFERENCE, tmp_path, progress=told.append).folder) == bits
    assert told[0].reused == BLOCK


def test_nested_paths_lie_in_the_same_blocks(tmp_path):
    nested = run_pond(tmp_path, nested=7)
    assert [part.first for part in nested.manifest.parts] == [0, BLOCK, 2 * BLOCK]
    assert nested.outcome_table().sampling == Sampling("nested", 7)


def test_blocks_are_cut_at_fixed_paths():
    assert [(block.index, block.paths) for block in blocks_of(2 * BLOCK + 1, BLOCK)] == [
        (0, range(BLOCK)),
        (1, range(BLOCK, 2 * BLOCK)),
        (2, range(2 * BLOCK, 2 * BLOCK + 1)),
    ]


# Files beside the parts


def test_the_caller_adds_files_before_the_manifest(tmp_path):
    seen = []

    def finish(folder, table):
        seen.append((table.paths, (folder / "manifest.json").exists()))
        (folder / "outcomes.csv").write_text("class,p\n", encoding="utf-8")

    done = run(pond(tmp_path), REFERENCE, tmp_path, finish=finish, command="simengine run pond.yaml")
    assert seen == [(PATHS, False)]
    assert [file.name for file in done.manifest.files] == ["outcomes.csv"]
    assert done.manifest.command == "simengine run pond.yaml"


# What can go wrong


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (replace(REFERENCE, paths=0), r"paths must be at least 1 \(got 0\)"),
        (replace(REFERENCE, nested=0), "nested must be at least 1"),
        (replace(REFERENCE, jobs=0), "jobs must be at least 1"),
        (replace(REFERENCE, seed=-1), "seed must lie in"),
        (replace(REFERENCE, seed=2**128), "seed must lie in"),
        (replace(REFERENCE, engine="referense"), "did you mean 'reference'"),
    ],
)
def test_settings_that_mean_nothing_are_refused(tmp_path, settings, told):
    with pytest.raises(SimengineError, match=told):
        run(pond(tmp_path), settings, tmp_path)


def test_a_file_in_place_of_the_results_is_told(tmp_path):
    (tmp_path / "results").write_text("", encoding="utf-8")
    with pytest.raises(SimengineError, match=r"can't write .*results.*out=…"):
        run_pond(tmp_path)


def test_a_full_disk_is_told_and_the_run_goes_on_later(tmp_path, bits, monkeypatch):
    calls = []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) == 7:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(SimengineError, match="No space left on device"):
        run(pond(tmp_path), REFERENCE, tmp_path)
    monkeypatch.undo()
    assert not list(tmp_path.glob(".pond.partial/parts/.*"))
    told = []
    assert part_bytes(run(pond(tmp_path), REFERENCE, tmp_path, progress=told.append).folder) == bits
    assert told[0].reused == 2 * BLOCK


def test_two_cannot_compute_the_same_run(tmp_path):
    def again(told):
        run(pond(tmp_path), REFERENCE, tmp_path)

    with pytest.raises(SimengineError, match="another process is computing"):
        run(pond(tmp_path), REFERENCE, tmp_path, progress=again)
    assert run(pond(tmp_path), REFERENCE, tmp_path).manifest.paths == PATHS


class Broken(Executor):
    def submit(self, function, /, *arguments):
        future = Future()
        future.set_exception(BrokenExecutor("a process died"))
        return future


def test_a_worker_that_dies_is_told(tmp_path):
    with pytest.raises(SimengineError, match="ended before its time"):
        run(pond(tmp_path), REFERENCE, tmp_path, executor=Broken())


class Waiting(Executor):
    """Computes nothing; notes what is submitted."""

    def __init__(self):
        self.futures = []

    def submit(self, function, /, *arguments):
        future = Future()
        if not self.futures:
            future.set_result(None)
        self.futures.append(future)
        return future


def test_few_blocks_are_in_flight_and_none_is_left_behind(tmp_path):
    plan = make_plan(pond(tmp_path))
    executor = Waiting()
    computed = compute(
        Work(Identity("paths", "readings"), "reference", plan), pieces_of(blocks_of(10**9, BLOCK), 25), executor, jobs=2
    )
    assert next(computed)[0].block == 0
    assert len(executor.futures) <= 2 * max(2, os.cpu_count())
    computed.close()
    assert all(future.cancelled() for future in executor.futures[1:])

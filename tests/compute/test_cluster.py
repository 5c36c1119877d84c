"""A cluster's workers compute the same parts, whatever becomes of one of them."""

import os
import socket
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed.scheduler import KilledWorker

import simengine as se
from simengine.compute import far_work
from simengine.compute.cluster import connected
from simengine.compute.far_work import draw_part, pack
from simengine.compute.workers import Work
from simengine.language.fields import Expr
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.processes import Process
from simengine.runs.blocks import Block
from tests.helpers.compute.clusters import kill_one, workers_here
from tests.helpers.compute.pond_model import TEXT
from tests.helpers.switches import asked

PATHS = 250
LONG = asked("SIMENGINE_CLUSTER")
PLUGIN = """
from simengine.language.fields import Expr
from simengine.processes import Process

class Halving(Process):
    kind = "halving"
    initial: Expr
    step = staticmethod(lambda x, dt: x / 2)
"""
HALF = """
name: half
clock: {start: 2026, end: 2029, step: year}
drivers: {x: {process: halving, initial: 8}}
measures: {last: x}
outcome: {any: otherwise}
"""


def digests(run: se.Run) -> list[str]:
    return [part.file.blake2b for part in run.manifest.parts]


@pytest.fixture(scope="module")
def near(tmp_path_factory) -> se.Run:
    out = tmp_path_factory.mktemp("near")
    return se.run(se.load(TEXT), paths=PATHS, seed=4, engine="reference", out=out, jobs=1)


@pytest.fixture(scope="module")
def cluster():
    with workers_here(2, processes=False) as found:
        yield found


def test_the_parts_are_those_computed_here(cluster, near, tmp_path):
    told: list[int] = []
    far = se.run(
        se.load(TEXT),
        paths=PATHS,
        seed=4,
        engine="reference",
        out=tmp_path / "far",
        cluster=cluster.scheduler_address,
        progress=lambda progress: told.append(progress.done),
    )
    assert digests(far) == digests(near)
    assert len(far.manifest.parts) == 3
    assert told[0] == 0
    assert told == sorted(told)
    assert told[-1] == PATHS
    assert far.manifest.counts == near.manifest.counts


def test_an_interrupted_run_goes_on_here_and_there(cluster, near, tmp_path):
    def stop(progress):
        if progress.done >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        se.run(se.load(TEXT), paths=PATHS, seed=4, engine="reference", out=tmp_path / "far", jobs=1, progress=stop)
    first: list[int] = []
    far = se.run(
        se.load(TEXT),
        paths=PATHS,
        seed=4,
        engine="reference",
        out=tmp_path / "far",
        cluster=cluster.scheduler_address,
        progress=lambda progress: first.append(progress.reused),
    )
    assert first[0] >= 100
    assert digests(far) == digests(near)


def test_a_run_grows_on_a_cluster(cluster, near, tmp_path):
    settings = {"seed": 4, "engine": "reference", "out": tmp_path / "far"}
    se.run(se.load(TEXT), paths=150, jobs=1, **settings)
    far = se.run(se.load(TEXT), paths=PATHS, cluster=cluster.scheduler_address, **settings)
    assert digests(far) == digests(near)


def test_a_sweep_is_drawn_on_a_cluster(cluster, tmp_path):
    settings = {"paths": 20, "seed": 4, "engine": "reference"}
    over = {"drivers.height.speed": [1, 2]}
    far = se.sweep(se.load(TEXT), over, **settings, out=tmp_path / "far", cluster=cluster.scheduler_address)
    here = se.sweep(se.load(TEXT), over, **settings, out=tmp_path / "near", jobs=1)
    assert far.table().equals(here.table())


def test_a_part_that_is_not_what_was_asked_for_is_refused(cluster, tmp_path, monkeypatch):
    def other(sent, block):
        return draw_part(sent, Block(block.index, range(block.paths[0] + 1, block.paths[-1] + 2)))

    monkeypatch.setattr("simengine.compute.cluster.draw_part", other)
    with pytest.raises(se.SimengineError, match="gave back something else than block 0; the same command goes on"):
        se.run(se.load(TEXT), paths=50, engine="reference", out=tmp_path, cluster=cluster.scheduler_address)


def test_workers_with_another_simengine_are_refused(cluster, monkeypatch):
    monkeypatch.setattr("distributed.Client.run", lambda self, ask: {"tcp://a": ask(), "tcp://b": "another"})
    told = r"1 of 2 workers of tcp.* have another simengine \(tcp://b\): install there what is installed here"
    with pytest.raises(se.SimengineError, match=told), connected(cluster.scheduler_address):
        pass


def test_workers_without_simengine_are_refused(cluster, monkeypatch):
    def none(self, ask):
        raise ModuleNotFoundError("No module named 'simengine'")

    monkeypatch.setattr("distributed.Client.run", none)
    told = r"can't load simengine: install there what is installed here, and restart them \(No module"
    with pytest.raises(se.SimengineError, match=told), connected(cluster.scheduler_address):
        pass


def test_where_no_worker_is_left_it_is_told(cluster, tmp_path, monkeypatch):
    def slow(sent, block):
        time.sleep(1)
        return draw_part(sent, block)

    left = iter([{"tcp://a": 2}])
    monkeypatch.setattr("distributed.Client.nthreads", lambda self: next(left, {}))
    monkeypatch.setattr("simengine.compute.workers._LOOK_AFTER", 0.1)
    monkeypatch.setattr("simengine.compute.cluster.draw_part", slow)
    with pytest.raises(se.SimengineError, match=r"has no workers any more: start some; the same command goes on"):
        se.run(se.load(TEXT), paths=50, engine="reference", out=tmp_path, cluster=cluster.scheduler_address)


def test_a_block_that_ends_worker_after_worker_is_told(cluster, tmp_path, monkeypatch):
    def deadly(sent, block):
        raise KilledWorker("draw_part", SimpleNamespace(address="tcp://a"), 3)

    monkeypatch.setattr("simengine.compute.cluster.draw_part", deadly)
    with pytest.raises(se.SimengineError, match=r"a block ended one worker of tcp.* after the other: were they short"):
        se.run(se.load(TEXT), paths=50, engine="reference", out=tmp_path, cluster=cluster.scheduler_address)


def work_of(model: se.Model, engine: str = "reference") -> Work:
    plan = make_plan(model, 1)
    return Work(identity_of(plan), engine, plan)


def test_a_worker_that_joins_late_with_another_simengine_says_so():
    sent = replace(pack(work_of(se.load(TEXT))), code="other")
    with pytest.raises(se.SimengineError, match="a worker has another simengine than this one: install the same"):
        draw_part(sent, Block(0, range(10)))


def test_a_plug_in_goes_along(tmp_path):
    file = tmp_path / "halving.py"
    file.write_text(PLUGIN, encoding="utf-8")
    sent = pack(work_of(se.load(HALF, plugins=[file])))
    here = draw_part(sent, Block(0, range(3)))
    assert far_work._opened(sent).plan.plugins[0].path == str(file)
    file.unlink()  # as on another computer
    far_work._opened.cache_clear()
    assert draw_part(sent, Block(0, range(3))) == here
    copy = Path(far_work._opened(sent).plan.plugins[0].path)
    assert copy.name == file.name
    assert copy != file
    assert copy.read_text(encoding="utf-8") == PLUGIN


def test_a_class_of_a_notebook_goes_along():
    class Doubling(Process):
        kind = "doubling"
        initial: Expr
        step = staticmethod(lambda x, dt: x * 2)

    model = se.load(HALF.replace("halving", "doubling"), plugins=[Doubling])
    sent = pack(work_of(model))
    far_work._opened.cache_clear()
    made = draw_part(sent, Block(0, range(3)))
    table = pq.read_table(pa.BufferReader(made.data))
    assert table["measure.last"].to_pylist() == [64.0] * 3


@pytest.mark.parametrize("address", ["pond", "tcp://here", "tcp://1.2.3.4:99 ", ""])
def test_what_is_no_address_is_told(address):
    with pytest.raises(se.SimengineError, match="is tcp://HOST:PORT, that of its scheduler"), connected(address):
        pass


def test_where_nobody_answers_it_is_told_at_once():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(se.SimengineError, match=f"no cluster answers at {address}: start one"), connected(address):
            pass


def test_one_of_two(tmp_path):
    with pytest.raises(se.SimengineError, match="one of cluster and dry_run"):
        se.run(se.load(TEXT), out=tmp_path, cluster="tcp://127.0.0.1:1", dry_run=True)


@pytest.mark.skipif(not LONG, reason="three processes take some seconds to start: SIMENGINE_CLUSTER=1")
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("engine", ["reference", "machine"])
def test_a_killed_worker_costs_its_blocks_and_no_bit(tmp_path, engine):
    paths, killed = (2_050 if engine == "reference" else 500_000), []

    def watch(progress):
        if not killed and progress.done:
            killed.append(kill_one(cluster))

    with workers_here(3, processes=True) as cluster:
        settings = {"paths": paths, "seed": 4, "engine": engine}
        far = se.run(se.load(TEXT), **settings, out=tmp_path / "far", cluster=cluster.scheduler_address, progress=watch)
        assert killed
        assert killed[0] != os.getpid()
    assert digests(far) == digests(se.run(se.load(TEXT), **settings, out=tmp_path / "near", jobs=2))

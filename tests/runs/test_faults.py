"""A run is killed, signalled or refused by the disk, whatever it is doing: no work is lost, no result is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from simengine.compute.run import run
from simengine.errors import SimengineError
from simengine.runs.blocks import blocks_of
from simengine.runs.left_parts import best_left, left_files
from simengine.runs.request import read_request
from tests.helpers.compute.pond_model import BLOCK, PATHS, REFERENCE, interrupt_after, pond, run_pond
from tests.helpers.faults import operations
from tests.helpers.house.tree import ROOT
from tests.helpers.switches import asked

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run is struck in a fork")
EVERY = 1 if asked("SIMENGINE_FAULTS") else 397
KILLS = 100 if asked("SIMENGINE_FAULTS") else 0


def campaign(folder: Path, every: int, kills: int, sorts: int, library: Path | None) -> dict:
    """What a campaign of faults found."""
    preloaded = {"LD_PRELOAD": str(library)} if library else {}
    (folder / "runs").mkdir()
    words = [str(folder / "runs"), str(every), str(kills), str(sorts), *([str(library)] if library else [])]
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.faults.campaign", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **preloaded},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """By a library in front of the C library; without a compiler or where there is no such thing, by Python."""
    folder = tmp_path_factory.mktemp("faults")
    return campaign(folder, EVERY, KILLS, 9, operations.build(folder) if sys.platform == "linux" else None)


def test_no_work_is_lost_and_no_result_is_wrong(found):
    assert found["wrong"] == []
    assert {"fresh", "forced", "resumed", "forced and resumed", "grown", "renamed"} <= set(found["struck"])


def test_nothing_is_left_behind(found):
    assert found["left"] == []


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    """A run, with a short one begun beside it, whose parts are spoiled bit by bit."""
    folder = tmp_path_factory.mktemp("spoiled")
    stored = run_pond(folder)
    with pytest.raises(KeyboardInterrupt):
        run(pond(folder), replace(REFERENCE, seed=4), folder / "results", force=True, progress=interrupt_after(1))
    return stored


def flips(size: int) -> Iterator[int]:
    """The places of bits in a file of this size: all of them, or some."""
    return iter(range(0, 8 * size, 1 if asked("SIMENGINE_FAULTS") else (8 * size // 80) | 1))


def test_no_flip_of_a_bit_of_a_part_goes_unseen(spoiled):
    part = spoiled.folder / spoiled.manifest.parts[-1].file.name
    data = bytearray(part.read_bytes())
    table = spoiled.outcome_table()
    for place in flips(len(data)):
        data[place // 8] ^= 1 << place % 8
        part.write_bytes(data)
        data[place // 8] ^= 1 << place % 8
        with pytest.raises(SimengineError, match="is damaged"):
            spoiled.outcome_table()
        if place % 8:
            continue
        with suppress(SimengineError):  # pages have checksums of their own; nothing else may come of it
            unchecked = spoiled.outcome_table(check=False)
            assert (unchecked.ok.shape, unchecked.measures["last"].shape) == (table.ok.shape, table.ok.shape)
    part.write_bytes(data)
    assert spoiled.outcome_table().paths == table.paths


def test_no_flip_of_a_bit_of_an_interrupted_run_is_taken_up(spoiled):
    (partial,) = spoiled.folder.parent.glob(".pond.*.partial")
    ((part,),) = left_files(partial).values()
    block, identity = next(blocks_of(PATHS, BLOCK)), read_request(partial).identity
    sound = part.read_bytes()
    assert best_left([part], block, identity).paths == BLOCK
    data = bytearray(sound)
    for place in flips(len(data)):
        data[place // 8] ^= 1 << place % 8
        part.write_bytes(data)
        data[place // 8] ^= 1 << place % 8
        assert best_left([part], block, identity) is None
        assert not part.exists()


def test_python_alone_can_strike_too(tmp_path):
    found = campaign(tmp_path, 1 if asked("SIMENGINE_FAULTS") else 199, 0, 2, None)
    assert found["wrong"] == []
    assert sum(found["struck"].values()) > 5

"""A run is killed, signalled or refused by the disk, whatever it is doing: no work is lost, no result is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.faults import operations
from tests.helpers.house.tree import ROOT
from tests.helpers.switches import asked

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run is struck in a fork")
EVERY = 1 if asked("SIMENGINE_FAULTS") else 113


def campaign(folder: Path, every: int, library: Path | None) -> dict:
    """What a campaign of faults found."""
    preloaded = {"LD_PRELOAD": str(library)} if library else {}
    (folder / "runs").mkdir()
    words = [str(folder / "runs"), str(every), *([str(library)] if library else [])]
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
    return campaign(folder, EVERY, operations.build(folder) if sys.platform == "linux" else None)


def test_no_work_is_lost_and_no_result_is_wrong(found):
    assert found["wrong"] == []
    assert {"fresh", "forced", "resumed", "forced and resumed", "grown", "renamed"} <= set(found["struck"])


def test_nothing_is_left_behind(found):
    assert found["left"] == []


def test_python_alone_can_strike_too(tmp_path):
    found = campaign(tmp_path, 1 if asked("SIMENGINE_FAULTS") else 149, None)
    assert found["wrong"] == []
    assert sum(found["struck"].values()) > 5

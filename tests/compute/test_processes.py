"""Ctrl-C and sudden death, with real processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simengine.compute.engine_kinds import ENGINES
from tests.helpers.compute.pond_model import TEXT
from tests.helpers.house.tree import ROOT
from tests.helpers.patience import PATIENCE, wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups of POSIX")

SCRIPT = """
import sys
from pathlib import Path
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.loading import load

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    try:
        run(load(folder / "pond.yaml"), Settings(paths=10**6, engine="reference", jobs=2), folder,
            progress=lambda told: print(told.done, flush=True))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.fixture
def started(tmp_path):
    (tmp_path / "pond.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "script.py", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    yield process
    for left in members(process.pid):
        os.kill(left, signal.SIGKILL)
    process.communicate()


def members(group: int) -> list[int]:
    """The processes of a session that still live."""
    told = subprocess.run(["ps", "-eo", "pid=,sess=,stat="], capture_output=True, encoding="utf-8", check=True).stdout
    rows = (line.split() for line in told.splitlines())
    return [int(pid) for pid, session, state in rows if int(session) == group and not state.startswith("Z")]


def wait_for_paths(process: subprocess.Popen[str], number: int = 1) -> None:
    while int(process.stdout.readline()) < number:
        pass


def gone(group: int) -> bool:
    return wait_for(lambda: not members(group))


def test_ctrl_c_leaves_what_is_done_and_no_process(started, tmp_path):
    wait_for_paths(started, 4 * ENGINES["reference"].block)  # the first block has long been stored
    assert len(members(started.pid)) >= 3
    os.killpg(started.pid, signal.SIGINT)
    _, errors = started.communicate(timeout=PATIENCE)
    assert started.returncode == 130
    assert errors == ""
    assert gone(started.pid)
    assert list(Path(tmp_path).glob(".pond.*.partial/parts/part-*.parquet"))
    assert not (tmp_path / "pond").exists()


def test_workers_do_not_outlive_a_killed_parent(started):
    wait_for_paths(started)
    assert len(members(started.pid)) >= 3
    os.kill(started.pid, signal.SIGKILL)
    assert gone(started.pid)

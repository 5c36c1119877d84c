"""Processes that prepare the tiny kernels, as a test starts them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simengine.cli.progress import COUNT
from simengine.engines.machine.private_folder import CACHE_VARIABLE
from tests.helpers.engines.machine.tiny_kernels import GATE, PIDS, SECONDS
from tests.helpers.house.tree import ROOT
from tests.helpers.patience import PATIENCE, wait_for

MODULE = "tests.helpers.engines.machine.tiny_kernels"
ALONE = f"""
import sys
from simengine.engines.machine import cache
from simengine.engines.machine.__main__ import main

def begun(module, found=cache.is_prepared):
    print("begun", flush=True)
    return found(module)

cache.is_prepared = begun  # by now it hears signals; before, Python itself would
sys.exit(main({MODULE!r}))
"""
IN_A_RUN = f"""
import sys
from simengine.cli.interrupts import INTERRUPTED, interruptible
from simengine.engines.machine.cache import load_or_compile
try:
    with interruptible():
        print("begun", flush=True)
        found = load_or_compile(lambda text: print("said", text, flush=True), {MODULE!r})
        print("found", sum(map(len, found)))
except KeyboardInterrupt:
    sys.exit(INTERRUPTED)
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions, links and signals as POSIX has them")


def start(program: str, cache: Path, seconds: float = 0.0, **others: str) -> subprocess.Popen[str]:
    """A process that runs a program, with pipes for what it tells."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    environment |= {CACHE_VARIABLE: str(cache), SECONDS: str(seconds), **others}
    command, pipe = [sys.executable, "-c", program], subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, encoding="utf-8", cwd=cache.anchor)


def is_alive(pid: int) -> bool:
    """Whether a process is at work; one that has ended counts no more, though its new parent may not have noticed."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # it ended just now, or there is no /proc
        return not Path("/proc/self").exists()


def workers_of(folder: Path) -> list[int]:
    """The workers that noted their being there in the folder that PIDS names."""
    return [int(file.name) for file in folder.iterdir()]


def interrupted(program: str, folder: Path, sent: signal.Signals, after: float) -> tuple[int, str, bool]:
    """The exit code, the errors told, and whether workers are left, of a start that gets a signal at some moment."""
    pids = folder / "pids"
    pids.mkdir(parents=True)
    child = start(program, folder / "cache", 0.3, **{PIDS: str(pids), GATE: str(folder / "never")})
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(after)
    child.send_signal(sent)
    _, told = child.communicate(timeout=PATIENCE)
    gone = wait_for(lambda: not any(map(is_alive, workers_of(pids))))
    return child.returncode, without_counts(told), not gone


def without_counts(told: str) -> str:
    """Lines without those of how far it is, which come when it takes long."""
    return "".join(line for line in told.splitlines(keepends=True) if not COUNT.search(line.rstrip()))

"""Compiles kernels in worker processes, all of a computer's processors at once.

A compiler is deaf to Ctrl-C for seconds and crashes when its process ends under it. Processes of their own can be ended
at any moment: they hand over bytes and leave nothing behind.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from types import MappingProxyType

from simengine.engines.system import cpus, held_back
from simengine.errors import SimengineError

FEWEST_A_WORKER = 8
"""Kernels that are worth a further worker: to bring in the compiler takes as long as a few kernels."""
_SECONDS = 0.2  # Windows hears of Ctrl-C between waits only
_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from simengine.engines.machine.compile_worker import main
main(sys.argv[2:])
"""


@dataclass(frozen=True, slots=True)
class _WorkerEnd:
    """How a worker ended: with an object file, or why not."""

    number: int
    data: bytes | None
    why: str


def compile_in_workers(
    module: str,
    names: Sequence[str],
    tell: Callable[[int, int], None],
    jobs: int = 0,
    weights: Mapping[str, float] = MappingProxyType({}),
) -> tuple[bytes, ...]:
    """Object files with the named kernels of a module; `tell` gets how many of how many are done.

    `weights` are those of kernels that take longer than others, which have 1.

    Raises:
        SimengineError: a worker failed.
    """
    shares = split_work(names, jobs or cpus(), weights)
    messages: SimpleQueue[str | _WorkerEnd] = SimpleQueue()
    objects: dict[int, bytes] = {}
    done = 0
    tell(done, len(names))
    with ExitStack() as running:
        for number, share in enumerate(shares):
            running.enter_context(_worker(number, [module, *share], messages))
        while len(objects) < len(shares):
            try:
                news = messages.get(timeout=_SECONDS)
            except Empty:
                continue
            if isinstance(news, str):
                done += 1
                tell(done, len(names))
            elif news.data is None:
                raise SimengineError(f"the engine could not be prepared: {news.why}")
            else:
                objects[news.number] = news.data
    return tuple(objects[number] for number in range(len(shares)))


def split_work(
    names: Sequence[str], jobs: int, weights: Mapping[str, float] = MappingProxyType({})
) -> list[Sequence[str]]:
    """Shares of the work, of about one weight: the heaviest first, each to whoever has least."""
    count = max(1, min(jobs, len(names) // FEWEST_A_WORKER))
    shares: list[list[str]] = [[] for _ in range(count)]
    loads = [0.0] * count
    for name in sorted(names, key=lambda name: -weights.get(name, 1.0)):
        least = loads.index(min(loads))
        shares[least].append(name)
        loads[least] += weights.get(name, 1.0)
    return list(shares)


@contextmanager
def _worker(number: int, words: Sequence[str], messages: SimpleQueue[str | _WorkerEnd]) -> Iterator[None]:
    """A worker at work, and a thread that passes on what it tells; at the end both are gone."""
    with ExitStack() as running:
        with held_back(signal.SIGINT, signal.SIGTERM):  # the worker stays deaf to them, and no start is forgotten
            process = _start(words)
            listener = threading.Thread(target=_listen, args=(number, process, messages), daemon=True)
            running.callback(_end, process, listener)
            listener.start()
        yield


def _start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """A worker that finds the modules this process finds, whatever folder and settings it was started with."""
    if not sys.executable:
        raise SimengineError("the engine can't be prepared here: Python does not know its program, sys.executable")
    module_folders = json.dumps([str(Path(place).absolute()) for place in sys.path])
    try:
        return subprocess.Popen(  # noqa: S603 — our own program
            [sys.executable, "-P", "-W", "ignore", "-c", _PROGRAM, module_folders, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parent,  # numba would read settings from a file in another
            env={name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise SimengineError(f"the engine can't be prepared: {sys.executable}: {error.strerror}") from error


def _end(process: subprocess.Popen[bytes], listener: threading.Thread) -> None:
    process.kill()
    if process.stdin is not None:
        process.stdin.close()
    listener.join()


def _listen(number: int, process: subprocess.Popen[bytes], messages: SimpleQueue[str | _WorkerEnd]) -> None:
    data, why = None, ""
    try:
        if process.stdout is not None:
            with process.stdout as stream:
                for line in stream:
                    word, _, rest = line.decode(errors="replace").rstrip("\n").partition(" ")
                    if word == "done":
                        messages.put(rest)
                    elif word == "failed":
                        why = rest
                    elif word == "object":
                        data = stream.read(size := int(rest))
                        data = data if len(data) == size else None
    finally:
        code = process.wait()
        messages.put(_WorkerEnd(number, data, why or _ending_text(code)))


def _ending_text(code: int) -> str:
    how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return f"a worker process {how}; was it short of memory?"

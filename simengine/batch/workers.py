"""Computing blocks here, in processes of our own, or on any executor; the results don't depend on which."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from simengine.batch.blocks import Block
from simengine.engines.draws import Draws
from simengine.engines.reference import ReferenceEngine
from simengine.errors import SimengineError, did_you_mean
from simengine.plan.plan import Plan

MOST_PROCESSES = 61 if sys.platform == "win32" else 10_000  # more handles Windows can't wait for


class Engine(Protocol):
    """What computes paths of the plan it was made for."""

    def simulate(self, paths: Sequence[int], keep: Sequence[str] = ()) -> Draws:
        """The results of the given paths, with the values of the names in `keep` at every step."""


ENGINES: dict[str, Callable[[Plan], Engine]] = {"reference": ReferenceEngine}


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker must know: the plan (equal where its digest is), the engine's name, the names to keep."""

    digest: str
    engine: str
    plan: Plan = field(compare=False, repr=False)
    keep: tuple[str, ...] = ()


def check_engine(name: str) -> None:
    """SimengineError if there is no engine of that name."""
    if name not in ENGINES:
        raise SimengineError(f"no engine {name!r}{did_you_mean(name, ENGINES)}; there is {', '.join(ENGINES)}")


def simulate(work: Work, paths: Sequence[int]) -> Draws:
    """The results of some paths; the engine is kept for the next ones of the same work."""
    return _engine(work).simulate(paths, work.keep)


@functools.lru_cache(maxsize=4)
def _engine(work: Work) -> Engine:
    return ENGINES[work.engine](work.plan)


def compute(
    work: Work, blocks: Iterable[Block], executor: Executor | None = None, jobs: int = 1
) -> Generator[tuple[Block, Draws], None, None]:
    """The results of blocks as they come, here or on an executor, few in flight at a time.

    Close it to leave: what has not started is cancelled. SimengineError when a worker process dies.
    """
    if executor is None:
        for block in blocks:
            yield block, simulate(work, block.paths)
        return
    left, waiting = iter(blocks), dict[Future[Draws], Block]()
    in_flight = 2 * max(jobs, os.cpu_count() or 1)
    try:
        while True:
            for block in islice(left, in_flight - len(waiting)):
                with _interrupts_held_back():
                    waiting[executor.submit(simulate, work, block.paths)] = block
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future.result()
    except BrokenExecutor as error:
        advice = "was it short of memory? A script of your own must call this under `if __name__ == '__main__':`"
        raise SimengineError(f"a worker process ended before its time: {advice}") from error
    finally:
        for future in waiting:
            future.cancel()


@contextmanager
def workers(jobs: int) -> Iterator[Executor | None]:
    """An executor of `jobs` processes, None for one job. At the end no process is left."""
    if jobs < 1:
        raise SimengineError(f"jobs must be at least 1 (got {jobs})")
    if jobs == 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, MOST_PROCESSES), mp_context=context, initializer=_begin)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """A worker leaves Ctrl-C to its parent, and ends with it however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process that submitting starts must not be hit by Ctrl-C before it can look away; ours comes right after."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

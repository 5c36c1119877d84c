"""Computing pieces of work here, in threads, in processes, or on any executor; the results don't depend on which."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from simengine.compute.engine_kinds import Announce, Engine, make_engine
from simengine.compute.pieces import Piece
from simengine.engines.system import cpus, held_back
from simengine.errors import SimengineError
from simengine.plan.identity import Identity
from simengine.plan.plan import Plan

if TYPE_CHECKING:
    from simengine.engines.path_results import PathResults

Item = TypeVar("Item")
Done = TypeVar("Done")
_MOST_JOBS = 1_024  # a machine with more processors may have as many
_LOOK_AFTER = 30.0  # seconds
MOST_PROCESSES = 61 if sys.platform == "win32" else 10_000  # more handles Windows can't wait for


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker must know: the plan, the engine's name, the names to keep.

    A plan is as good as another where its identity is equal, and the digest of its members, `learnt`.
    """

    identity: Identity
    engine: str
    plan: Plan = field(compare=False, repr=False)
    keep: tuple[str, ...] = ()
    learnt: bytes = field(init=False)

    def __post_init__(self) -> None:
        members = self.plan.members
        object.__setattr__(self, "learnt", members.digest() if members else b"")


def simulate(work: Work, piece: Piece) -> PathResults:
    """The results of a piece; the engine is kept for the next ones of the same work."""
    return _simulate(_engine(work), work.keep, piece)


def _simulate(engine: Engine, keep: Sequence[str], piece: Piece) -> PathResults:
    return engine.simulate(piece.paths, keep)


@functools.lru_cache(maxsize=4)
def _engine(work: Work) -> Engine:
    return make_engine(work.engine, work.plan)


def compute(
    work: Work,
    pieces: Iterable[Piece],
    executor: Executor | None = None,
    jobs: int = 1,
    announce: Announce | None = None,
) -> Generator[tuple[Piece, PathResults], None, None]:
    """The results of pieces as they come, here or on an executor, few in flight at a time.

    The engine is made here, with an announcement if that takes long, and shared by the threads of a pool; workers of
    other executors make their own. A plan with a class that other processes can't know, such as a notebook's, is
    computed here, with a warning. Close it to leave: what has not started is cancelled.

    Raises:
        SimengineError: when the engine can't be made, or a worker process dies.
    """
    executor = usable_executor(executor, work.plan)
    yield from as_they_come(computing(work, executor, announce), pieces, executor, jobs)


def computing(work: Work, executor: Executor | None, announce: Announce | None) -> Callable[[Piece], PathResults]:
    """What computes a piece, here or on a `usable_executor`; the engine is made now if threads can share it.

    SimengineError when it can't be made.
    """
    if executor is None or isinstance(executor, ThreadPoolExecutor):
        engine = _engine(work) if announce is None else make_engine(work.engine, work.plan, announce)
        return functools.partial(_simulate, engine, work.keep)
    return functools.partial(simulate, work)


def usable_executor(executor: Executor | None, plan: Plan) -> Executor | None:
    """The executor, or None, with a warning, if it is of processes that would not find a class among the plug-ins."""
    lost = [plugin.path for plugin in plan.plugins if plugin.kind is not None and not _can_be_found(plugin.kind)]
    if not lost or not isinstance(executor, ProcessPoolExecutor):
        return executor
    reason = f"{', '.join(lost)} can't be sent to other processes, so one process computes"
    warnings.warn(f"{reason}; a plug-in in a file can: plugins=['FILE.py']", stacklevel=2)
    return None


def _can_be_found(kind: type) -> bool:
    """Whether another process can import what holds a class; a notebook it can't."""
    module = sys.modules.get(kind.__module__)
    found: object = module
    for name in kind.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is kind and (getattr(module, "__file__", None) or getattr(module, "__spec__", None)) is not None


def as_they_come(
    call: Callable[[Item], Done],
    items: Iterable[Item],
    executor: Executor | None,
    jobs: int = 1,
    look: Callable[[], None] = lambda: None,
) -> Generator[tuple[Item, Done], None, None]:
    """Items with what a call makes of them, here in order or on an executor as it comes, few in flight at a time.

    Where nothing comes for half a minute, `look` may see whether all is well. Close it to leave: what has not started
    is cancelled. SimengineError when a worker process dies.
    """
    if executor is None:
        yield from ((item, call(item)) for item in items)
        return
    left, in_flight = iter(items), 2 * max(jobs, cpus())
    waiting: dict[Future[Done], Item] = {}
    try:
        while True:
            for item in islice(left, in_flight - len(waiting)):
                with held_back(signal.SIGINT):  # a worker it starts must look away first; ours comes right after
                    waiting[executor.submit(call, item)] = item
            if not waiting:
                return
            done = wait(waiting, _LOOK_AFTER, FIRST_COMPLETED).done
            if not done:
                look()
            for future in done:
                yield waiting.pop(future), future.result()
    except BrokenExecutor as error:
        advice = "was it short of memory? A script of your own must call this under `if __name__ == '__main__':`"
        raise SimengineError(f"a worker process ended before its time: {advice}") from error
    finally:
        for future in waiting:
            future.cancel()


def most_jobs() -> int:
    """How many threads or processes can be asked for: more than the processors there are only share these."""
    return max(_MOST_JOBS, cpus())


@contextmanager
def workers(jobs: int, *, threads: bool = False) -> Iterator[Executor | None]:
    """An executor of `jobs` threads or processes, None for one job. At the end none is left."""
    if not 1 <= jobs <= most_jobs():
        raise SimengineError(f"jobs must lie in 1 … {most_jobs():,} (got {jobs:,})")
    if jobs == 1:
        yield None
        return
    pool = ThreadPoolExecutor(jobs) if threads else _processes(jobs)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _processes(jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(min(jobs, MOST_PROCESSES), mp_context=context, initializer=_initialise_worker)


def _initialise_worker() -> None:
    """A worker leaves Ctrl-C to its parent, and ends with it however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

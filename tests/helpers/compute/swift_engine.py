"""A stand-in for an engine that threads share: the reference engine's paths in short blocks, or numbers from NumPy."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest

from simengine.compute.engine_kinds import ENGINES, Announce, Engine, Kind
from simengine.engines.path_results import EventSteps, PathResults
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.plan.plan import Plan
from simengine.status import Status

BLOCK = 64


def kind(make: Callable[[Plan, Announce], Engine], block: int = BLOCK, piece: int = 24) -> Kind:
    """An engine for threads."""
    return Kind(make, block=block, piece=piece, grain=4, fan=50, threads=True)


@contextmanager
def quick_engine() -> Iterator[None]:
    """Lets there be an engine `quick`, of numbers in blocks as short as the reference engine's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENGINES, "quick", kind(Numbers, block=ENGINES["reference"].block, piece=24))
        yield


def reference(plan: Plan, announce: Announce) -> Engine:
    """The reference engine, announced."""
    announce("building …")
    announce("built")
    return ReferenceEngine(plan)


class Numbers:
    """Uniform numbers that depend on the path alone, and every fifth path excluded."""

    def __init__(self, plan: Plan, announce: Announce) -> None:
        self._plan = plan

    def simulate(self, paths: Sequence[int], keep: Sequence[str] = ()) -> PathResults:
        plan, path, n = self._plan, np.asarray(paths, dtype=np.int64), len(paths)
        excluded = path % 5 == 4
        return PathResults(
            path=path,
            status=np.where(excluded, Status.EXCLUDED, Status.OK).astype(np.int8),
            element=np.where(excluded, len(plan.elements) - 1, -1).astype(np.int16),
            step=np.where(excluded, 1, -1).astype(np.int32),
            outcome=np.where(excluded, -1, path % len(plan.classes)).astype(np.int16),
            measures=_numbers(path, len(plan.measures), excluded),
            questions=np.rint(_numbers(path, len(plan.questions), excluded)),
            events=tuple(_steps(path + index) for index in range(len(plan.events))),
            clamps=np.full(len(plan.counted), n),
            kept=np.zeros((n, plan.clock.steps + 1, len(keep))),
        )


def _numbers(path: np.ndarray, columns: int, excluded: np.ndarray) -> np.ndarray:
    values = np.modf(np.outer(path + 1, np.sqrt(np.arange(columns) + 2.5)))[0]
    values[excluded] = np.nan
    return values


def _steps(path: np.ndarray) -> EventSteps:
    often = path % 3
    offsets = np.concatenate([[0], np.cumsum(often)]).astype(np.int32)
    return EventSteps(offsets, (np.arange(offsets[-1]) - np.repeat(offsets[:-1], often)).astype(np.int32))

"""The engines there are, and how paths are computed with each. An engine is imported when it is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from simengine.compute.replay import Replaying
from simengine.engines.system import cpus
from simengine.errors import WrongUsageError, what_there_is

if TYPE_CHECKING:
    from simengine.engines.die_numbers import DieRow
    from simengine.engines.path_results import PathResults
    from simengine.plan.plan import Plan
    from simengine.randomness.dice import Die

DEFAULT_ENGINE = os.environ.get("SIMENGINE_ENGINE") or "machine"
"""The engine of whoever names none."""

Announce = Callable[[str], None]
"""Told what has begun that takes long, by a text that ends in …, and what is done."""


class Engine(Protocol):
    """What computes paths of the plan it was made for."""

    def simulate(
        self,
        paths: Sequence[int],
        keep: Sequence[str] = (),
        *,
        rolled: Mapping[Die, DieRow] = ...,
        until: int | None = None,
        fresh: int | None = None,
        late: Mapping[Die, DieRow] = ...,
    ) -> PathResults:
        """The results of the given paths, with the values of the names in `keep` at every step, or up to a step.

        Dice that are `rolled` show other numbers than the paths', one a path, up to the step `fresh` if one is given;
        those that are `late` do from there on.
        """


@dataclass(frozen=True, slots=True)
class Kind:
    """An engine's maker, and what suits it.

    `block` paths make a part on the disk. A call is for at most `piece` of them, so that Ctrl-C is heard soon and
    threads share the work; it is a multiple of `grain`. `fan` paths are computed again in a moment. `threads` says that
    threads may call one engine at once and get on side by side; otherwise processes do. Results don't show any of it.
    """

    make: Callable[[Plan, Announce], Engine]
    block: int
    piece: int
    grain: int
    fan: int
    threads: bool


def quiet(_: str) -> None:
    """Announces nothing."""


def make_engine(name: str, plan: Plan, announce: Announce = quiet) -> Engine:
    """The engine of that name for a plan; `announce` is told of what takes long. WrongUsageError as `check_engine`.

    If the plan has members, path i is member i.
    """
    bare = bare_engine(name, replace(plan, members=None), announce)
    return Replaying(bare, plan.members) if plan.members else bare


def bare_engine(name: str, plan: Plan, announce: Announce = quiet) -> Engine:
    """The same, but path i has the chance of path i."""
    check_engine(name)
    return ENGINES[name].make(plan, announce)


def jobs_for(engine: str, jobs: int | None) -> int:
    """How many work at once: so many as are asked for, else a thread a CPU; one process of an engine without threads.

    An engine that isn't there is left to `check_engine`.
    """
    if jobs is not None:
        return jobs
    return cpus() if engine in ENGINES and ENGINES[engine].threads else 1


def check_engine(name: str) -> None:
    """WrongUsageError if there is no engine of that name."""
    if name not in ENGINES:
        raise WrongUsageError(f"no engine {name!r}{what_there_is(name, ENGINES)}")


def _machine(plan: Plan, announce: Announce) -> Engine:
    from simengine.engines.machine.make_machine import make_machine  # noqa: PLC0415 (brings LLVM)

    return make_machine(plan, announce)


def _reference(plan: Plan, _: Announce) -> Engine:
    from simengine.engines.reference.simulation import ReferenceEngine  # noqa: PLC0415 (brings SimPy)

    return ReferenceEngine(plan)


ENGINES: dict[str, Kind] = {
    "machine": Kind(_machine, block=32_768, piece=4_096, grain=256, fan=2_000, threads=True),
    "reference": Kind(_reference, block=100, piece=25, grain=1, fan=200, threads=False),
}

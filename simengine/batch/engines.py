"""The engines there are, and how a batch goes about the work of each. An engine is imported when it is made."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from simengine.errors import SimengineError, did_you_mean

if TYPE_CHECKING:
    from simengine.engines.draws import Draws
    from simengine.plan.plan import Plan

DEFAULT_ENGINE = os.environ.get("SIMENGINE_ENGINE") or "compiled"
"""The engine of whoever names none; the environment variable is for those who never want to compile."""

Announce = Callable[[str], None]
"""Told what has begun that takes long, by a text that ends in …, and what is done."""


class Engine(Protocol):
    """What computes paths of the plan it was made for."""

    def simulate(self, paths: Sequence[int], keep: Sequence[str] = ()) -> Draws:
        """The results of the given paths, with the values of the names in `keep` at every step."""


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
    plugins: bool


def quiet(_: str) -> None:
    """Announces nothing."""


def make_engine(name: str, plan: Plan, announce: Announce = quiet) -> Engine:
    """The engine of that name for a plan; `announce` is told of a compilation. SimengineError as `check_engine`."""
    check_engine(name, plan)
    return ENGINES[name].make(plan, announce)


def check_engine(name: str, plan: Plan | None = None) -> None:
    """SimengineError if there is no engine of that name, or it can't compute this plan."""
    if name not in ENGINES:
        raise SimengineError(f"no engine {name!r}{did_you_mean(name, ENGINES)}; there is {', '.join(ENGINES)}")
    if plan is not None and plan.plugins and not ENGINES[name].plugins:
        files = ", ".join(Path(plugin.path).name for plugin in plan.plugins)
        raise SimengineError(
            f"the {name} engine can't compute {plan.name}, which has processes of its own in {files}: "
            "use --engine reference"
        )


def _compiled(plan: Plan, announce: Announce) -> Engine:
    def make() -> Engine:
        from simengine.engines.compiled import CompiledEngine  # noqa: PLC0415 (brings numba)

        return CompiledEngine(plan, announce=announce)

    return _aside(make)


def _reference(plan: Plan, _: Announce) -> Engine:
    from simengine.engines.reference import ReferenceEngine  # noqa: PLC0415 (brings SimPy)

    return ReferenceEngine(plan)


def _aside(make: Callable[[], Engine]) -> Engine:
    """What `make` makes, on another thread: a compiler is deaf for seconds, and Ctrl-C must be heard meanwhile."""
    made: Future[Engine] = Future()

    def work() -> None:
        try:
            made.set_result(make())
        except BaseException as error:  # noqa: BLE001 — it is raised again where the result is waited for
            made.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return made.result()


ENGINES: dict[str, Kind] = {
    "compiled": Kind(_compiled, block=32_768, piece=4_096, grain=256, fan=2_000, threads=True, plugins=False),
    "reference": Kind(_reference, block=100, piece=25, grain=1, fan=200, threads=False, plugins=True),
}

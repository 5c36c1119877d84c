"""What the machine runs for a plan: its table, and the kernels it may call. Needs no compiler and nothing prepared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simengine.distributions import Distribution
from simengine.engines.machine.instruction_table import Table, verify
from simengine.engines.machine.kernel import Kernel
from simengine.engines.machine.kernel_catalogue import is_shipped, kernels, kernels_of
from simengine.engines.machine.lower_plan import lower
from simengine.errors import Setting, SimengineError, Worded
from simengine.functions import memory_functions
from simengine.plan.plan import MemoryCell, Plan
from simengine.processes._plugins import all_processes


def make_table(plan: Plan, known: Mapping[str, Kernel]) -> Table:
    """The table of a plan; `known` are the kernels there are."""
    table = lower(plan, all_processes(plan.plugins), known)
    verify(table, known)
    return table


def known_kernels(plan: Plan) -> Mapping[str, Kernel]:
    """The kernels that a plan's table may call, compiled or not. SimengineError as `own_kernels`."""
    return {**kernels(), **own_kernels(own_kinds(plan))}


def own_kinds(plan: Plan) -> tuple[type, ...]:
    """The processes, functions with memory and distributions of a plan that do not come with simengine."""
    kinds = all_processes(plan.plugins)
    functions = {cell.function for cell in (*plan.look, *plan.note) if isinstance(cell, MemoryCell)}
    used: list[type] = [kinds[name] for name in dict.fromkeys(driver.process for driver in plan.drivers)]
    used += [memory_functions()[name] for name in sorted(functions)]
    laws = [part for one in plan.parameters for part in one.distribution.parts]
    laws += [event.delay for event in plan.events if isinstance(event.delay, Distribution)]
    used += {type(law).tag: type(law) for law in laws if isinstance(law, Distribution)}.values()
    return tuple(kind for kind in used if not is_shipped(kind))


def own_kernels(kinds: Iterable[type]) -> Mapping[str, Kernel]:
    """The kernels of a user's own kinds, not yet compiled. SimengineError for one that has not the form of a kind."""
    return {kernel.name: kernel for kind in kinds for kernel in _kernels_of(kind)}


def _kernels_of(kind: type) -> tuple[Kernel, ...]:
    try:
        return tuple(kernels_of(kind))
    except (TypeError, ValueError, ArithmeticError) as error:
        what = f"{kind.__name__} can't be compiled: {error}"
        raise SimengineError(Worded(f"{what}; or run with ", Setting("engine", "reference"))) from error

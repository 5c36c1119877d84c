"""What is compiled for a computer: from which files, how, and how it is checked. Asking for names costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from simengine.engines.machine.kernel import Kernel
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.errors import SimengineError

SOURCES = (
    *(
        f"engines/machine/{name}.py"
        for name in (
            "compare_kernels", "delays", "dispatch", "due", "effects", "event_phases", "filling", "frame", "kernel",
            "kernel_build", "kernel_catalogue", "loop", "native", "noise", "object_file", "operands", "path_log",
            "plain_kernels", "primitives", "results", "templates", "translate",
        )
    ),
    *("distributions", "functions", "language/arithmetic.py", "language/clock.py", "numerics", "plan/semantics.py"),
    *("processes", "randomness", "status.py"),
)  # fmt: skip
"""What kernels are made of, in the package."""
LOOP = ("simulate", "sort_records")
WEIGHTS = {
    "simulate": 40.0, "prepare_once.markov_chain": 9.0, "quantile.beta": 7.0, "normals": 6.0, "quantile.gamma": 5.0,
    "quantile.pert": 5.0, "prepare.markov_chain": 4.0, "uniforms": 3.0, "look.rolling_mean": 3.0, "look.lag": 3.0,
}  # fmt: skip
"""About how many times as long as others these take to compile."""


def names() -> tuple[str, ...]:
    """What is compiled: every kernel, and the two functions of the loop."""
    return (*kernels(), *LOOP)


def compile_objects(
    wanted: Sequence[str], done: Callable[[str], None], known: Mapping[str, Kernel] | None = None
) -> bytes:
    """One object file of these kernels; `done` is told each name."""
    from simengine.engines.machine.object_file import ObjectFile  # noqa: PLC0415 (brings numba)

    file = ObjectFile()
    for name in wanted:
        file.add(name, None if name in LOOP else (known or kernels())[name])
        done(name)
    return file.emit()


def check(objects: Sequence[bytes]) -> None:
    """Compares every kernel of these object files with its function. SimengineError if one gives other bits."""
    from simengine.engines.machine.compare_kernels import differences  # noqa: PLC0415 (only wanted here)
    from simengine.engines.machine.library import Library  # noqa: PLC0415 (brings LLVM)

    library = Library(objects)
    for kernel in kernels().values():
        wrong = differences(kernel, library)
        if wrong:
            raise SimengineError(f"the kernel {kernel.name} does not compute what it should on this machine: {wrong}")

"""A stand-in: three small kernels, compiled to one object file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

SOURCES = (
    *("numerics", "randomness", "language/arithmetic.py", "processes", "functions", "distributions"),
    "engines/machine",
)
"""Files and folders of the package, the text of which kernels are made of."""


def names() -> tuple[str, ...]:
    """All kernels, in a fixed order."""
    return "halve", "negate", "square"


def compile_objects(names: Sequence[str], done: Callable[[str], None]) -> bytes:
    """One object file with these kernels; `done` is told of each."""
    import llvmlite.binding as llvm  # noqa: PLC0415 — heavy, and only needed where kernels are made
    from numba import cfunc  # noqa: PLC0415

    whole = llvm.parse_assembly("")
    for name in names:
        kernel = cfunc("float64(float64)")(_KERNELS[name])
        module = llvm.parse_assembly(str(kernel._library.get_llvm_str()))  # noqa: SLF001
        module.get_function(kernel.native_name).name = name
        whole.link_in(module)
        done(name)
    machine = llvm.Target.from_default_triple().create_target_machine(reloc="pic", codemodel="default")
    return bytes(machine.emit_object(whole))


def _halve(x: float) -> float:
    return x * 0.5


def _negate(x: float) -> float:
    return -x


def _square(x: float) -> float:
    return x * x


_KERNELS = {"halve": _halve, "negate": _negate, "square": _square}

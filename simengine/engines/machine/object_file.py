"""Kernels compiled into an object file: numba's machine code under names of our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

import llvmlite.binding as llvm
from numba import types

from simengine.engines.machine import loop, noise, results, templates
from simengine.engines.machine.kernel import PREFIX, Kernel, symbol
from simengine.engines.machine.native import KERNEL, WHOLES, compile_native
from simengine.engines.machine.translate import explained
from simengine.errors import SimengineError

_LOOP: Mapping[str, tuple[Any, Any]] = {
    "simulate": (loop.simulate, types.void(WHOLES)),
    "sort_records": (results.sort_records, types.void(WHOLES, types.int64, types.int64, types.int64, WHOLES, WHOLES)),
}

# A loop over paths around a choice that is the same on all of them becomes a loop for each side, also where it is long:
# a quantile function with or without bounds. LLVM has no other way to be told, and takes it once a process.
llvm.set_option("", "-unswitch-threshold=100")


def function_of_kernel(kernel: Kernel) -> Callable[..., None]:
    """The function that is compiled for a kernel."""
    made: Callable[..., None]
    random = kernel.template == "noise"
    made = getattr(noise, kernel.name) if random else getattr(templates, kernel.template)(*kernel.parts)
    return made


class ObjectFile:
    """Compiled functions, linked into one module."""

    def __init__(self) -> None:
        self._module: Any = None
        self._codegen: Any = None

    def add(self, name: str, kernel: Kernel | None) -> None:
        """Compiles a kernel, or a function of the loop. SimengineError if it can't be compiled."""
        try:
            made = compile_native(function_of_kernel(kernel), KERNEL) if kernel else _of_loop(name)
        except SimengineError:
            raise
        except Exception as error:  # whatever a compiler may say of a user's function is told of that function
            function = next((part for part in (kernel.parts if kernel else ()) if isinstance(part, FunctionType)), None)
            if function is None:
                raise
            raise explained(function, error) from error
        module = llvm.parse_bitcode(made.library._final_module.as_bitcode())  # noqa: SLF001 (numba has no other way)
        module.get_function(made.fndesc.llvm_func_name).name = symbol(name)
        self._codegen = made.library._codegen  # noqa: SLF001
        if self._module is None:
            self._module = module
        else:
            self._module.link_in(module)

    def emit(self) -> bytes:
        """The object file. Nothing but kernels has a name outside it: workers give their helpers the same names."""
        for found in (*self._module.functions, *self._module.global_variables) if self._module else ():
            if not found.is_declaration and not found.name.startswith(PREFIX):
                found.linkage = "internal"
        return bytes(self._codegen._tm.emit_object(self._module)) if self._module is not None else b""  # noqa: SLF001


def _of_loop(name: str) -> Any:
    function, kind = _LOOP[name]
    return compile_native(function.py_func, kind)

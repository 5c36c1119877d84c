"""Prepared object files made part of this process: the addresses of kernels. Brings no numba."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import llvmlite.binding as llvm

from simengine.engines.machine.kernel import symbol

_SPARE = ctypes.c_void_p
_SIMULATE = ctypes.CFUNCTYPE(ctypes.c_int32, _SPARE, _SPARE, ctypes.c_void_p)
_KERNEL = ctypes.CFUNCTYPE(ctypes.c_int32, _SPARE, _SPARE, ctypes.c_void_p, ctypes.c_void_p)
_SORT_RECORDS = ctypes.CFUNCTYPE(
    ctypes.c_int32, _SPARE, _SPARE, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
    ctypes.c_void_p, ctypes.c_void_p,
)  # fmt: skip


class Library:
    """Machine code from object files. Calling it needs no lock of Python's."""

    def __init__(self, objects: Sequence[bytes]) -> None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        machine = llvm.Target.from_default_triple().create_target_machine(jit=True, codemodel="jitdefault")
        self._engine: Any = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        for found in objects:
            self._engine.add_object_file(llvm.ObjectFileRef.from_data(found))
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Where a kernel is. KeyError if it is in none of the files."""
        found = int(self._engine.get_function_address(symbol(name)))
        if not found:
            raise KeyError(name)
        return found

    def addresses(self, names: Iterable[str]) -> Mapping[str, int]:
        """Where some kernels are."""
        return {name: self.address(name) for name in names}

    def call(self, name: str, operands: int, frame: int) -> None:
        """Runs one kernel; both arguments are addresses."""
        spare, other = ctypes.c_void_p(), ctypes.c_void_p()
        _KERNEL(self.address(name))(ctypes.addressof(spare), ctypes.addressof(other), operands, frame)

    def simulate(self, frame: int) -> None:
        """Runs a block of paths; `frame` is the address of its frame."""
        spare, other = ctypes.c_void_p(), ctypes.c_void_p()
        _SIMULATE(self.address("simulate"))(ctypes.addressof(spare), ctypes.addressof(other), frame)

    def sort_records(self, records: int, count: int, events: int, paths: int, offsets: int, steps: int) -> None:
        """Sorts the records of events; all arrays are addresses."""
        spare, other = ctypes.c_void_p(), ctypes.c_void_p()
        _SORT_RECORDS(self.address("sort_records"))(
            ctypes.addressof(spare), ctypes.addressof(other), records, count, events, paths, offsets, steps
        )

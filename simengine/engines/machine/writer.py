"""Instructions as they are written, before their registers have rows.

A *register* is what an instruction of a program writes or reads: as many rows as it needs, without saying which. Where
these are is decided last, by `row_allocation`; a *row* is memory, a number for each path of a block. The same
instruction on the same operands is written once, to one register; one on nothing but what is fixed along a path stands
at the beginning.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from simengine.engines.machine.frame import Segment
from simengine.engines.machine.kernel import Kernel, word_letters
from simengine.engines.machine.kernel_catalogue import ELEMENTWISE

COMMUTATIVE = frozenset(("add", "multiply", "equal", "unequal"))


class Register(NamedTuple):
    """A register of a program, or row `offset` of one that has several rows."""

    number: int
    offset: int = 0


Value = Register | float
"""What an expression comes to: a register, or a number."""
Operand = Register | int | float


@dataclass(frozen=True, slots=True)
class Instruction:
    """A kernel and its operands: registers, whole numbers, numbers; `origin` says for what.

    `registers` are all it has to do with, those it writes first.
    """

    kernel: Kernel
    operands: tuple[Operand, ...]
    origin: str
    registers: tuple[Register, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        named = [(letter, one) for letter, one in self.with_letters() if isinstance(one, Register)]
        written = (one for letter, one in named if letter in "oxnm")
        read = (one for letter, one in named if letter in "rzul")
        object.__setattr__(self, "registers", (*written, *read))

    def with_letters(self) -> Iterator[tuple[str, Operand]]:
        """The operands, each with the letter of its kind; the second word of a memory is a whole number."""
        return zip(word_letters(self.kernel, len(self.operands)), self.operands, strict=True)


@dataclass(slots=True)
class Writer:
    """Collects the instructions of a program, segment by segment.

    `sizes` are how many rows each register has, `pinned` those with rows of their own for good, `fixed` those that stay
    along a path once they are computed.
    """

    kernels: Mapping[str, Kernel]
    segments: list[list[Instruction]] = field(default_factory=lambda: [[] for _ in range(Segment.FIRST_FREE)])
    sizes: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    pinned: set[int] = field(default_factory=set)
    fixed: set[int] = field(default_factory=set)
    constants: list[float] = field(default_factory=list)
    uses_after: list[tuple[int, Register]] = field(default_factory=list)
    lanes: set[int] = field(default_factory=set)
    origin: str = ""
    _segment: int = Segment.BEGIN
    _scopes: list[dict[tuple[object, ...], Register]] = field(default_factory=lambda: [{}])

    # Where it is written

    def begin_steps(self) -> None:
        """What is computed from here on is not that of the beginning."""
        self._scopes.append({})

    @contextmanager
    def in_segment(self, segment: int) -> Iterator[None]:
        """Writes to a segment; what is computed there is known afterwards."""
        before, self._segment = self._segment, segment
        yield
        self._segment = before

    @contextmanager
    def conditional(self, segment: int) -> Iterator[None]:
        """Writes to a segment that does not always run: what is computed there is forgotten afterwards."""
        with self.in_segment(segment):
            self._scopes.append({})
            yield
            self._scopes.pop()

    @contextmanager
    def on_lanes(self, segment: int) -> Iterator[None]:
        """Writes a lane program, which sees nothing but what it gathers."""
        before, self._scopes = self._scopes, [self._scopes[0], {}]
        self.lanes.add(segment)
        with self.in_segment(segment):
            yield
        self._scopes = before

    @contextmanager
    def for_origin(self, origin: str) -> Iterator[None]:
        """Whatever is written inside is for `origin`, a place in the scenario."""
        before, self.origin = self.origin, origin
        yield
        self.origin = before

    def new_segment(self) -> int:
        """A further segment."""
        self.segments.append([])
        return len(self.segments) - 1

    # Registers

    def new_register(self, name: str = "", rows: int = 1, pinned: bool = False) -> Register:
        """A new register."""
        self.sizes.append(rows)
        self.names.append(name)
        found = Register(len(self.sizes) - 1)
        if pinned:
            self.pin(found)
        return found

    def pin(self, register: Register) -> Register:
        """Gives a register rows of its own."""
        self.pinned.add(register.number)
        return register

    def keep_after_segment(self, register: Register) -> None:
        """The loop itself reads a register after the current segment has run."""
        self.uses_after.append((self._segment, register))

    # Instructions

    def write(self, name: str, *operands: Operand) -> None:
        """An instruction for what it does to its registers."""
        found = Instruction(self.kernels[name], tuple(operands), self.origin)
        self.segments[self._segment].append(found)

    def compute(self, name: str, operands: Sequence[Value], into: Register | None = None) -> Value:
        """The value of an operation of the language; `into` names where it shall stand."""
        values = list(operands)
        if name in COMMUTATIVE and isinstance(values[0], float):
            values.reverse()
        if not any(isinstance(value, Register) for value in values):
            return self._fold(ELEMENTWISE[name][0], values)
        form = "".join("r" if isinstance(value, Register) else "c" for value in values)
        if f"{name}.{form}" not in self.kernels:
            values = [self.as_register(value) for value in values]
            form = "r" * len(values)
        return self._find_or_write(f"{name}.{form}", values, into)

    @staticmethod
    def _fold(function: Callable[..., float], values: Sequence[Value]) -> float:
        return float(function(*values))

    def _find_or_write(self, name: str, values: Sequence[Value], into: Register | None) -> Register:
        key = (name, *map(_key, values))
        for scope in self._scopes if into is None else ():
            if key in scope:
                return scope[key]
        fixed = all(value.number in self.fixed for value in values if isinstance(value, Register))
        if fixed and into is None:
            out = self.new_register()
            self.fixed.add(out.number)
            with self.in_segment(Segment.BEGIN):
                self.write(name, out, *values)
            self._scopes[0][key] = out
            return out
        out = into or self.new_register()
        self.write(name, out, *map(self.lane_value, values))
        if into is None:
            self._scopes[-1][key] = out
        return out

    def lane_value(self, value: Value) -> Value:
        """In a lane program a value of the step must be gathered first."""
        return self.lane_register(value) if isinstance(value, Register) else value

    def lane_register(self, value: Register) -> Register:
        """The same for a register."""
        if self._segment not in self.lanes or value in self._lane_registers():
            return value
        key = ("gather", value)
        if key not in self._scopes[-1]:
            out = self.new_register()
            self.write("gather", out, self.pin(value))
            self._scopes[-1][key] = out
        return self._scopes[-1][key]

    def _lane_registers(self) -> set[Register]:
        return set(self._scopes[-1].values())

    def as_register(self, value: Value) -> Register:
        """The register of a value; a number gets one that is filled once."""
        if isinstance(value, Register):
            return value
        key = ("number", _key(value))
        if key not in self._scopes[0]:
            out = self.new_register(f"{value:g}")
            self.fixed.add(out.number)
            with self.in_segment(Segment.BEGIN):
                self.write("copy.c", out, value)
            self._scopes[0][key] = out
        return self._scopes[0][key]

    def add_constants(self, values: Iterable[float]) -> int:
        """Where some constants stand."""
        first = len(self.constants)
        self.constants += values
        return first


def _key(value: Value) -> object:
    return value if isinstance(value, Register) else struct.pack("<d", value)

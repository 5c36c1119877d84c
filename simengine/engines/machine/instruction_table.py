"""A program as the loop runs it: arrays of numbers, which pickle, and hold no address."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from simengine.engines.machine.kernel import Kernel, word_letters
from simengine.engines.machine.row_allocation import Rows, allocate_rows, row_of
from simengine.engines.machine.writer import Operand, Register, Writer

Words = NDArray[np.int64]
PLAIN, ROW, CONSTANT = 0, 1, 2
"""What an operand's word is: itself, a row, a place among the constants."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Instructions, and the tables of what the loop does by itself.

    `code` int64[instructions, 2]: a kernel's place in `kernels` and its first operand; `operands` int64 with their
    `kinds` uint8; `segments` int64[…]: where each segment begins, and the end of the last. In the other tables rows are
    counted in rows, and their columns are named in `frame`, `effects` and `results`. `origins` tell of each instruction
    for which place in the scenario it is, as a dotted path; `names` what people call a row.
    """

    kernels: tuple[str, ...]
    code: Words
    operands: Words
    kinds: NDArray[np.uint8]
    segments: Words
    constants: NDArray[np.float64]
    rows: int
    events: Words
    branches: Words
    dates: Words
    effects: Words
    movers: Words
    branch_order: Words
    drivers: Words
    observed: Words
    ends: NDArray[np.float64]
    questions: Words
    measure_rows: Words
    class_row: int
    alive_row: int
    slot_rows: Mapping[int, int]
    origins: tuple[str, ...]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """The instructions of a writer with rows given."""

    kernels: tuple[str, ...]
    code: Words
    operands: Words
    kinds: NDArray[np.uint8]
    segments: Words
    origins: tuple[str, ...]
    rows: Rows


def assemble(writer: Writer) -> Code:
    """Gives registers rows, and instructions words."""
    rows = allocate_rows(writer)
    instructions = [one for segment in writer.segments for one in segment]
    names = tuple(dict.fromkeys(one.kernel.name for one in instructions))
    place = {name: index for index, name in enumerate(names)}
    starts = [0, *accumulate(len(one.operands) for one in instructions)]
    words = [_word(rows, letter, operand) for one in instructions for letter, operand in one.with_letters()]
    return Code(
        kernels=names,
        code=np.array(
            [(place[one.kernel.name], start) for one, start in zip(instructions, starts, strict=False)], dtype=np.int64
        ).reshape(len(instructions), 2),
        operands=np.array([word for word, _ in words], dtype=np.int64),
        kinds=np.array([kind for _, kind in words], dtype=np.uint8),
        segments=np.array([0, *accumulate(map(len, writer.segments))], dtype=np.int64),
        origins=tuple(one.origin for one in instructions),
        rows=rows,
    )


def _word(rows: Rows, letter: str, operand: Operand) -> tuple[int, int]:
    if isinstance(operand, Register):
        return row_of(rows, operand), ROW
    if letter == "C":
        return int(operand), CONSTANT
    return bits(operand) if isinstance(operand, float) else operand, PLAIN


def bits(value: float) -> int:
    """The bits of a number, as a whole number."""
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def number_of(word: int) -> float:
    """The number that has these bits."""
    return float(struct.unpack("<d", struct.pack("<q", word))[0])


def verify(table: Table, known: Mapping[str, Kernel]) -> None:
    """ValueError if a table is not what a loop may run: known kernels, as many operands as they take, rows that there
    are, and no output that is an operand too.
    """
    ends = [*table.code[1:, 1].tolist(), len(table.operands)]
    for (kernel, first), end in zip(table.code.tolist(), ends, strict=True):
        name = table.kernels[kernel]
        if name not in known:
            raise ValueError(f"no kernel is called {name}")
        _verify_one(known[name], table.operands[first:end].tolist(), table.kinds[first:end].tolist(), table.rows)
    if not (np.diff(table.segments) >= 0).all() or table.segments[-1] != len(table.code):
        raise ValueError("the segments are not those of the code")


def _verify_one(kernel: Kernel, words: list[int], kinds: list[int], rows: int) -> None:
    letters = word_letters(kernel, len(words))
    if len(letters) != len(words):
        raise ValueError(f"{kernel.name} takes {len(letters)} operands, and there are {len(words)}")
    written: set[int] = set()
    read: set[int] = set()
    for place, (letter, word, kind) in enumerate(zip(letters, words, kinds, strict=True)):
        if kind == ROW:
            wide = 4 if letter in "nzu" else words[place + 1] if letter == "m" else 1
            if not 0 <= word <= rows - wide:
                raise ValueError(f"{kernel.name} goes to row {word} of {rows}")
            (written if letter in "onm" else read).update(range(word, word + wide))
        elif letter in "orxnzul":
            raise ValueError(f"{kernel.name} has no row where it needs one")
    if written & read:
        raise ValueError(f"{kernel.name} writes row {min(written & read)}, which it reads")

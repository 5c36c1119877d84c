"""A table for people to read: a line an instruction, in the order in which a path meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from simengine.engines.machine.frame import Event, Mover, Segment
from simengine.engines.machine.instruction_table import ROW, Table, Words, number_of
from simengine.engines.machine.kernel import Kernel, word_letters
from simengine.engines.machine.workspace import block_of

Where = Callable[[str], str]
"""The file and line of a place in the scenario, given as a dotted path."""
_SEGMENT_OF_READING = 1
_WIDEST, _FEW = 64, 4
_BEFORE = {
    Segment.BEGIN: "begin: once a path",
    Segment.LOOK: "look: at every step",
    Segment.LOOK_READ: "look, at steps at which something is read",
    Segment.CONDITIONS: "note: the conditions of events",
    Segment.NOTE: "note: functions with memory that see what was noted",
    Segment.NOTE_READ: "note, at steps at which something is read",
}
_OVER = {
    Segment.DRAW: "draw: the random numbers of four steps",
    Segment.INPUTS: "inputs: hazards, and what drivers are given",
}
_MOVE = {Segment.MOVE: "move: drivers go from t to t + dt"}
_END = {Segment.END: "end: measures and the outcome"}


@dataclass(frozen=True, slots=True)
class Line:
    """An instruction in words: the rows it writes, what it does, and with what; `origin` is a place in the scenario."""

    written: tuple[str, ...]
    operation: str
    given: tuple[str, ...]
    origin: str

    def __str__(self) -> str:
        left = f"{', '.join(self.written)} ← " if self.written else ""
        return f"{left}{self.operation} {', '.join(self.given)}".rstrip()


def program_text(table: Table, known: Mapping[str, Kernel], where: Where) -> str:
    """The whole table as text, a section a segment that is not empty; `known` are the kernels it may call."""
    lines = [line_of(table, known, index) for index in range(len(table.code))]
    sections = [_legend(table)]
    for title, segment in segments_of(table):
        first, end = table.segments[segment], table.segments[segment + 1]
        if first < end:
            sections.append(_section(title, lines[first:end], where))
    return "\n\n".join(sections) + "\n"


def _legend(table: Table) -> str:
    block = block_of(table.rows)
    return (
        f"rows          {table.rows}, a number a path; {len(table.names)} have names, r0, r1, … pass from use to use\n"
        f"instructions  {len(table.code)}, calls of {len(table.kernels)} kernels\n"
        f"block         {block} paths; {table.rows} rows × {block} paths × 8 bytes = {table.rows * block * 8:,} bytes\n"
        "a line        rows written ← kernel, what it is given   # the place in the scenario, file:line"
    )


def _section(title: str, lines: Sequence[Line], where: Where) -> str:
    size = min(_WIDEST, max(len(str(line)) for line in lines))
    return "\n".join([title, *(f"  {line!s:{size}}  # {line.origin}, {where(line.origin)}" for line in lines)])


def segments_of(table: Table) -> Iterator[tuple[str, int]]:
    """Every segment with its title, in the order in which a path meets them."""
    following = table.events[table.events[:, Event.AFTER] >= 0]
    for parts in (
        _titled(_BEFORE),
        _further(table, "read", table.observed[:, _SEGMENT_OF_READING], ""),
        _further(table, "answer", table.questions[:, _SEGMENT_OF_READING], ""),
        _titled(_OVER),
        _further(table, "delay", following[:, Event.DELAYS], ", on paths on which what it comes after has occurred"),
        _further(table, "branch", table.events[:, Event.CHANCES], ", on paths on which it has occurred"),
        _further(table, "effects", table.events[:, Event.AMOUNTS], ", on paths on which it has occurred"),
        _titled(_MOVE),
        _further(table, "set state", table.movers[:, Mover.SET_STATE], ", on paths where effects or bounds moved it"),
        _titled(_END),
    ):
        yield from parts


def _titled(titles: Mapping[Segment, str]) -> Iterator[tuple[str, int]]:
    return ((title, int(segment)) for segment, title in titles.items())


def _further(table: Table, what: str, segments: Words, on: str) -> Iterator[tuple[str, int]]:
    """Segments of elements, called by the element that their first instruction is for."""
    for segment in segments.tolist():
        origins = table.origins[table.segments[segment] : table.segments[segment + 1]]
        element = ".".join(origins[0].split(".")[:2]) if origins else ""
        yield f"{what}: {element}{on}", segment


# An instruction


def line_of(table: Table, known: Mapping[str, Kernel], index: int) -> Line:
    """An instruction in words."""
    kernel, first = known[table.kernels[table.code[index, 0]]], int(table.code[index, 1])
    end = int(table.code[index + 1, 1]) if index + 1 < len(table.code) else len(table.operands)
    parts = list(_operands(table, kernel, first, end))
    written = tuple(dict.fromkeys(text for letter, text in parts if letter in "onx"))
    given = tuple(text for letter, text in parts if text and letter not in "on")
    if not written and kernel.letters.endswith("mm"):  # a memory that is filled from another
        written, given = given[-1:], given[:-1]
    return Line(written, _operation(kernel), given, table.origins[index])


def _operation(kernel: Kernel) -> str:
    """What a kernel does; which of its operands are rows shows by itself."""
    return kernel.name.partition(".")[0] if kernel.template == "mapping" else kernel.name


def _operands(table: Table, kernel: Kernel, first: int, end: int) -> Iterator[tuple[str, str]]:
    """Each operand with its letter; one of several words is told by the first of them."""
    letters = word_letters(kernel, end - first)
    whole = iter(_whole_numbers(kernel, letters))
    places = iter(range(first, end))
    for place in places:
        letter, word = letters[place - first], int(table.operands[place])
        following = int(table.operands[place + 1]) if place + 1 < end else 0
        if letter == "C":
            next(places)
            yield letter, _numbers(table.constants[word : word + following].tolist())
        elif letter == "m":
            next(places)
            yield letter, _row(table, word) if following else ""
        elif letter == "l":
            for _ in islice(places, 2):
                pass
            yield letter, _row(table, word)
        elif table.kinds[place] == ROW:
            yield letter, _row(table, word)
        elif letter == "c":
            yield letter, _number(number_of(word))
        else:
            yield letter, f"die {word}" if letter == "d" else next(whole).format(word, word & 0xFFFFFFFF)


def _whole_numbers(kernel: Kernel, letters: str) -> Sequence[str]:
    """How each of a kernel's whole numbers is told."""
    if "d" in letters:
        return ("slot {0}", "key {1:08x}…", "") if letters.count("i") == 3 else ("key {1:08x}…", "")
    if kernel.template.startswith("remembering"):
        return ("{0} steps",) * letters.count("i")
    return ("driver {0}",) if kernel.template == "clamping" else ("",) * letters.count("i")


def _row(table: Table, row: int) -> str:
    return table.names.get(row, f"r{row}")


def _number(value: float) -> str:
    return f"{value:.10g}"


def _numbers(values: Sequence[float]) -> str:
    shown = [*map(_number, values[:_FEW]), *(["…"] if len(values) > _FEW else [])]
    return f"[{', '.join(shown)}]"

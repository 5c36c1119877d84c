"""Where a kernel keeps its values: rows of one array, a row for each value and a column for each path of a block.

Drivers of one kind stand together, so that one loop moves them all. Nothing here depends on a model's numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from simengine.engines.kernel.structure import EventShape, events_of, numbers_of
from simengine.plan.plan import DriverPlan, MemoryCell, Plan
from simengine.processes import Process
from simengine.processes._base import Draw

OWN_ROWS = ("alive", "due", "scratch", "class")
"""Rows of the kernel's own: whether a path goes on, whether an event is due on it, a passing value, its class."""
_UNFIT = re.compile(r"\W+")
VALUE, STATE, INPUTS = range(3)
"""The rows of a driver's record: what others see, its state, and then what its process is fed."""


@dataclass(frozen=True, slots=True)
class Group:
    """Drivers of one kind that one loop can move.

    Each has a record of `width` rows from `row + d*width` on: value, state, `direct` inputs, `fed` inputs of `prepare`
    and the `numbers` this gives. `once` says that these numbers stay; `mixed` that the Brownian noise is correlated,
    and stands in rows of its own from `mixed_row` on. `normal` and `uniform` are the first streams of the first driver.
    """

    name: str
    process: type[Process]
    drivers: tuple[int, ...]
    once: bool
    mixed: bool
    row: int
    width: int
    direct: int
    fed: int
    numbers: int
    normal: int
    uniform: int

    def record(self, driver: int) -> int:
        """The first row of a driver's record."""
        return self.row + self.drivers.index(driver) * self.width

    @property
    def normals(self) -> int:
        """How many streams of normal numbers a driver has in `noise`."""
        return sum(draw is not Draw.UNIFORM for draw in self.process.draws)

    @property
    def uniforms(self) -> int:
        """How many streams of uniform numbers a driver has."""
        return sum(draw is Draw.UNIFORM for draw in self.process.draws)


@dataclass(frozen=True, slots=True)
class Stream:
    """One random number a step: its driver, and its slot within the driver's key."""

    driver: int
    slot: int


@dataclass(slots=True)
class Layout:
    """Rows and their names, as they are given out."""

    plan: Plan
    kinds: Mapping[str, type[Process]]
    rows: int = 0
    names: dict[str, int] = field(default_factory=dict)
    slots: dict[int, int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    families: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    memories: dict[int, int] = field(default_factory=dict)
    clocks: dict[int, tuple[str, str]] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)
    moved: dict[int, tuple[str, str]] = field(default_factory=dict)
    rates: dict[int, str] = field(default_factory=dict)
    bounds: dict[int, tuple[str, str]] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    memory_rows: tuple[int, int] = (0, 0)
    events: tuple[EventShape, ...] = ()
    normals: list[Stream] = field(default_factory=list)
    uniforms: list[Stream] = field(default_factory=list)
    mixed: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._parameters()
        for cell in self.plan.once:
            self.place(cell.slot, cell.name)
        self._drivers()
        for seen in (*self.plan.look, *self.plan.note, *self.plan.measures):
            self.place(seen.slot, seen.name)
        self._events()
        self.answers = [self.name(f"answer {question.name}") for question in self.plan.questions]
        for text in OWN_ROWS:
            self.name(text)
        self._memories()

    def name(self, text: str, rows: int = 1) -> str:
        """The name of some new rows."""
        fit = "r_" + _UNFIT.sub("_", text).strip("_")
        name, count = fit, 1
        while name in self.names:
            count += 1
            name = f"{fit}_{count}"
        self.names[name] = self.rows
        self.rows += rows
        return name

    def place(self, slot: int, text: str) -> None:
        """Gives a slot a row of its own."""
        self.slots[slot] = self.names[self.name(text)]

    def row_name(self, row: int) -> str:
        """The name of a row."""
        return self._by_row()[row]

    def _by_row(self) -> dict[int, str]:
        return {row: name for name, row in self.names.items()}

    def _parameters(self) -> None:
        """Parameters of one family stand together."""
        by_family: dict[str, list[int]] = {}
        for index, parameter in enumerate(self.plan.parameters):
            law = parameter.distribution
            by_family.setdefault(f"{law.tag} {len(law.constants)}", []).append(index)
        for family, members in sorted(by_family.items()):
            self.families.append((family, tuple(members)))
            for index in members:
                self.place(self.plan.parameters[index].slot, self.plan.parameters[index].name)

    def _drivers(self) -> None:
        correlated = {index for mixing in self.plan.mixing for index in mixing.drivers}
        found: dict[tuple[str, bool, bool], list[int]] = {}
        for index, driver in enumerate(self.plan.drivers):
            wide = len(driver.inputs) if self.kinds[driver.process].wide else 0
            key = f"{driver.process}_{wide}" if wide else driver.process, driver.prepared_once, index in correlated
            found.setdefault(key, []).append(index)
        for (kind, once, mixed), members in found.items():
            words = [kind, "each_step" * (not once), "correlated" * mixed]
            self._group("_".join(word for word in words if word), tuple(members), once, mixed)

    def _group(self, name: str, members: tuple[int, ...], once: bool, mixed: bool) -> None:
        first = self.plan.drivers[members[0]]
        process = self.kinds[first.process]
        fed = sum(field_name in process.prepared for field_name, _ in first.inputs)
        direct, numbers = len(first.inputs) - fed, numbers_of(process, fed, once)
        width = INPUTS + direct + fed + numbers
        group = Group(
            name, process, members, once, mixed, self.rows, width, direct, fed, numbers,
            len(self.normals), len(self.uniforms),
        )  # fmt: skip
        for index in members:
            driver = self.plan.drivers[index]
            self.place(driver.slot, driver.name)
            self.name(f"{driver.name} state")
            for text in (*_field_names(process, driver), *(f"number {j}" for j in range(numbers))):
                self.name(f"{driver.name} {text}")
            self._streams(index, process)
        self.groups.append(group)
        for index in members:
            if self.plan.drivers[index].bounds:
                name = self.plan.drivers[index].name
                self.bounds[index] = self.name(f"{name} lowest"), self.name(f"{name} highest")
        if mixed:
            for index in members:
                self.mixed[index] = self.names[self.name(f"{self.plan.drivers[index].name} mixed noise", 4)]

    def _streams(self, index: int, process: type[Process]) -> None:
        slot = 0
        for draw in process.draws:
            (self.uniforms if draw is Draw.UNIFORM else self.normals).append(Stream(index, slot))
            slot += draw.slots

    def _events(self) -> None:
        """An event's log is three rows: count, first and latest step."""
        self.events = events_of(self.plan)
        for index, event in enumerate(self.plan.events):
            row = self.names[self.name(f"{event.name} log", 3)]
            for offset in range(3):
                self.slots[event.slot + offset] = row + offset
            if event.hazard is not None or event.when is not None:
                self.rates[index] = self.name(f"{event.name} {'holds' if event.hazard is None else 'hazard'}")
            if event.hazard is not None:
                self.clocks[index] = self.name(f"{event.name} hazard so far"), self.name(f"{event.name} limit")
            if event.when is not None and event.repeats:
                self.held[index] = self.name(f"{event.name} held")
            for effect in event.effects:
                if effect.driver not in self.moved:
                    name = self.plan.drivers[effect.driver].name
                    self.moved[effect.driver] = self.name(f"{name} moved"), self.name(f"{name} touched")

    def _memories(self) -> None:
        """All memories stand together, so that one loop begins them."""
        first = self.rows
        for cell in self.memory_cells():
            if memory_size(cell):
                self.memories[cell.slot] = self.names[self.name(f"{cell.name} memory", memory_size(cell))]
        self.memory_rows = first, self.rows

    def memory_cells(self) -> Iterable[MemoryCell]:
        """The uses of functions with memory, in the order of the plan."""
        return (cell for cell in (*self.plan.look, *self.plan.note) if isinstance(cell, MemoryCell))

    def group_of(self, driver: int) -> Group:
        """The group of a driver."""
        return next(group for group in self.groups if driver in group.drivers)


def memory_size(cell: MemoryCell) -> int:
    """How many rows a use of a function with memory keeps."""
    return cell.size


def _field_names(process: type[Process], driver: DriverPlan) -> list[str]:
    """The names of the inputs: those of `step`, then those of `prepare`."""
    names = [name for name, _ in driver.inputs]
    return [n for n in names if n not in process.prepared] + [n for n in names if n in process.prepared]

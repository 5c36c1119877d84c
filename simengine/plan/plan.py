"""The plan: all that an engine needs to know, as frozen records.

A path's values stand in one vector; every expression is a tree over its slots (`Slot`). A plan holds no functions
and no text of the scenario: processes and functions with memory are named, and looked up by the engine. Equal plans
give equal paths.
"""

from __future__ import annotations

from dataclasses import dataclass

from simengine.distributions import Distribution, Law
from simengine.language.clock import Clock
from simengine.language.expression import Node, constant
from simengine.plan.members import Members
from simengine.plan.readings import LikelihoodPlan, ObservationPlan, QuestionPlan
from simengine.processes._plugins import Plugin
from simengine.processes._process import Draw
from simengine.scenario.schema import Operation

Key = tuple[int, int]
TIME, YEAR, MONTH = 0, 1, 2  # the first slots of the values


@dataclass(frozen=True, slots=True)
class ParameterPlan:
    """A parameter: drawn from `distribution` by the uniform of its key at the path's parameter index."""

    name: str
    slot: int
    key: Key
    distribution: Law


@dataclass(frozen=True, slots=True)
class LaterPlan:
    """The parameter of this name has a value of its own from a step on, on every path."""

    name: str
    step: int
    value: float


@dataclass(frozen=True, slots=True)
class ExpertsPlan:
    """The experts of whom each path asks one: their numbers 0, 1, … with their weights, drawn as a parameter is."""

    names: tuple[str, ...]
    slot: int
    key: Key
    distribution: Distribution

    @property
    def weights(self) -> tuple[tuple[str, float], ...]:
        """Each with the chance that a path asks it."""
        chances = ((name, self.distribution.chance_of(float(at))) for at, name in enumerate(self.names))
        return tuple((name, chance or 0.0) for name, chance in chances)


@dataclass(frozen=True, slots=True)
class ParameterMixing:
    """Correlated parameters (their indices, in the order of their names) and the root of their normal copula."""

    parameters: tuple[int, ...]
    root: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class ParameterFactor:
    """What some parameters (their indices) have in common: a normal number, and the weights of it and of their own.

    `name` is what stands in the section of correlations, such as `growth[country]`.
    """

    name: str
    key: Key
    parameters: tuple[int, ...]
    weights: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value computed from others: a formula or a measure, at every step, or `only_when_read` where something is."""

    name: str
    slot: int
    expr: Node
    only_when_read: bool = False


@dataclass(frozen=True, slots=True)
class MemoryCell:
    """One use of a function with memory, computed at every step, or (`only_when_read`) only where something is read.

    An event among the arguments stands as a `Log` of its three slots. `past` is the history of the first argument
    at steps −len … −1.
    """

    name: str
    slot: int
    function: str
    arguments: tuple[Node, ...]
    windows: tuple[int, ...]
    size: int
    past: tuple[float, ...]
    only_when_read: bool = False


@dataclass(frozen=True, slots=True)
class ShiftedCell:
    """A formula or a stock at another instant of the step than its beginning, or a parameter that may have changed.

    `origin` is its dotted path.
    """

    name: str
    slot: int
    expr: Node
    origin: str
    only_when_read: bool = False


LookCell = Cell | MemoryCell | ShiftedCell


@dataclass(frozen=True, slots=True)
class DriverPlan:
    """A driver: its process by kind, the expressions it is fed, and the key of its random numbers.

    Inputs named in `fed` go to `prepare`, the `direct` ones to `step`; `prepared_once` says that what `prepare` is fed
    can't change along a path. `draws` are its random numbers in the order of its process, each with its first slot.
    """

    name: str
    slot: int
    process: str
    key: Key
    initial: Node
    inputs: tuple[tuple[str, Node], ...]
    fed: tuple[str, ...]
    prepared_once: bool
    draws: tuple[tuple[Draw, int], ...]
    bounds: tuple[Node, Node] | None

    @property
    def starts(self) -> tuple[str, ...]:
        """What can be amiss with where it starts, and is not told by the text alone."""
        of_bounds = self.bounds is not None and any(constant(end) is None for end in self.bounds)
        return (*["bounds"] * of_bounds, *["initial"] * (of_bounds or constant(self.initial) is None))

    @property
    def direct(self) -> tuple[Node, ...]:
        """The inputs of `step`."""
        return tuple(node for name, node in self.inputs if name not in self.fed)

    @property
    def prepared(self) -> tuple[Node, ...]:
        """The inputs of `prepare`."""
        return tuple(node for name, node in self.inputs if name in self.fed)


@dataclass(frozen=True, slots=True)
class Mixing:
    """Correlated drivers (their indices, in the order of their names) and the symmetric root of their matrix."""

    drivers: tuple[int, ...]
    root: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class DriverFactor:
    """The same for the Brownian noise of some drivers (their indices)."""

    name: str
    key: Key
    drivers: tuple[int, ...]
    weights: tuple[float, float]


@dataclass(frozen=True, slots=True)
class EffectPlan:
    """What an event does to a driver (its index): `set`, `add` or `multiply` by an amount."""

    driver: int
    operation: Operation
    amount: Node


@dataclass(frozen=True, slots=True)
class EventPlan:
    """An event. Its log stands at `slot` (count), `slot + 1` (first step) and `slot + 2` (latest step).

    `at` are the steps of its dates, rising; those up to 0 are in its log from the beginning.

    It follows each occurrence of the event `after` (its index) by a `delay`, which takes `longest` steps at most that
    lie within the clock; what occurrences before the start bring stands in `at`. `noted` says that it enters the log in
    phase 2 (it or the event it branches from has a condition), `recurs` that it can occur more than once, `varies` that
    its hazard may change within a step otherwise than the clock tells.
    """

    name: str
    slot: int
    key: Key
    hazard: Node | None
    when: Node | None
    at: tuple[int, ...]
    latest: int | None
    repeats: bool
    effects: tuple[EffectPlan, ...]
    branch: tuple[tuple[int, Node | None], ...]
    noted: bool = False
    recurs: bool = False
    varies: bool = False
    once_a_step: bool = False
    after: int | None = None
    delay: Node | Distribution | None = None
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be computed on every path; `values` is the length of a path's vector of values.

    `look` is evaluated at every step before anything is decided, `note` after the events noted at it, both in this
    order. `nested` paths share a draw of the parameters: path p has the draw p // nested.

    Whoever evaluates its expressions step by step first puts what is `later` into them (`plan.later.with_later`).

    With `likelihoods` its futures are those of `members`, which were learnt from them; None before they are.
    """

    name: str
    title: str
    clock: Clock
    seed: int
    nested: int
    values: int
    parameters: tuple[ParameterPlan, ...]
    parameter_mixing: tuple[ParameterMixing, ...]
    parameter_factors: tuple[ParameterFactor, ...]
    once: tuple[Cell, ...]
    drivers: tuple[DriverPlan, ...]
    mixing: tuple[Mixing, ...]
    factors: tuple[DriverFactor, ...]
    look: tuple[LookCell, ...]
    note: tuple[MemoryCell, ...]
    events: tuple[EventPlan, ...]
    observations: tuple[ObservationPlan, ...]
    measures: tuple[Cell, ...]
    classes: tuple[tuple[str, Node | None], ...]
    questions: tuple[QuestionPlan, ...]
    units: tuple[tuple[str, str], ...]
    plugins: tuple[Plugin, ...] = ()
    experts: ExpertsPlan | None = None
    likelihoods: tuple[LikelihoodPlan, ...] = ()
    members: Members | None = None
    later: tuple[LaterPlan, ...] = ()

    @property
    def fixed(self) -> frozenset[int]:
        """The slots of what can't change along a path: parameters, and formulas of nothing else."""
        return frozenset((*(one.slot for one in self.parameters), *(cell.slot for cell in self.once)))

    @property
    def counted(self) -> tuple[str, ...]:
        """What is counted along the paths: steps in which a driver's input, or an event's hazard, was out of range.

        Then paths on which a driver's computed bounds crossed, or it began elsewhere than its `initial` says.
        """
        drivers = (f"drivers.{driver.name}" for driver in self.drivers)
        events = (f"events.{event.name}" for event in self.events)
        starts = (f"{what}.{driver.name}" for driver in self.drivers for what in driver.starts)
        return (*drivers, *events, *starts)

    @property
    def elements(self) -> tuple[str, ...]:
        """What can end a path, numbered in the order of the file within a phase: drivers, events, observations."""
        return (
            *(f"drivers.{driver.name}" for driver in self.drivers),
            *(f"events.{event.name}" for event in self.events),
            *(f"observe.{observation.name}" for observation in self.observations),
        )

    def unit(self, name: str) -> str:
        """The unit of a driver, formula or measure; empty if none is given."""
        return dict(self.units).get(name, "")

    def slot(self, name: str) -> int:
        """The slot of a parameter, driver, formula or measure among the values.

        Raises:
            KeyError: for any other name.
        """
        cells = (*self.parameters, *self.once, *self.drivers, *self.look, *self.measures)
        return {cell.name: cell.slot for cell in cells}[name]

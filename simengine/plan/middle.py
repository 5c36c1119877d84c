"""What acts over a step is read at its middle.

Hazards and the inputs of drivers hold for a whole step. Read where the step begins they are right to first order in dt;
read at its middle, as far as what is seen at its beginning tells what is there, to second. So in these, and in the
formulas they use, the clock (`time`, `year`, `since(…)`) stands half a step later, and a stock where half a step takes
it. All else is what it is where the step begins: other drivers, functions with memory, and every condition, lest a
threshold that lies on the grid be passed half a step too early.

This is settled here, on expressions with names; engines know nothing of it. A formula that reads otherwise at the
middle gets a cell of its own, a `ShiftedCell`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from simengine.functions import memory_functions
from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    IsTrue,
    Logic,
    Middle,
    Name,
    Node,
    Not,
    Number,
    Start,
    ToNumber,
    children,
    rebuild,
    walk,
)
from simengine.language.types import TIME
from simengine.model.model import DriverModel, Model, ModelExpression, number_of
from simengine.model.names import in_order
from simengine.yaml.nodes import KeyPath

_CLOCK = (TIME, "year")
_CONDITIONS = (Compare, Logic, Not, IsTrue, ToNumber)


@dataclass(frozen=True, slots=True, eq=False)
class Instants:
    """A model with every expression as it is evaluated, and what it needs besides its formulas.

    `order` has formulas and `shifted`, each after all it uses.
    """

    model: Model
    shifted: Mapping[str, Shifted]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shifted:
    """What a name is at another instant of the step: the path of what has the name, and the expression."""

    path: KeyPath
    node: Node


def at_instants(model: Model) -> Instants:
    """The model with hazards and inputs read at the middle of the step."""
    rewriting = _Rewriting(model)
    by_path = {path: rewriting.expression(path, one) for path, one in model.by_path.items()}
    drivers = {name: rewriting.driver(name, driver) for name, driver in model.drivers.items()}
    rewriting.collect()
    nodes = {name: by_path["formulas", name, "expr"].node for name in model.formula_order}
    nodes |= {name: one.node for name, one in rewriting.shifted.items()}
    order, _ = in_order(nodes)
    return Instants(replace(model, by_path=by_path, drivers=drivers), rewriting.shifted, order)


@dataclass(slots=True)
class _Rewriting:
    model: Model
    shifted: dict[str, Shifted] = field(default_factory=dict)
    _formulas: dict[str, Node] = field(default_factory=dict)
    _stocks: dict[str, Node] = field(default_factory=dict)
    _moving: set[str] = field(default_factory=set)  # formulas that may be others at the middle
    _acting: set[str] = field(default_factory=set)  # formulas in which something is read at the middle
    _waiting: dict[str, tuple[KeyPath, Callable[[], Node]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model = self.model
        for name, driver in model.scenario.drivers.items():
            found = model.drivers[name]
            inputs = {field: one.node for field, one in found.inputs}
            middle = driver.middle(Name(name), inputs, model.scenario.clock.dt)
            if middle is not None:
                bounds = tuple(bound.node for bound in found.bounds or ())
                self._stocks[name] = Call("clip", (middle, *bounds)) if bounds else middle
        for name in model.formula_order:  # each stands after all it uses
            found_formula = model.at("formulas", name, "expr")
            node = number_of(found_formula)
            self._formulas[name] = node
            if self._moves(node):
                self._moving.add(name)
            if self._acts(node):
                self._acting.add(name)

    def expression(self, path: KeyPath, found: ModelExpression) -> ModelExpression:
        """An expression the author wrote, as it is evaluated."""
        is_hazard = path[0] == "events" and path[2] == "hazard"
        node = self.middle(found.node) if is_hazard else self.plain(found.node)
        return found if node is found.node else replace(found, node=node)

    def driver(self, name: str, found: DriverModel) -> DriverModel:
        """A driver with its inputs as they are evaluated."""
        read = self.middle if self.model.scenario.drivers[name].at_middle else self.plain
        inputs = tuple((field, replace(one, node=read(one.node))) for field, one in found.inputs)
        return replace(found, inputs=inputs)

    @property
    def half(self) -> float:
        """Half a step, in years."""
        return 0.5 * self.model.scenario.clock.dt

    def collect(self) -> None:
        """Makes all that was asked for, and what this asks for in turn."""
        while self._waiting:
            name, (path, make) = self._waiting.popitem()
            self.shifted[name] = Shifted(path, make())

    def plain(self, node: Node) -> Node:
        """An expression as it is where the step begins; only what says so itself is read at the middle."""
        match node:
            case Middle(operand=operand):
                return self.middle(operand)
            case Start(operand=operand):
                return self.plain(operand)
        return rebuild(node, self.plain)

    def middle(self, node: Node) -> Node:
        """An expression at the middle of the step."""
        if not self._moves(node):
            return self.plain(node)
        match node:
            case Name(name=name) if name in self._stocks:
                return self._named(node, "drivers", "middle", lambda: self._at_start(self._stocks[name]))
            case Name(name=name) if name in self._formulas:
                return self._named(node, "formulas", "middle", lambda: self.middle(self._formulas[name]))
            case Call(function="whole_steps", arguments=(Arithmetic(left=left, right=right), _)):
                return _later(self.plain(node), self.half * (self._runs(left) - self._runs(right)))
            case Choice(condition=condition, yes=yes, no=no):
                return replace(node, condition=self.plain(condition), yes=self.middle(yes), no=self.middle(no))
        return _later(self.plain(node), self.half) if self._runs(node) else rebuild(node, self.middle)

    def _at_start(self, node: Node) -> Node:
        """An expression at the beginning of the step, to the last part of it."""
        match node:
            case Middle(operand=operand) | Start(operand=operand):
                return self._at_start(operand)
            case Name(name=name) if name in self._acting:
                return self._named(node, "formulas", "start", lambda: self._at_start(self._formulas[name]))
            case Call(function=function) if function in memory_functions():
                return self.plain(node)
        return rebuild(node, self._at_start)

    def _named(self, node: Name, section: str, instant: str, make: Callable[[], Node]) -> Name:
        """The name of what a name is at another instant; a name no element can have."""
        name = f"{node.name} at the {instant}"
        if name not in self.shifted:
            self._waiting.setdefault(name, ((section, node.name), make))
        return Name(name, node.offset)

    def _moves(self, node: Node) -> bool:
        """Whether an expression may be another at the middle."""
        match node:
            case Name(name=name):
                return name in _CLOCK or name in self._stocks or name in self._moving
            case Choice(yes=yes, no=no):
                return self._moves(yes) or self._moves(no)
            case Call(function=function) if function in memory_functions():
                return self._runs(node) != 0
        return not isinstance(node, (*_CONDITIONS, Middle, Start)) and any(map(self._moves, children(node)))

    @staticmethod
    def _runs(node: Node) -> int:
        """1 for what grows as time does, else 0."""
        if isinstance(node, Call):
            function = memory_functions().get(node.function)
            return int(function is not None and function.runs)
        return int(isinstance(node, Name) and node.name in _CLOCK)

    def _acts(self, node: Node) -> bool:
        """Whether an expression itself says that something is read at the middle, or a formula in it does."""
        return any(
            isinstance(part, Middle) or (isinstance(part, Name) and part.name in self._acting) for part in walk(node)
        )


def _later(node: Node, years: float) -> Node:
    return Arithmetic("+", node, Number(years)) if years != 0.0 else node

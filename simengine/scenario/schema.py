"""What a scenario says, as frozen records: one for each kind of element, and `Scenario` for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simengine.distributions import Distribution
from simengine.language.clock import Clock
from simengine.language.expression import Name, Text
from simengine.language.fields import (
    DateText,
    Element,
    Expr,
    Expression,
    OptionalCondition,
    OptionalExpr,
    OptionalNonNegativeExpr,
    Record,
    Texts,
)
from simengine.processes import Process
from simengine.scenario.nodes import Mapping as Tree

OTHERWISE = "otherwise"
LARGEST_SEED = 2**128 - 1
Operation = Literal["set", "add", "multiply"]
OPERATIONS: tuple[Operation, ...] = ("set", "add", "multiply")


class ClockSection(Record):
    """When a scenario starts and ends, and how long a step is."""

    start: DateText
    end: DateText
    step: Literal["day", "week", "month", "quarter", "year"]


class Source(Record):
    """Where a number or a claim comes from."""

    title: str
    date: DateText | None = None
    author: str | None = None
    link: str | None = None
    note: str | None = None


class Mechanism(Record):
    """A claim of a source, which elements carry by their `tags`."""

    claim: str
    push: str | None = None
    source: Texts = ()
    note: str | None = None


class Parameter(Element):
    """What we do not know: one draw per path from a distribution."""

    distribution: Distribution
    like: str | None = None
    stream: str | None = None


class Formula(Element):
    """What follows from drivers, parameters and other formulas."""

    expr: Expr
    history: Mapping[DateText, float] = Field(default_factory=dict)


class Function(Element):
    """A shorthand of the scenario's own, `kept(x, ref): …`; written out wherever it is called."""

    parameters: tuple[str, ...]
    expr: Expr


class Effect(Record):
    """What an event does to a driver: exactly one of `set`, `add`, `multiply`."""

    set: OptionalExpr = None
    add: OptionalExpr = None
    multiply: OptionalExpr = None

    @model_validator(mode="after")
    def _one(self) -> Effect:
        given = [name for name in OPERATIONS if getattr(self, name) is not None]
        if len(given) != 1:
            got = " and ".join(given) or "none"
            raise PydanticCustomError("effect", "needs exactly one of set, add, multiply (got {got})", {"got": got})
        return self

    @property
    def operation(self) -> Operation:
        return next(name for name in OPERATIONS if getattr(self, name) is not None)

    @property
    def regime(self) -> str | None:
        """The amount as the name of a regime, if it is a name or a text."""
        node = self.amount.node
        return node.name if isinstance(node, Name) else node.text if isinstance(node, Text) else None

    @property
    def amount(self) -> Expression:
        found: Expression = getattr(self, self.operation)
        return found


def _unless_otherwise(value: Any) -> Any:
    return None if value == OTHERWISE else value


Chance = Annotated[OptionalNonNegativeExpr, BeforeValidator(_unless_otherwise)]
ClassCondition = Annotated[OptionalCondition, BeforeValidator(_unless_otherwise)]


class Event(Element):
    """Something that happens: by a hazard, at a date, when a condition holds, or as a branch of another event."""

    hazard: OptionalNonNegativeExpr = Field(None, description="rate of occurrence per year")
    at: DateText | None = Field(None, description="the date it happens")
    when: OptionalCondition = Field(None, description="it happens when this first holds")
    repeats: bool = Field(False, description="whether it can happen more than once")
    latest: DateText | None = Field(None, description="happens then if it has not before")
    effects: Mapping[str, Effect] = Field(default_factory=dict)
    branch: Mapping[str, Chance] = Field(default_factory=dict, description="event: chance, the last may be `otherwise`")
    stream: str | None = None

    @property
    def triggers(self) -> tuple[str, ...]:
        return tuple(name for name in ("hazard", "at", "when") if getattr(self, name) is not None)


class Observation(Element):
    """What is known: a path on which it does not hold is excluded."""

    at: DateText
    expr: Expr
    between: tuple[float, float]


class Measure(Element):
    """A number read off a finished path."""

    expr: Expr


class OutcomeClass(Record):
    """One of the mutually exclusive ends of a path; `condition` is None for `otherwise`."""

    condition: ClassCondition


class Question(Element):
    """A forecast with a date, so that reality can score it."""

    text: str
    by: DateText | None = None
    as_of: DateText | None = None
    when: OptionalCondition = None
    value: OptionalExpr = None
    given: OptionalCondition = None

    @property
    def date(self) -> str:
        return self.by or self.as_of or ""


class Simulate(Record):
    """How much to simulate, if a command doesn't say."""

    paths: int = Field(1000, ge=1, le=10**12)
    seed: int = Field(0, ge=0, le=LARGEST_SEED)
    nested: int = Field(1, ge=1, description="paths that share one draw of the parameters")


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """A validated scenario. `tree` is the merged text it was read from, with the place of everything."""

    name: str
    title: str
    clock: Clock
    sources: Mapping[str, Source]
    mechanisms: Mapping[str, Mechanism]
    parameters: Mapping[str, Parameter]
    parameter_correlations: Mapping[tuple[str, str], float]
    drivers: Mapping[str, Process]
    correlations: Mapping[tuple[str, str], float]
    functions: Mapping[str, Function]
    formulas: Mapping[str, Formula]
    events: Mapping[str, Event]
    observe: Mapping[str, Observation]
    measures: Mapping[str, Measure]
    outcome: Mapping[str, OutcomeClass]
    questions: Mapping[str, Question]
    simulate: Simulate
    tree: Tree
    files: tuple[tuple[str, str], ...] = ()
    overrides: tuple[str, ...] = ()

    def declared(self, section: str) -> tuple[str, ...]:
        """The names a section of the text declares, those of elements that could not be read among them."""
        node = self.tree.get(section)
        return node.keys() if isinstance(node, Tree) else ()

    def with_(self, values: Mapping[str, object]) -> Scenario:
        """A variant with values at dotted paths, as KEY=VALUE: `.with_({"events.ceasefire.hazard": 0.9})`.

        None deletes. Raises ScenarioError.
        """
        from simengine.scenario.load import varied  # noqa: PLC0415 (reading needs these records)

        return varied(self, values)

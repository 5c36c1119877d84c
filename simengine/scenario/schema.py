"""What a scenario says, as frozen records: one for each kind of element, and `Scenario` for the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from simengine.distributions import Law
from simengine.language.clock import Clock
from simengine.language.expression import Name, Text
from simengine.language.fields import (
    ChanceExpr,
    Condition,
    DateText,
    Element,
    Expr,
    Expression,
    OptionalCondition,
    OptionalExpr,
    OptionalNonNegativeExpr,
    Real,
    Record,
    Texts,
    unless_otherwise,
)
from simengine.processes import Process
from simengine.processes._plugins import Plugin
from simengine.scenario.event_fields import OptionalDates, OptionalDelay
from simengine.scenario.groups import Binding, Groups
from simengine.scenario.observation import Observation
from simengine.scenario.parameter import Parameter
from simengine.scenario.question_fields import Reference, Resolve
from simengine.scenario.settings import Report, Simulate
from simengine.yaml.nodes import KeyPath, MappingNode

_SOURCE_ID = re.compile(r"[A-Za-z]\w*")
LOW, HIGH = 0.1, 0.9  # a parameter is raised from this point of its distribution to that one
Operation = Literal["set", "add", "multiply"]
HISTORY = "dated past values, so that windows are full at the start; or {csv: FILE, date: …, value: …}"
OPERATIONS: tuple[Operation, ...] = ("set", "add", "multiply")
TRIGGERS = ("hazard", "at", "when", "after")


class Source(Record):
    """Where a number or a claim comes from."""

    title: str = Field(description="what it is called")
    date: DateText | None = Field(None, description="when it was written")
    author: str | None = Field(None, description="who wrote it")
    link: str | None = Field(None, description="where it is found")
    note: str | None = Field(None, description="anything a reader should know")


def source_ids(texts: tuple[str, ...]) -> list[str]:
    """The ids of sources in texts such as `S2 ¶15, S1 ¶23`: the word each part begins with."""
    parts = [part.strip() for text in texts for part in text.split(",")]
    return [found.group() for part in parts if (found := _SOURCE_ID.match(part))]


class Act(Record):
    """What a mechanism does, in a form that can be tried: raise a parameter, and a number of the path moves."""

    raised: str = Field(alias="raise", description="the parameter that says how strongly it acts")
    on: str = Field(
        description="the driver, formula or measure that this moves, or the event it makes more or less frequent"
    )
    push: Literal["up", "down"] = Field(description="which way: up or down")
    between: tuple[Real, Real] | None = Field(
        None, description="[low, high]: the values it is raised between, if not its 10 % and 90 % points"
    )

    def levels(self, law: Law) -> tuple[float, float]:
        """The low and the high value of the parameter, whose distribution is `law`."""
        return self.between or (law.quantile(LOW), law.quantile(HIGH))


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else value


_FORM = Act.model_json_schema()
_ACT = {"type": "object", "properties": _FORM["properties"], "additionalProperties": False}
_ACTS = WithJsonSchema({**_ACT, "type": ["object", "array"], "items": {**_ACT, "required": _FORM["required"]}})
Acts = Annotated[tuple[Act, ...], BeforeValidator(_as_list), _ACTS]


class Mechanism(Record):
    """A claim of a source, which elements carry by their `tags`."""

    claim: str = Field(description="what it says, in a sentence")
    push: str | None = Field(None, description="towards what it pushes, in the scenario's own words or letters")
    source: Texts = Field((), description="ids of sources with paragraph, such as S2 ¶22")
    acts: Acts = Field((), description="{raise: PARAMETER, on: NAME, push: up | down}, or a list of these")
    because: str | None = Field(
        None, description="why it acts on nothing, or why the outcome need not move as it pushes"
    )
    note: str | None = Field(None, description="anything a reader should know")


class Formula(Element):
    """What follows from drivers, parameters and other formulas."""

    expr: Expr = Field(description="the expression it is, evaluated at every step")
    history: Mapping[DateText, Real] = Field(default_factory=dict, description=HISTORY)


class Function(Element):
    """A shorthand of the scenario's own, `kept(x, ref): …`; written out wherever it is called."""

    parameters: tuple[str, ...]
    expr: Expr = Field(description="what it is, an expression of its arguments and of other names")


class Effect(Record):
    """What an event does to a driver: exactly one of `set`, `add`, `multiply`."""

    set: OptionalExpr = Field(None, description="the driver becomes this; for a regime, a name")
    add: OptionalExpr = Field(None, description="the driver grows by this")
    multiply: OptionalExpr = Field(None, description="the driver is multiplied by this")

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


ClassCondition = Annotated[OptionalCondition, BeforeValidator(unless_otherwise)]


class Event(Element):
    """Something that happens: by a hazard, at dates, when a condition holds, after another event or as its branch."""

    hazard: OptionalNonNegativeExpr = Field(None, description="rate of occurrence per year")
    at: OptionalDates = Field(None, description="the date it happens, or a list of dates")
    when: OptionalCondition = Field(None, description="it happens when this first holds")
    after: str | None = Field(None, description="it follows each occurrence of this event")
    delay: OptionalDelay = Field(
        None, description="how long `after` that, in years: an expression, or a distribution each occurrence draws from"
    )
    repeats: bool = Field(False, description="whether it can happen more than once")
    each: Literal["step"] | None = Field(
        None, description="`step`: a hazard that repeats makes it happen once a step at most"
    )
    latest: DateText | None = Field(None, description="happens then if it has not before")
    effects: Mapping[str, Effect] = Field(
        default_factory=dict, description="driver: {set | add | multiply: expression}"
    )
    branch: Mapping[str, ChanceExpr] = Field(
        default_factory=dict, description="event: chance, the last may be `otherwise`"
    )
    stream: str | None = Field(None, description="name of its random numbers, if not its own")

    @property
    def triggers(self) -> tuple[str, ...]:
        return tuple(name for name in TRIGGERS if getattr(self, name) is not None)


class Measure(Element):
    """A number read off a finished path."""

    expr: Expr = Field(description="the expression it is; it may use other measures")


class Invariant(Element):
    """What must hold at every step; on how many paths it breaks is told, and no path is left out for it."""

    when: Condition = Field(description="the condition")


class OutcomeClass(Record):
    """One of the mutually exclusive ends of a path: the first whose condition holds.

    `condition` is None for `otherwise`, the last.
    """

    condition: ClassCondition = Field(alias="when", description="the condition it is short for; last `otherwise`")
    title: str | None = Field(None, description="what it is called where people read; its name stays the key")
    text: str | None = Field(None, description="what it means, in a sentence")


class Question(Element):
    """A forecast with a date, so that reality can score it."""

    text: str = Field(description="the question, for people; if it asks for a number, with its unit")
    by: DateText | None = Field(None, description="the period by whose end it is answered")
    as_of: DateText | None = Field(None, description="the period at whose end it is answered")
    when: OptionalCondition = Field(None, description="the condition whose chance is asked for")
    value: OptionalExpr = Field(None, description="the number asked for")
    given: OptionalCondition = Field(None, description="only paths on which this holds at that instant count")
    series: str | None = Field(None, description="what it hangs together with: questions of one series are one vote")
    resolve: Resolve | None = Field(None, description="how it is answered: {source: …, metric: …, rule: …}")
    reference: Reference | None = Field(
        None, description="what the forecast has to beat: {probability: … or quantiles: …, class: …, source: …}"
    )

    @property
    def date(self) -> str:
        return self.by or self.as_of or ""


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """A validated scenario. `merged` is the text it was read from, with what CSV files say; `folder` may have more.

    `tree` is the same without templates; in both everything has its place. `bindings` tells which members are meant.
    `as_of` is the date by whose end everything it observes was known, where it was asked for so; else empty.
    """

    name: str
    title: str
    clock: Clock
    sources: Mapping[str, Source]
    mechanisms: Mapping[str, Mechanism]
    parameters: Mapping[str, Parameter]
    parameter_correlations: Mapping[tuple[str, str], float]
    parameter_common: Mapping[str, float]
    drivers: Mapping[str, Process]
    correlations: Mapping[tuple[str, str], float]
    common: Mapping[str, float]
    functions: Mapping[str, Function]
    formulas: Mapping[str, Formula]
    events: Mapping[str, Event]
    observe: Mapping[str, Observation]
    measures: Mapping[str, Measure]
    invariants: Mapping[str, Invariant]
    outcome: Mapping[str, OutcomeClass]
    questions: Mapping[str, Question]
    report: Report
    simulate: Simulate
    tree: MappingNode
    merged: MappingNode
    groups: Groups
    bindings: Mapping[KeyPath, Binding]
    files: tuple[tuple[str, str], ...] = ()
    overrides: tuple[str, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    folder: Path | None = None
    as_of: str = ""

    def declared(self, section: str) -> tuple[str, ...]:
        """The names a section of the text declares, those of elements that could not be read among them."""
        node = self.tree.get(section)
        return node.keys() if isinstance(node, MappingNode) else ()

    def elements(self, section: str) -> Iterator[tuple[str, Element]]:
        """The elements of a section that could be read, each with the key it stands under: `kept(x, ref)`."""
        found: Mapping[str, Element] = getattr(self, section)
        names = ((key, key.partition("(")[0].strip()) for key in self.declared(section))
        yield from ((key, found[name]) for key, name in names if name in found)

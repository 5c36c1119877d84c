"""The model of a scenario, as frozen records: what the checks and the plan read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simengine.language.expression import IsTrue, Node, ToNumber
from simengine.language.fields import Expression
from simengine.language.parse import ExpressionError
from simengine.language.types import TRUTH, Type
from simengine.scenario.placed import Stage
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something of a model stands in its scenario.

    What a process derives from its fields, such as where a schedule starts, stands where its driver does.
    """

    path: KeyPath

    @property
    def section(self) -> str:
        """The section it stands in."""
        return str(self.path[0])

    @property
    def name(self) -> str:
        """The element it belongs to."""
        return str(self.path[1])


@dataclass(frozen=True, slots=True, eq=False)
class ModelExpression:
    """An expression with shorthands written out and typed, for a stage of the path.

    `written` is what its author wrote, without a text for what a process derives. `expanded` is it without shorthands,
    as far as that can be. `node` is what is evaluated: of a condition a truth, of others a number, of a formula or a
    measure either, as its `type` says. Where `error` is not None, `node` is no more than `expanded`; no sound model has
    one.
    """

    origin: Origin
    stage: Stage
    written: Expression
    expanded: Node
    node: Node
    type: Type
    error: ExpressionError | None = None
    is_expanded: bool = True


def number_of(found: ModelExpression) -> Node:
    """The node of an expression, a truth as 1 or 0: what a formula is stored as."""
    if found.type != TRUTH:
        return found.node
    return found.node.operand if isinstance(found.node, IsTrue) else ToNumber(found.node)


@dataclass(frozen=True, slots=True, eq=False)
class DriverModel:
    """What a driver is fed: where it starts, its bounds, and the inputs of its process at every step, by name."""

    start: ModelExpression
    bounds: tuple[ModelExpression, ModelExpression] | None
    inputs: tuple[tuple[str, ModelExpression], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A scenario with every expression typed, once.

    `expressions` are those its author wrote, in the order of the sections. `formula_order` and `measure_order` have
    each name after all it uses; `circles` are those that have none. `once_formulas` are evaluated once per path.
    `events` are all of them, those that only a branch names after the event that branches.
    """

    scenario: Scenario
    expressions: tuple[ModelExpression, ...]
    drivers: Mapping[str, DriverModel]
    formula_order: tuple[str, ...]
    once_formulas: frozenset[str]
    measure_order: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]
    events: tuple[str, ...]
    by_path: Mapping[KeyPath, ModelExpression]

    def at(self, *path: str | int) -> ModelExpression:
        """The expression that stands at a path. KeyError if none does."""
        return self.by_path[path]

"""What a process is.

One file holds one kind: a final subclass of `Process` in a module of this package whose name does not start with an
underscore; it is found by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from pydantic import Field

from simengine.language.clock import Clock, period
from simengine.language.expression import Node
from simengine.language.fields import DateText, Element, Expr, Expression, Real
from simengine.numerics.room import room

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


Row: TypeAlias = "NDArray[np.float64]"
"""A number a path."""
_IN_ITS_OWN_UNIT = ("initial", "bounds", "history")


class Draw(Enum):
    """A number a process takes in every step."""

    BROWNIAN = "a standard normal; the one that `correlations` mix"
    NORMAL = "a standard normal"
    UNIFORM = "uniform in (0, 1), 53 bits"

    @property
    def slots(self) -> int:
        """How many of a stream's slots it fills."""
        return 2 if self is Draw.UNIFORM else 1


class Process(Element):
    """A driver: how a value moves from t to t + dt.

    A subclass declares its `kind`, its pydantic fields, and plain scalar functions that every engine calls:

    - `step(state, dt, *inputs, *prepared, *draws)` gives the state at t + dt. Inputs are its expressions evaluated at
      t, in the order of the fields, less those named in `prepared`; `prepare(dt, *those)` turns these into the
      numbers that stand in their place. It is called anew only when they can have changed, so what is costly in them
      (an exponential) belongs there;
    - `step_rows(state, n, dt, …)`, if there is one, is `step` for n paths at once, with rows for all numbers and the
      state changed in place, with the same bits: for steps that loop;
    - `prepare_once`, if there is one, takes its place where its inputs can't change along a path: it may cost more;
    - a `wide` process has as many numbers as inputs named in `prepared`, any number of them, and takes them as
      sequences: `prepare(dt, inputs, numbers)` fills `numbers`, and `step` has this one argument in their place;
    - `observe(state)` gives the value that expressions see, `place(value)` the state of a value;
    - `field_units` tells the units its fields must have, as far as they are known: `1/year`, or `own/year` where `own`
      is the driver's; alternatives stand as `1/year or own/year`. `initial` and `bounds` have the driver's own;
    - `tables` names the fields that hold dates with values;
    - `moves_by_itself` is False if it stays put until an effect, or a table of its own, puts it elsewhere;
    - `at_middle` is False if its inputs are read where the step begins, not at its middle (`plan/middle.py`);
    - `middle(value, inputs, dt)`, if it gives one, is the expression of where it stands at the middle of a step, from
      its value and its inputs where the step begins: for what changes smoothly, so that others may read it there;
    - the property `stepwise` tells whether it stays where it is but for single steps;
    - `clamped(*inputs)`, if there is one, tells whether an input lay outside what the process can follow; such steps
      are counted.
    """

    kind: ClassVar[str]
    draws: ClassVar[tuple[Draw, ...]] = ()
    prepared: ClassVar[tuple[str, ...]] = ()
    wide: ClassVar[bool] = False
    counts: ClassVar[bool] = False  # its value is a count per step, not a level
    movable: ClassVar[bool] = True  # effects can move it
    moves_by_itself: ClassVar[bool] = True
    field_units: ClassVar[Mapping[str, str]] = {}
    tables: ClassVar[tuple[str, ...]] = ()
    at_middle: ClassVar[bool] = True
    step: ClassVar[Callable[..., Any]]
    step_rows: ClassVar[Callable[..., None] | None] = None
    prepare: ClassVar[Callable[..., Any] | None] = None
    prepare_once: ClassVar[Callable[..., Any] | None] = None
    clamped: ClassVar[Callable[..., bool] | None] = None

    process: str = Field(description="the kind of process")
    bounds: tuple[Expr, Expr] | None = Field(
        None, description="[lo, hi]: the value is brought back inside after every step"
    )
    history: Mapping[DateText, Real] = Field(
        default_factory=dict,
        description="dated past values, so that windows are full at the start; or {csv: FILE, date: …, value: …}",
    )
    stream: str | None = Field(None, description="name of its random numbers, if not its own")

    def start(self, clock: Clock) -> Node:
        """The expression of the value at step 0."""
        initial: Expression = self.initial  # type: ignore[attr-defined]  # every process without it overrides this
        return initial.node

    def inputs(self, clock: Clock) -> tuple[tuple[str, Node], ...]:
        """The expressions that are evaluated at every step, by name, in the order of the fields."""
        own = [name for name in type(self).model_fields if name not in ("initial", "bounds")]
        return tuple((name, value.node) for name in own if isinstance(value := getattr(self, name), Expression))

    def regimes(self) -> tuple[str, ...]:
        """The names of its values, numbered 0, 1, … in this order; empty if its values are numbers."""
        return ()

    @property
    def stepwise(self) -> bool:
        """Whether it stays where it is but for single steps: a regime, or what does not move by itself."""
        return bool(self.regimes()) or not self.moves_by_itself

    @classmethod
    def unit_of(cls, field: str) -> str | None:
        """The unit a field must have, as `field_units` tells it; None if it may have any."""
        return cls.field_units.get(field, "own" if field in _IN_ITS_OWN_UNIT else None)

    def faults(self, clock: Clock) -> Iterator[tuple[str, str]]:
        """What is wrong in a field on this clock: the field, and the message."""
        yield from ()

    def reading(self, name: str, value: Node, clock: Clock) -> Node | None:
        """A named expression others may read, such as `realised_outflow(x)` of a stock; None if it has no such."""
        return None

    @classmethod
    def middle(cls, value: Node, inputs: Mapping[str, Node], dt: float) -> Node | None:
        """Where it stands at the middle of a step; None where what is seen at its beginning does not tell."""
        return None

    @classmethod
    def ready(cls, dt: float, inputs: Sequence[float], once: bool = False) -> tuple[Any, ...]:
        """The arguments `step` takes in place of the inputs named in `prepared`; `once` if these can't change."""
        prepare = cls.prepare_once if once and cls.prepare_once is not None else cls.prepare
        if prepare is None:
            return ()
        if not cls.wide:
            return tuple(prepare(dt, *inputs))
        numbers = room(len(inputs))
        prepare(dt, inputs, numbers)
        return (numbers,)

    @staticmethod
    def observe(state: Any) -> float:
        """The value expressions see; the state itself unless a process says otherwise."""
        return float(state)

    @staticmethod
    def place(value: float) -> Any:
        """The state of a value."""
        return value


def past_values(table: Mapping[str, float], clock: Clock, counts: bool) -> tuple[float, ...]:
    """A history as values at steps −n … −1; for counts −n … 0, the last that of the period that ends at the start.

    A level's rows hold until the next; a count's row is the count of its own period, and periods without a row count 0.

    Raises:
        ValueError: for a row that is no date or does not lie before the start.
    """
    rows: dict[int, float] = {}
    for date, value in sorted(table.items(), key=lambda row: period(row[0]).first):
        named = period(date)
        step = clock.step_at(named.after if counts else named.first)
        if step > 0 or (step == 0 and not counts):
            raise ValueError(f"{date} does not lie before the start ({clock.label(0)})")
        rows[step] = rows.get(step, 0.0) + value if counts else value
    if not rows:
        return ()
    values, current = [], 0.0
    for step in range(min(rows), 1 if counts else 0):
        current = rows.get(step, 0.0 if counts else current)
        values.append(current)
    return tuple(values)

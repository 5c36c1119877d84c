"""`schedule`: a dated table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, final

from pydantic import Field, field_validator

from simengine.language.clock import Clock, period
from simengine.language.expression import Arithmetic, Choice, Compare, Name, Node, Number
from simengine.language.fields import DateText, Expr
from simengine.processes._process import Process

MOST_ROWS = 2000


@final
class Schedule(Process):
    """Follows a table of dates and values, stepwise or linearly between them; also the switch of a policy.

    Before the first date it has the first value, after the last the last. Effects can't move it.
    """

    kind = "schedule"
    movable = False
    moves_by_itself = False
    tables = ("table",)
    field_units: ClassVar[Mapping[str, str]] = {"table": "own"}
    at_middle = False
    table: Mapping[DateText, Expr] = Field(min_length=1, description="date: value; or {csv: FILE, date: …, value: …}")
    shape: Literal["step", "linear"] = Field(
        "step", description="step: each value holds until the next; linear between them"
    )

    @field_validator("table")
    @classmethod
    def _dates(cls, table: Mapping[str, object]) -> Mapping[str, object]:
        if len(table) > MOST_ROWS:
            raise ValueError(f"{len(table):,} rows, and at most {MOST_ROWS:,} are read: take dates further apart")
        days = [period(date).first for date in table]
        if sorted(set(days)) != days:
            raise ValueError("the dates must rise from row to row")
        return table

    @property
    def stepwise(self) -> bool:
        return self.shape == "step"

    @staticmethod
    def step(x: float, dt: float, upcoming: float) -> float:
        return upcoming

    def start(self, clock: Clock) -> Node:
        rows = self._rows(clock)
        following = [i for i, (step, _) in enumerate(rows) if step > 0]
        if not following:
            return rows[-1][1]
        if following[0] == 0:
            return rows[0][1]
        return self._between(rows[following[0] - 1], rows[following[0]], Number(0.0))

    def inputs(self, clock: Clock) -> tuple[tuple[str, Node], ...]:
        """The value one step on, as an expression of `time`: the process needs no more than that."""
        upcoming = Arithmetic("+", Arithmetic("*", Name("time"), Number(clock.per_year)), Number(1.0))
        return (("table", self._search(self._rows(clock), upcoming, clock)),)

    def _rows(self, clock: Clock) -> list[tuple[int, Node]]:
        return [(clock.step_at(period(date).first), value.node) for date, value in self.table.items()]

    def _search(self, rows: list[tuple[int, Node]], upcoming: Node, clock: Clock) -> Node:
        """A balanced tree of choices over the rows; the last segment's value holds for ever."""
        if len(rows) == 1:
            return rows[0][1]
        if len(rows) == 2 and self.shape == "linear":
            first, second = rows
            inside = Choice(_reached(second, clock), second[1], self._between(first, second, upcoming))
            return Choice(_reached(first, clock), inside, first[1])
        half = len(rows) // 2
        later, earlier = rows[half:], rows[: half + (self.shape == "linear")]
        return Choice(
            _reached(rows[half], clock), self._search(later, upcoming, clock), self._search(earlier, upcoming, clock)
        )

    def _between(self, first: tuple[int, Node], second: tuple[int, Node], step: Node) -> Node:
        if self.shape == "step":
            return first[1]
        share = Arithmetic("/", Arithmetic("-", step, Number(float(first[0]))), Number(float(second[0] - first[0])))
        return Arithmetic("+", first[1], Arithmetic("*", Arithmetic("-", second[1], first[1]), share))


def _reached(row: tuple[int, Node], clock: Clock) -> Node:
    """Whether the next step is at or after a row's: `time` is k/n exactly, so it is compared with (row − 1)/n."""
    return Compare(">=", Name("time"), Number((row[0] - 1) / clock.per_year))

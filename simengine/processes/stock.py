"""`stock`: what is stored, with what comes in and what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.arithmetic import larger, smaller
from simengine.language.clock import Clock
from simengine.language.expression import Arithmetic, Call, Middle, Node, Number, Start
from simengine.language.fields import NonNegativeExpr
from simengine.processes._process import Process


@final
class Stock(Process):
    """dX = (inflow − realised outflow)·dt, in units of the stock and per year.

    The flows are read at the middle of the step, each stock half a step on its way there (the midpoint method), so what
    changes smoothly is right to dt². The realised outflow is `outflow` as far as there is something to take,
    min(outflow, X/dt + inflow), so that goods are never invented; others read it as `realised_outflow(x)`, which is
    what goes out in the step that begins. A negative flow ends the path as failed. An effect takes no more than there
    is: what it would put below 0 becomes 0.
    """

    kind = "stock"
    field_units: ClassVar[Mapping[str, str]] = {"inflow": "own/year", "outflow": "own/year"}
    initial: NonNegativeExpr = Field(description="the value at the start")
    inflow: NonNegativeExpr = Field(description="what comes in, per year")
    outflow: NonNegativeExpr = Field(description="what is asked for, per year")

    @staticmethod
    def step(x: float, dt: float, inflow: float, outflow: float) -> float:
        if inflow < 0.0 or outflow < 0.0:
            return float("nan")
        realised = smaller(outflow, x / dt + inflow)
        # Taking all leaves 0, not the rounding of x − x/dt·dt.
        return larger(0.0, x + (inflow - realised) * dt)

    @staticmethod
    def place(value: float) -> float:
        return larger(0.0, value)

    @classmethod
    def middle(cls, value: Node, inputs: Mapping[str, Node], dt: float) -> Node:
        """Half of what comes in and goes out at the beginning: never less than half of what is there."""
        realised = _realised(inputs["outflow"], value, inputs["inflow"], dt)
        change = Arithmetic("*", Arithmetic("-", inputs["inflow"], realised), Number(0.5 * dt))
        return Arithmetic("+", value, change)

    def reading(self, name: str, value: Node, clock: Clock) -> Node | None:
        if name != "realised_outflow":
            return None
        return Middle(_realised(self.outflow.node, Start(value), self.inflow.node, clock.dt))


def _realised(outflow: Node, value: Node, inflow: Node, dt: float) -> Node:
    """What goes out of what is there and comes in."""
    return Call("min", (outflow, Arithmetic("+", Arithmetic("/", value, Number(dt)), inflow)))

"""What an expression is at the middle of a step, by the letter of docs/semantics.md: in a hazard, an input, a flow."""

import math

from simengine.language import expression as ex
from tests.helpers.semantics.naive_arithmetic import NAN, clip
from tests.helpers.semantics.naive_memory import LOOK

MIDDLE, START = "middle", "start"
GRID_TIMES = ("first_time", "last_time", "since", "held", "date", "earliest")
CONDITIONS = (ex.Compare, ex.Logic, ex.Not)


def is_grid_time(node):
    """Whether a value is a time or duration of the grid, of which differences are whole steps."""
    if getattr(node, "function", None) == "coalesce":
        return all(map(is_grid_time, node.arguments))
    return getattr(node, "function", None) in GRID_TIMES or (isinstance(node, ex.Name) and node.name == "time")


def grows(node):
    return getattr(node, "name", None) == "time" or getattr(node, "function", None) == "since"


class Instants:
    """What a `Record` tells of other instants of a step; of it are `number`, `value`, `evaluate_plainly`, `grid`."""

    def at_instant(self, node, k, phase):
        if isinstance(node, ex.Middle):
            return self.value(node.operand, k, START if phase == START else MIDDLE)
        if isinstance(node, ex.Start):
            return self.value(node.operand, k, START if phase == START else LOOK)
        if phase == START:
            remembers = isinstance(node, ex.Call) and hasattr(self, "of_" + node.function)
            return self.evaluate_plainly(node, k, LOOK if remembers else START)
        return self.at_middle(node, k)

    def at_middle(self, node, k):
        half = 0.5 * (1 / self.grid.n)
        match node:
            case ex.Name(name="time" | "year") | ex.Call(function="since"):
                return self.evaluate_plainly(node, k, LOOK) + half
            case ex.Name(name=name) if name in self.drivers:
                return self.half_way(name, k)
            case ex.Call(function=function) if hasattr(self, "of_" + function):
                return self.evaluate_plainly(node, k, LOOK)
            case ex.Choice(condition=condition, yes=yes, no=no):
                return self.value(yes if self.value(condition, k, LOOK) else no, k, MIDDLE)
            case ex.Arithmetic(op="-", left=left, right=right) if is_grid_time(left) and is_grid_time(right):
                apart = self.evaluate_plainly(node, k, LOOK)
                grown = half * (grows(left) - grows(right))
                return apart + grown if grown else apart
            case _ if isinstance(node, CONDITIONS):
                return self.evaluate_plainly(node, k, LOOK)
        return self.evaluate_plainly(node, k, MIDDLE)

    def half_way(self, name, k):
        """A stock with half of what comes in and goes out at the beginning; any other driver as it is."""
        driver, value, dt = self.scenario.drivers[name], self.drivers[name][k], 1 / self.grid.n
        if driver.kind != "stock":
            return value
        inflow, outflow = (self.number(flow.node, k, START) for flow in (driver.inflow, driver.outflow))
        available = value / dt + inflow
        realised = NAN if math.isnan(outflow) or math.isnan(available) else min(outflow, available)
        middle = value + (inflow - realised) * (0.5 * dt)
        return middle if driver.bounds is None else clip(middle, *(self.number(end.node, 0) for end in driver.bounds))

"""What an expression is worth, by the letter of docs/semantics.md: recomputed from the recorded past whenever asked."""

import calendar
import datetime
import math

from simengine import numerics
from simengine.language import expression as ex
from simengine.language.clock import Instant, period
from tests.helpers.semantics.naive_arithmetic import FUNCTIONS, NAN, arithmetic, compare, whole_power
from tests.helpers.semantics.naive_memory import LOOK, Memory
from tests.helpers.semantics.naive_middle import MIDDLE, START, Instants, is_grid_time

MONTHS = {"year": 12, "quarter": 3, "month": 1}
PER_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25, "hour": 8766.0}
HOURS = {"week": 168, "day": 24, "hour": 1}


class Grid:
    """The instants k = …, −1, 0, 1, … of a clock."""

    def __init__(self, clock):
        self.start, self.step, self.n = clock.start, clock.step, PER_YEAR[clock.step]

    def day(self, k):
        if self.step in MONTHS:
            months = 12 * self.start.year + self.start.month - 1 + MONTHS[self.step] * k
            return Instant(months // 12, months % 12 + 1, 1)
        return self.start + datetime.timedelta(hours=k * HOURS[self.step])

    def happens(self, day):
        """The first instant not before a day."""
        k = 0
        while self.day(k) < day:
            k += 1
        while self.day(k - 1) >= day:
            k -= 1
        return k

    def reads(self, day):
        """The last instant not after a day."""
        k = self.happens(day)
        return k if self.day(k) == day else k - 1

    def year(self, k):
        if self.step in MONTHS:
            return (12 * self.start.year + self.start.month - 1 + 12 * k / self.n) / 12
        day = self.day(k)
        passed = (day - Instant(day.year, 1, 1)).total_seconds() / 86400
        return day.year + passed / (366 if calendar.isleap(day.year) else 365)

    def past(self, table, counts):
        """A history as {step: value} from its first row to the start."""
        rows = {}
        for date, value in sorted(table.items(), key=lambda row: period(row[0]).first):
            k = self.happens(period(date).after if counts else period(date).first)
            rows[k] = rows.get(k, 0.0) + value if counts else value
        values = {}
        for k in range(min(rows, default=0), 1 if counts else 0):
            values[k] = rows.get(k, 0.0 if counts else values.get(k - 1))
        return values


class Record(Instants, Memory):
    """The past of one path: the values of its drivers, its event log, and what expressions make of them."""

    def __init__(self, scenario, parameters, trigger):
        self.scenario, self.parameters, self.trigger = scenario, parameters, trigger
        self.grid = Grid(scenario.clock)
        self.drivers = {name: [] for name in scenario.drivers}
        self.log = []  # (event, step)
        self.histories = {n: self.grid.past(d.history, d.counts) for n, d in scenario.drivers.items()}
        self.histories |= {n: self.grid.past(f.history, False) for n, f in scenario.formulas.items()}
        self.known = {}  # only for speed
        self.shorthands = {}

    # Expressions

    def number(self, node, k, phase=LOOK):
        return float(self.value(node, k, phase))

    def value(self, node, k, phase=LOOK):
        key = id(node), k, phase
        if key not in self.known:
            self.known[key] = node, self.evaluate(node, k, phase)
        return self.known[key][1]

    def evaluate(self, node, k, phase):
        if isinstance(node, ex.Middle | ex.Start) or phase in (MIDDLE, START):
            return self.at_instant(node, k, phase)
        return self.evaluate_plainly(node, k, phase)

    def evaluate_plainly(self, node, k, phase):
        def number(part):
            return self.number(part, k, phase)

        match node:
            case ex.Number(value=value) | ex.Truth(value=value):
                return value
            case ex.Name(name=name):
                return self.named(name, k, phase)
            case ex.Negative(operand=operand):
                return -number(operand)
            case ex.Not(operand=operand):
                return not self.value(operand, k, phase)
            case ex.Arithmetic(op="-", left=left, right=right) if is_grid_time(left) and is_grid_time(right):
                apart = number(left) - number(right)
                return NAN if math.isnan(apart) else math.floor(apart * self.grid.n + 0.5) / self.grid.n
            case ex.Arithmetic(op=op, left=left, right=right):
                return arithmetic(op, number(left), number(right))
            case ex.Power(base=base, exponent=exponent):
                n = number(exponent)
                if literal(exponent) and n == math.floor(n):
                    return whole_power(number(base), int(n))
                return numerics.exp(n * numerics.log(number(base)))
            case ex.Compare(op=op, left=ex.Text() as left, right=right):
                return self.evaluate_plainly(ex.Compare(op, right, left), k, phase)
            case ex.Compare(op=op, left=left, right=ex.Text(text=text)):
                return compare(op, number(left), self.names_of(left.name).index(text))
            case ex.Compare(op=op, left=left, right=right):
                return compare(op, number(left), number(right))
            case ex.Logic(op=op, operands=operands):
                truths = [self.value(operand, k, phase) for operand in operands]
                return all(truths) if op == "and" else any(truths)
            case ex.Choice(condition=condition, yes=yes, no=no):
                return self.value(yes if self.value(condition, k, phase) else no, k, phase)
            case ex.Call(function=function, arguments=arguments):
                return self.call(function, arguments, k, phase)
        raise TypeError(node)

    def names_of(self, name):
        """What the numbers 0, 1, … of a regime or of a parameter are called."""
        driver = self.scenario.drivers.get(name)
        return driver.regimes() if driver else self.scenario.parameters[name].distribution.names

    def named(self, name, k, phase):
        if name == "time":
            return k / self.grid.n
        if name == "year":
            return self.grid.year(k)
        if name == "month_of_year":
            return float(self.grid.day(k).month)
        if name in self.parameters:
            later = self.scenario.parameters[name].later
            if later is not None and k >= self.grid.happens(period(later.start).first):
                names = self.scenario.parameters[name].distribution.names
                return float(names.index(later.value) if names else later.value)
            return self.parameters[name]
        if name in self.drivers:
            return self.drivers[name][k]
        if name in self.scenario.formulas:
            instant = phase if phase in (MIDDLE, START) else LOOK  # one value per step
            return self.value(self.scenario.formulas[name].expr.node, k, instant)
        return self.value(self.scenario.measures[name].expr.node, k, phase)

    def call(self, function, arguments, k, phase):
        if function == "date":
            return self.grid.happens(period(arguments[0].text).first) / self.grid.n
        if hasattr(self, "of_" + function):
            return getattr(self, "of_" + function)(k, phase, *arguments)
        if function not in FUNCTIONS:
            return self.value(self.written_out(function, arguments), k, phase)
        return FUNCTIONS[function](*(self.number(argument, k, phase) for argument in arguments))

    def written_out(self, function, arguments):
        """A shorthand, of the scenario's own or for something a process tells, with its arguments put in."""
        key = function, arguments
        if key not in self.shorthands:
            own = self.scenario.functions.get(function)
            if own is None:
                driver = self.scenario.drivers[arguments[0].name]
                self.shorthands[key] = driver.reading(function, arguments[0], self.scenario.clock)
            else:
                self.shorthands[key] = put_in(own.expr.node, dict(zip(own.parameters, arguments, strict=True)))
        return self.shorthands[key]

    def fixed(self, node, also=()):
        """Whether an expression has nothing but parameters, and formulas of these; and some names that may be there."""
        if isinstance(node, ex.Name) and node.name in self.scenario.formulas:
            return self.fixed(self.scenario.formulas[node.name].expr.node, also)
        if isinstance(node, ex.Name):
            return node.name in self.parameters or node.name in also
        if isinstance(node, ex.Call) and node.function not in FUNCTIONS and node.function != "date":
            remembers = hasattr(self, "of_" + node.function)
            return not remembers and self.fixed(self.written_out(node.function, node.arguments), also)
        return all(self.fixed(child, also) for child in ex.children(node))


def put_in(node, arguments):
    """An expression with others in the place of some names."""
    if isinstance(node, ex.Name) and node.name in arguments:
        return arguments[node.name]
    return ex.rebuild(node, lambda child: put_in(child, arguments))


def literal(node):
    """Whether a number is written out, or a date or length of time is."""
    if isinstance(node, ex.Call):
        return node.function in ("date", "months", "weeks", "days", "hours") and not ex.names(node)
    return isinstance(node, ex.Number)

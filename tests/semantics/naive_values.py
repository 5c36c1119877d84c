"""What an expression is worth, by the letter of docs/semantics.md: recomputed from the whole recorded past, whenever it is asked."""

import calendar
import datetime
import math

from simengine import numerics
from simengine.language import expression as ex
from simengine.language.clock import period

NAN = float("nan")
LOOK, NOTE = "look", "note"
MONTHS = {"year": 12, "quarter": 3, "month": 1}
PER_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}
GRID_TIMES = ("first_time", "last_time", "since", "held", "date")
PLAIN = {name: getattr(numerics, name) for name in ("exp", "log", "tanh", "logistic", "logit")}


class Grid:
    """The instants k = …, −1, 0, 1, … of a clock."""

    def __init__(self, clock):
        self.start, self.step, self.n = clock.start, clock.step, PER_YEAR[clock.step]

    def day(self, k):
        if self.step in MONTHS:
            months = 12 * self.start.year + self.start.month - 1 + MONTHS[self.step] * k
            return datetime.date(months // 12, months % 12 + 1, 1)
        return self.start + datetime.timedelta(days=k * (7 if self.step == "week" else 1))

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
        return day.year + (day - datetime.date(day.year, 1, 1)).days / (366 if calendar.isleap(day.year) else 365)

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


class Record:
    """The past of one path: the values of its drivers, its event log, and what expressions make of them."""

    def __init__(self, scenario, parameters, trigger):
        self.scenario, self.parameters, self.trigger = scenario, parameters, trigger
        self.grid = Grid(scenario.clock)
        self.drivers = {name: [] for name in scenario.drivers}
        self.log = []  # (event, step)
        self.histories = {n: self.grid.past(d.history, d.counts) for n, d in scenario.drivers.items()}
        self.histories |= {n: self.grid.past(f.history, False) for n, f in scenario.formulas.items()}
        self.known = {}  # only for speed
        self.readings = {}

    # Expressions

    def number(self, node, k, phase=LOOK):
        return float(self.value(node, k, phase))

    def value(self, node, k, phase=LOOK):
        key = id(node), k, phase
        if key not in self.known:
            self.known[key] = node, self.evaluate(node, k, phase)
        return self.known[key][1]

    def evaluate(self, node, k, phase):
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
            case ex.Arithmetic(op="-", left=left, right=right) if grid_time(left) and grid_time(right):
                apart = number(left) - number(right)
                return NAN if math.isnan(apart) else math.floor(apart * self.grid.n + 0.5) / self.grid.n
            case ex.Arithmetic(op=op, left=left, right=right):
                return arithmetic(op, number(left), number(right))
            case ex.Power(base=base, exponent=exponent):
                n = number(exponent)
                if literal(exponent) and n == math.floor(n) and abs(n) <= 1024:
                    return whole_power(number(base), int(n))
                return numerics.exp(n * numerics.log(number(base)))
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

    def named(self, name, k, phase):
        if name == "time":
            return k / self.grid.n
        if name == "year":
            return self.grid.year(k)
        if name in self.parameters:
            return self.parameters[name]
        if name in self.drivers:
            return self.drivers[name][k]
        if name in self.scenario.formulas:
            return self.value(self.scenario.formulas[name].expr.node, k, LOOK)  # one value per step
        return self.value(self.scenario.measures[name].expr.node, k, phase)

    def call(self, function, arguments, k, phase):
        if function == "date":
            return self.grid.happens(period(arguments[0].text).first) / self.grid.n
        if hasattr(self, "of_" + function):
            return getattr(self, "of_" + function)(k, phase, *arguments)
        if function not in FUNCTIONS:
            return self.value(self.reading(function, arguments[0]), k, phase)
        return FUNCTIONS[function](*(self.number(argument, k, phase) for argument in arguments))

    def reading(self, function, argument):
        key = function, argument.name
        if key not in self.readings:
            self.readings[key] = self.scenario.drivers[argument.name].reading(function, argument, self.scenario.clock)
        return self.readings[key]

    # Functions with memory: `of_x(k, phase, *arguments)` is x(arguments) at k

    def steps(self, window, default=0):
        return round(self.number(window, 0) * self.grid.n) if window is not None else default

    def occurrences(self, event, k, phase):
        """The steps at which an event occurred, as far as a phase at k sees."""
        own = self.trigger[event.name] == "when" and phase == LOOK
        return [step for name, step in self.log if name == event.name and (step < k or (step == k and not own))]

    def before(self, x, j):
        """x at the step j < 0, if its history tells; else None."""
        return self.histories.get(x.name, {}).get(j) if isinstance(x, ex.Name) else None

    def run(self, x, first, last, phase):
        """x at first … last as far as it exists."""
        known = [self.before(x, j) if j < 0 else self.number(x, j, phase) for j in range(first, last + 1)]
        return [value for value in known if value is not None]

    def of_initial(self, k, phase, x):
        return self.number(x, 0, phase)

    def of_lag(self, k, phase, x, w):
        j = k - self.steps(w)
        past = self.number(x, j, phase) if j >= 0 else self.before(x, j)
        return self.number(x, 0, phase) if past is None else past

    def of_rolling_sum(self, k, phase, x, w):
        return total(self.run(x, k - self.steps(w) + 1, k, phase))

    def of_rolling_mean(self, k, phase, x, w):
        values = self.run(x, k - self.steps(w) + 1, k, phase)
        return total(values) / len(values)

    def of_held(self, k, phase, c):
        broken = [j for j in range(k + 1) if not self.value(c, j, phase)]
        first = broken[-1] + 1 if broken else 0
        return (k - first) / self.grid.n if first <= k else 0.0

    def of_max_so_far(self, k, phase, x):
        return largest(*self.run(x, 0, k, phase))

    def of_share_of_time(self, k, phase, c):
        return sum(bool(self.value(c, j, phase)) for j in range(k + 1)) / (k + 1)

    def of_occurred(self, k, phase, e):
        return bool(self.occurrences(e, k, phase))

    def of_count(self, k, phase, e):
        return float(len(self.occurrences(e, k, phase)))

    def of_since(self, k, phase, e):
        fired = self.occurrences(e, k, phase)
        return (k - fired[-1]) / self.grid.n if fired else NAN

    def of_first_time(self, k, phase, e):
        fired = self.occurrences(e, k, phase)
        return fired[0] / self.grid.n if fired else NAN

    def of_last_time(self, k, phase, e):
        fired = self.occurrences(e, k, phase)
        return fired[-1] / self.grid.n if fired else NAN

    def of_value_at(self, k, phase, x, e, w=None):
        fired = self.occurrences(e, k, phase)
        j = fired[-1] + self.steps(w) if fired else k + 1
        if j > k:
            return NAN
        past = self.number(x, j, phase) if j >= 0 else self.before(x, j)
        return NAN if past is None else past

    def between(self, k, phase, x, e, a, b):
        fired = self.occurrences(e, k, phase)
        if not fired or fired[-1] + self.steps(b) > k or fired[-1] + self.steps(a) + 1 < 0:
            return []
        return self.run(x, fired[-1] + self.steps(a) + 1, fired[-1] + self.steps(b), phase)

    def of_sum_between(self, k, phase, x, e, a, b):
        values = self.between(k, phase, x, e, a, b)
        return total(values) if values else NAN

    def of_mean_between(self, k, phase, x, e, a, b):
        values = self.between(k, phase, x, e, a, b)
        return total(values) / len(values) if values else NAN


def grid_time(node):
    return (isinstance(node, ex.Call) and node.function in GRID_TIMES) or (isinstance(node, ex.Name) and node.name == "time")


def literal(node):
    """Whether a number is written out, or a date or length of time is."""
    if isinstance(node, ex.Call):
        return node.function in ("date", "months", "weeks", "days") and not any(ex.names(part) for part in node.arguments)
    return isinstance(node, ex.Number)


def arithmetic(op, a, b):
    if op == "/":
        return a / b if b != 0 else NAN
    return {"+": a + b, "-": a - b, "*": a * b}[op]


def whole_power(x, n):
    if n < 0:
        return arithmetic("/", 1.0, whole_power(x, -n))
    result = 1.0
    while n:
        if n % 2:
            result *= x
        x *= x
        n //= 2
    return result


def compare(op, a, b):
    if math.isnan(a) or math.isnan(b):
        return False
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[op]


def total(values):
    """Added one by one: Python's own `sum` corrects its rounding."""
    result = 0.0
    for value in values:
        result += value
    return result


def mean(first, *others):
    result = first
    for value in others:
        result += value
    return result / (1 + len(others))


def smallest(*values):
    return NAN if any(map(math.isnan, values)) else min(values)


def largest(*values):
    return NAN if any(map(math.isnan, values)) else max(values)


def clip(x, low, high):
    return largest(low, smallest(x, high))


FUNCTIONS = {
    **PLAIN,
    "abs": abs,
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else NAN,
    "min": smallest,
    "max": largest,
    "clip": clip,
    "mean": mean,
    "months": lambda x: x / 12,
    "weeks": lambda x: x / (365.25 / 7),
    "days": lambda x: x / 365.25,
}

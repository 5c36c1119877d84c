"""Functions with memory by their definition: `of_x(k, phase, *arguments)` is x(arguments) at k."""

from simengine.language import expression as ex
from simengine.language.clock import period
from tests.helpers.semantics.naive_arithmetic import NAN, largest, total

LOOK, NOTE = "look", "note"


class Memory:
    """What a `Record` remembers; of it are `number` and `value` at a step, `grid`, `log`, `histories` and `trigger`."""

    def steps(self, window, default=0):
        return round(self.number(window, 0) * self.grid.n) if window is not None else default

    def date_step(self, date):
        """A date given as a text, by `date(…)` or as years since the start."""
        return self.grid.happens(period(date.text).first) if isinstance(date, ex.Text) else self.steps(date)

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
        return self.window(k, phase, x, self.steps(w))[0]

    def of_rolling_mean(self, k, phase, x, w):
        summed, known = self.window(k, phase, x, self.steps(w))
        return summed / known

    def window(self, k, phase, x, w):
        """The sum of x over the last w steps, and how many of them exist."""
        cut = k // w * w
        newer, older = self.run(x, cut, k, phase), self.run(x, k - w + 1, cut - 1, phase)
        return total(older[::-1]) + total(newer), len(older) + len(newer)

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

    def of_before(self, k, phase, a, b):
        mine, other = self.occurrences(a, k, phase), self.occurrences(b, k, phase)
        return bool(mine) and not any(step < mine[0] for step in other)

    def of_earliest(self, k, phase, *events):
        fired = [step for event in events for step in self.occurrences(event, k, phase)]
        return min(fired) / self.grid.n if fired else NAN

    def of_count_between(self, k, phase, e, after, until):
        first, last = (self.date_step(date) for date in (after, until))
        return float(sum(first < step <= last for step in self.occurrences(e, k, phase)))

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

    def of_entered(self, k, phase, c):
        return bool(self.value(c, k, phase)) and not (k > 0 and self.value(c, k - 1, phase))

    def of_occurred_between(self, k, phase, f, e, a, b):
        anchors = self.occurrences(e, k, phase)
        first, last = (anchors[-1] + self.steps(length) for length in (a, b)) if anchors else (0, 0)
        return any(first < step <= last for step in self.occurrences(f, k, phase))

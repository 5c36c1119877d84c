"""The tables of docs/exactness.md, as text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from simengine.processes.markov_chain import MarkovChain
from tools.exactness.cases import CASES
from tools.exactness.measure import CLOCKS, errors, order

PART = re.compile(r"(?<=<!-- figures: )(\w+)( -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)
NOTHING = 1e-13  # what rounding leaves
SIZES = (0.5, 0.2, 0.1, 0.05, 0.01)
RATES = ((0.0, 0.3, 0.1), (0.5, 0.0, 0.2), (0.1, 0.4, 0.0))


def rendered(page: str) -> str:
    """The page with its tables as they come out now."""
    return PART.sub(lambda found: f"{found[1]}{found[2]}\n{TABLES[found[1]]()}\n", page)


def cases() -> str:
    """Each case with its error by clock, and the order between months and days."""
    rows = [["what", *(f"step: {clock}" for clock in CLOCKS), "order"]]
    for case in CASES:
        found = errors(case)
        exact = max(abs(found["month"]), abs(found["day"])) < NOTHING
        power = "exact" if exact else f"{order(found, 'month', 'day'):.1f}"
        rows.append([case.title, *("0" if exact else shown(found[clock]) for clock in CLOCKS), power])
    return _table(rows)


def growing_counts() -> str:
    """A repeating hazard of what has happened so far: its mean after the time in which it should grow e-fold."""
    found = [(1.0 + size) ** (1.0 / size) / math.e - 1.0 for size in SIZES]
    rows = [["hazard·dt at first", *(f"{size:g}" for size in SIZES)]]
    return _table([*rows, ["error of 1 + the mean count", *map(shown, found)]])


def chains() -> str:
    """The chance of a regime after four years, where the rates count as changing: one jump a step at most."""
    exact, steps = _chance(RATES, 1.0, once=True), {"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365}
    found = [_chance(RATES, 1.0 / n, once=False) / exact - 1.0 for n in steps.values()]
    return _table([["", *(f"step: {clock}" for clock in steps)], ["error of the chance", *map(shown, found)]])


def _chance(rates: tuple[tuple[float, ...], ...], dt: float, once: bool) -> float:
    """Of the last regime after four years."""
    n = len(rates)
    (numbers,) = MarkovChain.ready(dt, [rate for row in rates for rate in row], once)
    law = [[numbers[n * i + j] - (numbers[n * i + j - 1] if j else 0.0) for j in range(n)] for i in range(n)]
    chances = [1.0, *[0.0] * (n - 1)]
    for _ in range(round(4 / dt)):
        chances = [sum(chances[i] * law[i][j] for i in range(n)) for j in range(n)]
    return chances[-1]


def shown(error: float) -> str:
    """A relative error as a reader takes it in; what is none comes from an infinite number."""
    if not math.isfinite(error):
        return "–"
    if abs(error) >= 1e-4:
        return f"{100 * error:+.2g} %".replace("-", "−")
    return f"{error:+.0e}".replace("-", "−")


def _table(rows: list[list[str]]) -> str:
    head, *body = rows
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *body]) + "\n"


TABLES: Mapping[str, Callable[[], str]] = {"cases": cases, "growing_counts": growing_counts, "chains": chains}

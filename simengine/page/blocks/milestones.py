"""By when: how likely each event is to have occurred, date by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simengine.page.block import Block, Made, command, picture
from simengine.page.by_when import Milestones
from simengine.page.facts import Facts
from simengine.page.markup import NOTHING, Markup, hover, joined, link, table
from simengine.report.numbers import probability
from simengine.report.plots import milestones_plot

_DATES = 8


def milestones(facts: Facts) -> Block | None:
    """The events that matter most in the picture, all of them in the table."""
    found = facts.milestones
    if found is None:
        return None
    last = len(found.dates) - 1
    steps = sorted({round((at + 1) * last / _DATES) for at in range(_DATES)})
    rows = [
        (_named(facts, found, name), *(probability(row[k].p) for k in steps), found.half[name])
        for name, row in found.shares.items()
    ]
    heads = ("event", *(found.dates[k] for k in steps), "in half of the futures by")
    numbers = table("Share of futures in which each event has occurred by a date", heads, rows)
    shown = {name: row for name, row in found.shares.items() if name in found.first}
    made = Made(
        command("ask", facts.run.name, "P(occurred(EVENT))"),
        "futures that count in which it has occurred at least once by the date, over all that count; the picture has "
        "the events that the answer, the outcomes and the report's measures hang on, then those that most questions "
        "ask for, then the most open",
    )
    alt = f"How likely each of these is to have occurred, by date: {', '.join(shown)}"
    drawn = picture("milestones-picture", lambda: milestones_plot.picture(found.years, shown), alt, numbers, made)
    return Block("milestones", "By when", joined([drawn, _first(facts, found, steps)]))


def _first(facts: Facts, found: Milestones, steps: Sequence[int]) -> Markup:
    """Which of the open events comes first: they compete, and with none of them their shares come to 1."""
    if len(found.first) < 2:
        return NOTHING
    none = ("none of them yet", *(probability(_rest(row[k].p for row in found.first.values())) for k in steps))
    rows = [
        (_named(facts, found, name), *(probability(row[k].p) for k in steps))
        for name, row in found.first.items()
        if row[-1].p > 0.0
    ]
    heads = ("first of them", *(found.dates[k] for k in steps))
    return table("Which of these has come before the others by a date", heads, [*rows, none])


def _rest(shares: Iterable[float]) -> float:
    """What shares lack to 1; their sum is rounded."""
    return max(0.0, round(1.0 - sum(shares), 9))


def _named(facts: Facts, found: Milestones, title: str) -> Markup:
    """An event by its title, with what is said of it, and the way to the numbers it rests on."""
    rests, shown = facts.number_of(found.names[title]), hover(title, found.notes.get(title, ""))
    return link(rests, shown) if rests else shown

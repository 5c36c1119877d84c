"""How the drivers may go: a fan each, of all futures and of those of each likely class."""

from __future__ import annotations

from simengine.compute.bands import MEDIAN
from simengine.page.block import Block, Made, picture
from simengine.page.courses import EVERYONE, Course
from simengine.page.facts import Facts
from simengine.page.markup import Markup, details, joined, link, paragraph, table
from simengine.report.numbers import counted, quantities, spaced
from simengine.report.plots import fan

_ROWS, _COLUMNS = 12, 2


def fans(facts: Facts) -> Block | None:
    """A picture a driver that the report names, with a fan a group."""
    if facts.courses is None:
        return None
    drawn = (_fans(facts, one, at) for at, one in enumerate(facts.courses.drivers))
    return Block("fans", "How it may go", joined(drawn))


def _fans(facts: Facts, course: Course, at: int) -> Markup:
    called = course.title or spaced(course.name)
    counts = ", ".join(counted(one.paths, "future") for one in course.bands.values())
    formula = f"at each date, the values below which so many of the futures lie ({counts})"
    made = Made(f'se.open_run("{facts.run.name}").bands("{course.name}", where=CLASS).plot()', formula)
    groups = " and by outcome" if len(course.bands) > 1 else ""
    alt = f"{called}{f' ({course.note})' if course.note else ''} over time, in all futures{groups}"
    shown = list(course.bands.values())
    numbers = joined([_spread(course, EVERYONE), _by_group(course)])
    drawn = picture(f"fan-{at}", lambda: fan.panels(shown, _COLUMNS), alt, numbers, made)
    rests = facts.number_of(course.name)
    return joined([drawn, paragraph(link(rests, f"What {called} rests on")) if rests else ""])


def _dates(course: Course) -> list[int]:
    last = len(course.bands[EVERYONE].years) - 1
    return sorted({round(row * last / _ROWS) for row in range(_ROWS + 1)})


def _quantity(course: Course) -> str:
    called = course.title or spaced(course.name)
    return f"{called}{f', {course.unit}' if course.unit else ''}"


def _spread(course: Course, group: str) -> Markup:
    bands = course.bands[group]
    heads = ("date", *(f"{100.0 * level:g} %" for level in bands.quantiles))
    rows = [(bands.dates[k], *quantities([float(row[k]) for row in bands.quantiles.values()])) for k in _dates(course)]
    return table(f"Quantiles of {_quantity(course)}: {group.lower()}", heads, rows)


def _by_group(course: Course) -> Markup:
    """Middle and 90 % of each group."""
    groups = {name: one for name, one in course.bands.items() if name != EVERYONE}
    if not groups:
        return joined([])
    rows = []
    for k in _dates(course):
        cells = [course.bands[EVERYONE].dates[k]]
        for bands in groups.values():
            low, middle, high = quantities([float(bands.quantiles[level][k]) for level in (0.05, MEDIAN, 0.95)])
            cells.append(f"{middle} ({low} to {high})")
        rows.append(cells)
    caption = f"Middle of {_quantity(course)} by outcome, with the 5 % and the 95 % point"
    return details("By outcome", table(caption, ("date", *groups), rows))

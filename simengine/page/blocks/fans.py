"""How the drivers may go: a fan each."""

from __future__ import annotations

from simengine.compute.bands import Bands
from simengine.page.block import Block, Made, picture
from simengine.page.facts import Facts
from simengine.page.markup import Markup, element, table
from simengine.report.numbers import counted, quantities, spaced
from simengine.report.plots import fan

_ROWS = 12


def fans(facts: Facts) -> Block | None:
    """A fan a driver that the report names."""
    if not facts.bands:
        return None
    return Block(
        "fans",
        "How it may go",
        element("div", {"class": "fans"}, *(_fan(one, at) for at, one in enumerate(facts.bands))),
    )


def _fan(bands: Bands, at: int) -> Markup:
    levels = list(bands.quantiles)
    last = len(bands.years) - 1
    steps = sorted({round(row * last / _ROWS) for row in range(_ROWS + 1)})
    dates = bands.dates or [f"{year:.1f}" for year in bands.years]
    rows = [(dates[k], *quantities([float(bands.quantiles[level][k]) for level in levels])) for k in steps]
    called = bands.title or spaced(bands.name)
    title = f"{called}{f', {bands.unit}' if bands.unit else ''}"
    numbers = table(f"Quantiles of {title}", ("date", *(f"{100.0 * level:g} %" for level in levels)), rows)
    formula = f"at each date, the values below which so many of {counted(bands.paths, 'future')} lie"
    made = Made(f'se.open_run("{bands.scenario}").bands("{bands.name}").plot()', formula)
    alt = f"How {called} spreads over time in {bands.scenario}"
    return picture(f"fan-{at}", lambda: fan.picture(bands).plot(), alt, numbers, made)

"""What `compare --of` prints of a measure, of events, and of a driver or formula."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.incidence import Incidence, spread_steps
from simengine.analysis.shifts import Shifts
from simengine.analysis.twins import Twins
from simengine.report.comparison_cells import estimated_chance, estimated_mean
from simengine.report.layout import aligned, fitted
from simengine.report.numbers import NOTHING, counted, probability, quantities

_MOST_ROWS = 13
_UNPAIRED = "Wasserstein's distance has no error here: too few paths count in both"


def shifts_text(found: Sequence[Shifts], width: int) -> str:
    """Quantiles of a measure and their differences, a block a run, and the distance of the spreads."""
    blocks = []
    for one in found:
        shown = quantities([value for shift in one.quantiles.values() for value in (shift.base, shift.other)])
        rows: list[tuple[str, ...]] = [(_quantity(one.title, one.unit), one.base, one.other, "difference")]
        for at, (level, shift) in enumerate(one.quantiles.items()):
            d = shift.difference
            rows.append((f"{100 * level:g} %", *shown[2 * at : 2 * at + 2], estimated_mean(d)))
        base, other, both = one.counts
        rows.append(("paths", f"{base:,}", f"{other:,}", f"{both:,} count in both"))
        few = any(math.isnan(shift.difference.se) for shift in one.quantiles.values())
        why = [f"±{NOTHING}: too few paths lie beyond this quantile for an interval"] if few else []
        far, chance = quantities([one.distance.distance, one.distance.swapped])
        verdict = "more than" if one.distance.distance > one.distance.swapped else "no more than"
        over = "those" if one.distance.pairs == both else f"{one.distance.pairs:,}"
        told = f"Wasserstein's distance over {over} of both: {far}, {verdict} chance leaves: up to {chance} in 95 % of"
        blocks.append([*_table(rows), *why, f"{told} swaps" if one.distance.pairs > 1 else _UNPAIRED])
    return _blocks(blocks, width)


def incidence_text(found: Sequence[Incidence], width: int) -> str:
    """The shares of paths on which events have occurred by some dates, a block an event and run."""
    blocks = []
    for one in found:
        for name, row in one.events.items():
            head = one.titles.get(name) or name
            rows = [(f"{head} by", one.base, one.other, "difference")]
            for at in spread_steps(len(row) - 1, _MOST_ROWS):
                d = row[at].difference
                shares = probability(row[at].base.p), probability(row[at].other.p)
                rows.append((one.dates[at], *shares, estimated_chance(d)))
            blocks.append(_table(rows))
    several = found and len(found[0].events) > 1
    note = ["of these events, only the first on a path counts; every path that counts runs to the horizon"]
    return _blocks([*blocks, note] if several else blocks, width)


def twins_text(found: Sequence[Twins], width: int) -> str:
    """The means of a driver or formula at some dates, their difference, and where most pairs lie."""
    blocks = []
    for one in found:
        heads = one.base, one.other, "difference", "5–95 % of pairs"
        rows: list[tuple[str, ...]] = [(_quantity(one.title or one.name, one.unit), *heads)]
        chosen = [one.levels[k] for k in spread_steps(len(one.levels) - 1, _MOST_ROWS)]
        means = quantities([value for level in chosen for value in (level.base, level.other)])
        ends = quantities([level.quantiles[share] for level in chosen for share in (0.05, 0.95)])
        for at, level in enumerate(chosen):
            d = level.difference
            low, high = ends[2 * at : 2 * at + 2]
            rows.append((level.date, *means[2 * at : 2 * at + 2], estimated_mean(d), f"{low} – {high}"))
        blocks.append([*_table(rows), f"means over {counted(one.pairs, 'pair')} of paths"])
    return _blocks(blocks, width)


def _quantity(title: str, unit: str) -> str:
    return f"{title}, {unit}" if unit else title


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    return aligned(rows, to_right=frozenset({1, 2}))


def _blocks(blocks: Sequence[Sequence[str]], width: int) -> str:
    return "\n\n".join("\n".join(fitted(list(lines), width, 4)) for lines in blocks)

"""What `summary --by ignorance` prints, and the line that `summary` has where paths are nested."""

from __future__ import annotations

import math

from simengine.analysis.ignorance import Ignorance
from simengine.analysis.ignorance_splits import IgnoranceSplits
from simengine.analysis.summary import Summary
from simengine.report.layout import fill, grid, wrapped
from simengine.report.numbers import counted, quantities
from simengine.scenario.answer import SECTIONS

_UNEVEN = 0.2  # how much farther one end of an interval may lie than the other, for a ± to tell both
_ALL = 0.995
_MOST = 4  # names that are worth a line
_TITLES = {"class": "classes", "together": "together", "measure": "measures", "question": "questions"}
LEGEND = "± is half of a 95 % interval; sd is how far a chance or mean differs from draw to draw of what we don't know"


def ignorance_text(found: IgnoranceSplits, width: int) -> str:
    """How it was found out, and of each figure the share of its variance that is what we don't know."""
    sections = [[*fill(_header(found), width, indent=4), *_limits(found, width)]]
    for of, title in _TITLES.items():
        told = {name: one for (kind, name), one in found.figures.items() if kind == of}
        rows = [(called(found, of, name), [share_text(one), _deviation(one)]) for name, one in told.items()]
        if rows:
            sections.append(grid(title, ["what we don't know", "sd"], rows, width))
    reasons = {one.unknown: called(found, of, name) for (of, name), one in found.figures.items() if one.unknown}
    sections.append([line for why, name in reasons.items() for line in wrapped(f"–: {name}: {why}", width, 4)])
    return "\n\n".join("\n".join(lines) for lines in (*sections, wrapped(LEGEND, width)) if lines)


def _header(found: IgnoranceSplits) -> list[str]:
    made = f"{found.each:,} paths to each of {counted(found.draws, 'draw')} of the parameters"
    if found.since:
        made = f"{counted(found.draws, 'future')}, each drawn on {found.each:,} times from {found.since}"
    return [f"{found.scenario}: what we don't know, and chance", made]


def _limits(found: IgnoranceSplits, width: int) -> list[str]:
    """What counts otherwise than it ought to."""
    if found.held:
        names = ", ".join(found.held) if len(found.held) <= _MOST else f"{len(found.held)} of them, named by --json"
        told = "some dice of drivers and events decide of both before and after then, and count as what we don't know"
        return wrapped(f"The shares are upper bounds: {told} ({names}).", width, 4)
    before = "Chance before what was observed counts as chance; a run without --nested tells it as what we don't know."
    return wrapped(before, width, 4) if found.chance_before else []


def called(found: IgnoranceSplits, of: str, name: str) -> str:
    """What people read for a figure."""
    return found.words.called(SECTIONS[of], name) if of in SECTIONS else name


def share_text(found: Ignorance) -> str:
    """`34 % (±6)`, what it is at most where none is seen, or a dash."""
    if found.unknown:
        return "–"
    if found.share <= 0.0:
        return f"none seen, at most {_percent(found.high, found.high)}"
    if found.share >= _ALL:
        return f"all, at least {_percent(found.low, 1.0 - found.low)}"
    half = (found.high - found.low) / 2.0
    return f"{_percent(found.share, half)} ({_ends(found, half)})"


def _deviation(found: Ignorance) -> str:
    return quantities([math.sqrt(max(0.0, found.between))], 2)[0] if not found.unknown else ""


def ignorance_lines(summary: Summary, width: int) -> list[str]:
    """How much of the uncertainty in the answer is what we don't know; nothing where paths are not nested."""
    headline, found = summary.headline, summary.answer_ignorance
    if headline is None or found is None:
        return []
    uncertainty = f"of the uncertainty in {headline.title}"
    if found.unknown:
        return wrapped(f"how much {uncertainty} is what we don't know can't be told: {found.unknown}", width, 4)
    observed = "; chance before what was observed counts as chance" if summary.excluded else ""
    return wrapped(f"{uncertainty}, {_told(found)}{observed}", width, 4)


def _told(found: Ignorance) -> str:
    if found.share <= 0.0:
        return f"none is seen to be what we don't know (at most {_percent(found.high, found.high)}), it is chance"
    if found.share >= _ALL:
        return f"all is what we don't know (at least {_percent(found.low, 1.0 - found.low)})"
    half = (found.high - found.low) / 2.0
    return f"{_percent(found.share, half)} ({_ends(found, half)}) is what we don't know, the rest is chance"


def _ends(found: Ignorance, half: float) -> str:
    """`±2`, or both ends where they lie unevenly: `3–11`."""
    below, above = found.share - found.low, found.high - found.share
    if max(below, above) > (1.0 + _UNEVEN) * min(below, above):
        return f"{_number(found.low, half)}–{_number(found.high, half)}"
    return f"±{_number(half, half)}"


def _percent(share: float, half: float) -> str:
    return f"{_number(share, half)} %"


def _number(share: float, half: float) -> str:
    """In percent, with as many decimals as half of its interval needs: `19`, `4.2`, `0.31`."""
    return f"{100.0 * share:.{0 if half >= 0.0095 else 1 if half >= 0.00095 else 2}f}"

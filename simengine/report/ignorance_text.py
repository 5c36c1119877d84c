"""What `summary` says of ignorance and chance, where paths are nested."""

from __future__ import annotations

from simengine.analysis.ignorance import Ignorance
from simengine.analysis.summary import Summary
from simengine.report.layout import wrapped

_UNEVEN = 0.2  # how much farther one end of an interval may lie than the other, for a ± to tell both
_ALL = 0.995


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

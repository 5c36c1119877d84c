"""Which influences are worth more paths: those that matter, and those that may turn out to be name only."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.explain.effect import Effect
from simengine.explain.figure import most_events
from simengine.explain.total import Total

MOST = 25
"""So many of those that matter get all paths."""
_CLEAR = 2.0  # standard errors


def strongest(found: Sequence[Effect | Total | None], most: int = MOST) -> list[int]:
    """The places of those that lie two errors or more from nothing, of these the largest; in their order."""
    sizes = []
    for at, one in enumerate(found):
        if one is not None:
            figure = one.difference if isinstance(one, Effect) else one.index
            if abs(figure.value) >= _CLEAR * figure.se and figure.value != 0.0:
                sizes.append((-abs(figure.value), at))
    return sorted(at for _, at in sorted(sizes)[:most])


def may_be_idle(changed: float, seen: int, all_paths: int, least: float, z: float) -> bool:
    """Whether a share that `changed` of the paths `seen` so far would be surely below `least` of all paths if it stays.

    One path less than expected is allowed for: of few paths a single one says little.
    """
    count = max(0.0, changed * seen - 1.0) * all_paths / max(1, seen)
    return most_events(count, z) <= least * all_paths

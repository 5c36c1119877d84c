"""An engine of a conditioned run: path i is its member i up to the last observation, and has its own chance after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simengine.engines.die_numbers import NO_NUMBERS, DieRow
from simengine.randomness.dice import STRETCH, Die

if TYPE_CHECKING:
    from simengine.compute.engine_kinds import Engine
    from simengine.engines.path_results import PathResults
    from simengine.plan.members import Members

_NOISE = ("drivers", "correlations")


@dataclass(frozen=True, slots=True, eq=False)
class Replaying:
    """Computes the members of an ensemble with the engine of their plan."""

    engine: Engine
    members: Members

    def simulate(
        self,
        paths: Sequence[int],
        keep: Sequence[str] = (),
        *,
        rolled: Mapping[Die, DieRow] = NO_NUMBERS,
        until: int | None = None,
        fresh: int | None = None,
        late: Mapping[Die, DieRow] = NO_NUMBERS,
    ) -> PathResults:
        """The results of some members; dice that are `rolled` show other numbers than the members have learnt.

        From `fresh` on, or else the last observation, every die shows the path's own number, whatever was rolled, or
        what `late` has.

        ValueError for a path that is no member, a die that is only used after that step, and as the engine.
        """
        members = self.members
        shown = np.asarray(paths, np.int64)
        if len(shown) and not 0 <= shown.min() <= shown.max() < len(members.ancestor):
            raise ValueError(
                f"members are numbered 0 … {len(members.ancestor) - 1} (got {shown.min()} … {shown.max()})"
            )
        step = members.step if fresh is None else min(fresh, members.step)
        unused = [die for die in rolled if die.section in _NOISE and STRETCH * die.part >= step]
        if unused:
            raise ValueError(f"{unused[0]} is only used from step {step} on, where members have chance of their own")
        merged: dict[Die, DieRow] = {**members.rolled(shown), **rolled}
        return self.engine.simulate(paths, keep, rolled=merged, until=until, fresh=step, late=late)

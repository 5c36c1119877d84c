"""How the paths of two runs belong together: which share their chance, so what the error of a difference comes from."""

from __future__ import annotations

from typing import Literal, Protocol

from simengine.runs.learnt import Learning
from simengine.runs.sampling import Sampling

Joined = Literal["paths", "members", "islands", "apart"]
"""`paths`: path k of one shares its chance with path k of the other. `members`: so does member k, and both have learnt
the same. `islands`: both have learnt, not the same, from as many islands of one seed; islands of one number share the
chance they learnt by. `apart`: they are taken for independent.
"""


class Drawn(Protocol):
    """What is known of how a run was drawn: its manifest, or its table."""

    @property
    def seed(self) -> int:
        """The seed."""

    @property
    def sampling(self) -> Sampling:
        """Which paths hang together."""

    @property
    def learnt(self) -> Learning | None:
        """How its members were learnt; None unless it is conditioned."""


def joined(base: Drawn, other: Drawn) -> Joined:
    """How two runs are compared; those that were not learnt under two seeds only if that is asked for."""
    before, after = base.learnt, other.learnt
    if before is None and after is None:
        return "paths" if base.seed == other.seed and base.sampling == other.sampling else "apart"
    if before is None or after is None or base.seed != other.seed or len(before.islands) != len(after.islands):
        return "apart"
    same = before.past == after.past and before.islands == after.islands and base.sampling == other.sampling
    return "members" if same else "islands"


def is_paired(how: Joined) -> bool:
    """Whether path k of one run goes with path k of the other."""
    return how in ("paths", "members")


def why_unpaired(base: Drawn, other: Drawn) -> str:
    """Why a conditioned run shares no members with another run; empty if it does, and of runs that have not learnt."""
    before, after = base.learnt, other.learnt
    if (before is None and after is None) or joined(base, other) == "members":
        return ""
    if before is None or after is None:
        return f"{'it' if before is None else 'the base'} has learnt from figures, and the other has not"
    if base.seed != other.seed:
        return f"its seed is {other.seed} and the base's {base.seed}, so they have no member in common"
    if before.past != after.past:
        return "it has learnt otherwise, as its model differs before the last observation or its figures do"
    if before.wanted != after.wanted:
        return "other members were asked for; with one effective and effort both have the same"
    return "one has more members; with as many paths both have the same"

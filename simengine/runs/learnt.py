"""What the manifest of a conditioned run says of how its members were learnt, and whether that can be."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from simengine.runs.dice_names import ISLANDS, MEMBERS

if TYPE_CHECKING:
    from simengine.runs.manifest import Manifest

Route = Literal["weights", "sequential"]


@dataclass(frozen=True, slots=True)
class StageTold:
    """Observations that became known together, at an instant (ISO): log p(they | the earlier ones) and its error."""

    known: str
    names: tuple[str, ...]
    step: int
    log_evidence: float
    se: float


@dataclass(frozen=True, slots=True)
class IslandTold:
    """One independent estimate: its log evidence, stage by stage, and how many members of the run are its.

    `effective` is how many independent futures its own members are worth, `simulations` how many short ones it took;
    where its members moved, `seen` has the mean and the variance of what they have of each figure.
    """

    number: int
    log_evidence: float
    increments: tuple[float, ...]
    effective: float
    simulations: int
    members: int
    seen: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Effort:
    """What the members of a run are to be worth (`effective`), and the simulations a member that may take."""

    effective: int = 1_000
    effort: int = 3_000


@dataclass(frozen=True, slots=True)
class Learning:
    """How the members of a run were learnt up to its last observation, at `step`.

    `past` is the digest of all that comes before: runs with one are learnt from alike, and share their islands. By the
    `route` "weights" prior futures were weighed, by "sequential" observations entered stage by stage. `log_evidence` is
    that of all observations, `se` its error by the islands; `effective` how many independent futures the members are
    worth at the least, no more than there are paths, and `wanted` how many they were to be.
    """

    past: str
    route: Route
    step: int
    stages: tuple[StageTold, ...]
    islands: tuple[IslandTold, ...]
    log_evidence: float
    se: float
    effective: float
    wanted: Effort
    simulations: int

    @property
    def worth(self) -> float:
        """How many independent futures the members that the run has are worth: never more than there are."""
        return min(self.effective, float(self._members))

    @property
    def worth_of_each(self) -> float:
        """How many independent futures one of them counts for."""
        return self.worth / max(1, self._members)

    @property
    def _members(self) -> int:
        return sum(one.members for one in self.islands)


def read_learning(stored: Mapping[str, Any] | None) -> Learning | None:
    """It as it was before it became JSON."""
    if stored is None:
        return None
    stages = tuple(StageTold(**{**one, "names": tuple(one["names"])}) for one in stored["stages"])
    islands = tuple(_read_island(one) for one in stored["islands"])
    return Learning(**{**stored, "stages": stages, "islands": islands, "wanted": Effort(**stored["wanted"])})


def _read_island(stored: Mapping[str, Any]) -> IslandTold:
    seen = tuple((mean, variance) for mean, variance in stored.get("seen", ()))
    return IslandTold(**{**stored, "increments": tuple(stored["increments"]), "seen": seen})


def check_learning(manifest: Manifest) -> None:
    """ValueError if what a manifest says of its members can't be, or doesn't fit how its paths hang together."""
    found, sampling = manifest.learnt, manifest.sampling
    if (found is None) != (sampling.kind != "islands"):
        raise ValueError("islands that nothing was learnt by")
    if found is None:
        return
    ends = [0, *sampling.ends]
    sizes = [after - before for before, after in itertools.pairwise(ends)]
    if [one.members for one in found.islands] != sizes or ends[-1] != manifest.paths:
        raise ValueError("islands that do not add up")
    if [one.number for one in found.islands] != list(range(len(sizes))):
        raise ValueError("numbers of islands")
    if any(len(one.increments) != len(found.stages) or one.simulations < 0 for one in found.islands):
        raise ValueError("stages of islands")
    steps = range(manifest.clock.steps + 1)
    if found.step not in steps or any(one.step not in steps for one in found.stages):
        raise ValueError("steps of observations")
    least = (found.se, found.effective, found.simulations, *(one.effective for one in found.islands))
    if min(least) < 0 or min(found.wanted.effective, found.wanted.effort) < 1:
        raise ValueError("numbers of members")
    if not {MEMBERS, ISLANDS} <= {file.name for file in manifest.files}:
        raise ValueError("members that are nowhere")

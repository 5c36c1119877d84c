"""How the paths of a run were made, and so which hang together: where every estimator takes its clusters from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from simengine.errors import SimengineError

Kind = Literal["independent", "nested", "members", "scrambles", "islands"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """`each` paths in a row hang together, for what `kind` says they share; 1 if they are independent.

    `nested` paths share a draw of the parameters; those of one of the `members` also all that chance decided up to the
    last observation; those of one of the `scrambles` are the points of one randomised net, and share no draw; those of
    one of the `islands` were learnt together. Islands differ in size: that of number j ends before path `ends[j]`, and
    `each` is their mean, rounded up. Members may be those of islands, too, which `ends` tell then.
    """

    kind: Kind = "independent"
    each: int = 1
    ends: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        fits = self.kind == "members" or (self.kind == "islands") == bool(self.ends)
        if not fits or list(self.ends) != sorted(self.ends) or min((0, *self.ends)):
            raise ValueError(f"islands, and members of theirs, have ends, in rising order (got {self.ends})")
        if self.each < 1:
            raise ValueError(f"paths that hang together must be at least 1 (got {self.each})")
        if self.kind == "independent" and self.each > 1:
            raise ValueError(f"independent paths don't hang together (got {self.each} that do)")

    @classmethod
    def of_nested(cls, nested: int) -> Sampling:
        """That of so many paths to a draw of the parameters."""
        return INDEPENDENT if nested == 1 else cls("nested", nested)

    @classmethod
    def of_islands(cls, ends: Sequence[int]) -> Sampling:
        """That of islands which end before these paths, one after the other."""
        return cls("islands", max(1, -(-ends[-1] // len(ends))), tuple(int(end) for end in ends))

    @property
    def nested(self) -> int:
        """How many paths share a draw of the parameters."""
        return self.each if self.kind in ("nested", "members") else 1

    def clusters(self, path: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """The number of what each path hangs together by, shape [n]; None where every path stands alone."""
        if self.ends:
            return np.searchsorted(np.array(self.ends), path, side="right").astype(np.int64)
        return None if self.each == 1 else path // self.each

    def parameter_draws(self, path: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the draw of the parameters that each path has, shape [n]."""
        return path // self.nested


INDEPENDENT = Sampling()


def read_sampling(folder: Path, stored: Mapping[str, Any] | None, nested: int) -> Sampling:
    """What the manifest in a folder says of it; one of an older format tells only how many paths are nested.

    SimengineError where paths were made in a way whose error this simengine can't tell.
    """
    if stored is None:
        return Sampling.of_nested(nested)
    kind, each, ends = stored["kind"], stored["each"], stored.get("ends", ())
    if kind not in get_args(Kind):
        raise SimengineError(
            f"the paths of {folder} were made by {kind!r}, and this simengine knows no error for that: read it with "
            "the simengine that drew it"
        )
    if not isinstance(ends, list | tuple) or not all(type(end) is int for end in ends):
        raise ValueError("ends of islands")
    return Sampling(kind, each, tuple(ends))

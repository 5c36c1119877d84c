"""The paths of two runs, each once: where the rows of either stand among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simengine.runs.joining import is_paired, joined
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable, Truths

Places = slice | Integers


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """The rows of two tables among the paths of both: one place a path, or of unpaired runs one a row of either.

    `draws` are the clusters of the places, None where each is its own. `pairs` are the paths ok in both, `dropped`
    those run in both and ok in only one, `unmatched` those run in only one. `worths` are what either table says of a
    path.
    """

    size: int
    base: Places
    other: Places
    base_ok: Truths
    other_ok: Truths
    draws: Integers | None
    pairs: int
    dropped: int
    unmatched: int
    worths: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def of(cls, base: OutcomeTable, other: OutcomeTable) -> Self:
        """Of two runs, by how they are joined."""
        how = joined(base, other)
        found = cls._paired(base, other) if is_paired(how) else cls._unpaired(base, other, shared=how == "islands")
        return replace(found, worths=(base.worth, other.worth))

    @classmethod
    def _paired(cls, base: OutcomeTable, other: OutcomeTable) -> Self:
        """Of two runs whose paths share their chance: one place a path."""
        size, at_base, at_other = _places(base.path, other.path)
        ok_base, ok_other = _placed(base.ok, at_base, size), _placed(other.ok, at_other, size)
        common = base.paths + other.paths - size
        pairs = int(np.count_nonzero(ok_base & ok_other))
        dropped = int(np.count_nonzero(base.ok)) + int(np.count_nonzero(other.ok)) - 2 * pairs
        alone = _alone(ok_base, at_other) + _alone(ok_other, at_base)
        unmatched, draws = base.paths + other.paths - 2 * common, None
        of_base, of_other = base.sampling.clusters(base.path), other.sampling.clusters(other.path)
        if of_base is not None and of_other is not None:
            draws = np.zeros(size, dtype=np.int64)
            draws[at_base], draws[at_other] = of_base, of_other
        return cls(size, at_base, at_other, base.ok, other.ok, draws, pairs, dropped - alone, unmatched)

    @classmethod
    def _unpaired(cls, base: OutcomeTable, other: OutcomeTable, *, shared: bool) -> Self:
        """Of two runs whose paths share no chance, but for that of clusters of one number if it is `shared`."""
        n, size, draws = base.paths, base.paths + other.paths, None
        of_base, of_other = base.sampling.clusters(base.path), other.sampling.clusters(other.path)
        if of_base is not None or of_other is not None:
            of_base, of_other = (
                (base.path if of_base is None else of_base),
                (other.path if of_other is None else of_other),
            )
            first = 0 if shared else int(of_base.max(initial=0)) + 1 - int(of_other.min(initial=0))
            draws = np.concatenate([of_base, of_other + first])
        return cls(size, slice(n), slice(n, size), base.ok, other.ok, draws, 0, 0, size)

    def of_base(self, values: Floats) -> Floats:
        """A column of BASE at its places, NaN where a path does not count in it; shape [size]."""
        return self._spread(values, self.base_ok, self.base)

    def of_other(self, values: Floats) -> Floats:
        """Likewise a column of OTHER."""
        return self._spread(values, self.other_ok, self.other)

    def _spread(self, values: Floats, ok: Truths, places: Places) -> Floats:
        if ok.all() and len(values) == self.size and isinstance(places, slice):
            return values
        found = np.full(self.size, np.nan)
        found[places] = np.where(ok, values, np.nan)
        return found


def _places(base: Integers, other: Integers) -> tuple[int, Places, Places]:
    """How many paths there are together, and where the rows of each stand among them."""
    n = min(len(base), len(other))
    if np.array_equal(base[:n], other[:n]):  # as in any two stored runs; it spares sorting millions
        return max(len(base), len(other)), slice(len(base)), slice(len(other))
    paths, places = np.unique(np.concatenate([base, other]), return_inverse=True)
    return len(paths), places[: len(base)], places[len(base) :]


def _placed(ok: Truths, places: Places, size: int) -> NDArray[np.bool_]:
    found = np.zeros(size, dtype=np.bool_)
    found[places] = ok
    return found


def _alone(ok: Truths, places: Places) -> int:
    """How many of the ok paths of one run the other hasn't."""
    there = ok.copy()
    there[places] = False
    return int(np.count_nonzero(there))

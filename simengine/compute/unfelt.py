"""Which of the things that a hazard names it never feels, seen on states that came about on some paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from simengine.engines.reference.evaluate import numeric
from simengine.plan.probes import Rate
from simengine.runs.outcome_table import Floats

_AT_ONCE = 400
"""So many states are kept of each lot of paths; half of them are such as the hazard has seldom, if there are any."""
_SHUFFLES = 4
_SEED = 14


@dataclass(slots=True, eq=False)
class States:
    """States of paths in which a hazard may be: what its parts are, [parts, states]."""

    rate: Rate
    kept: list[Floats] = field(default_factory=list)
    _rng: Generator = field(default_factory=lambda: np.random.default_rng(_SEED))

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(one.shape[1] for one in self.kept)

    def add(self, hazard: Floats, parts: Sequence[Floats]) -> None:
        """Takes in some of the states of more paths: the hazard there, and what its parts are, each [paths, steps]."""
        flat, half = hazard.ravel(), _AT_ONCE // 2
        seldom = np.flatnonzero(flat != np.sort(flat)[flat.size // 2]) if flat.size else np.empty(0, np.int64)
        rows = np.union1d(*(self._rng.permutation(some)[:half] for some in (np.arange(flat.size), seldom)))
        self.kept.append(np.array([one.ravel()[rows] for one in parts]))

    def unfelt(self) -> tuple[str, ...]:
        """The names that move from state to state, and don't move the hazard if each is what it is in another state."""
        values = np.concatenate(self.kept, axis=1)
        slots = [slot for slot, _ in self.rate.parts]
        base = self._hazard(values)
        found = []
        for at, slot in enumerate(slots):
            moves = slot.name in self.rate.moving and len(np.unique(values[at])) > 1
            if moves and not any(self._feels(values, at, base) for _ in range(_SHUFFLES)):
                found.append(slot.name)
        return tuple(found)

    def _feels(self, values: Floats, at: int, base: Floats) -> bool:
        """Whether the hazard is another somewhere, with one part as it is in other states."""
        changed = values.copy()
        changed[at] = self._rng.permutation(values[at])
        return not np.array_equal(self._hazard(changed), base, equal_nan=True)

    def _hazard(self, values: Floats) -> Floats:
        """The hazard in all states, NaN where it can't be computed."""
        slots, found = [slot.index for slot, _ in self.rate.parts], np.full(values.shape[1], np.nan)
        evaluate, row = numeric(self.rate.hazard), [0.0] * (max(slots) + 1)
        for state, column in enumerate(values.T.tolist()):
            for slot, value in zip(slots, column, strict=True):
                row[slot] = value
            try:
                found[state] = evaluate(row)
            except ArithmeticError:
                continue
        return found

"""What numbers are called that stand for names: the values of a choice, the regimes of a driver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa


def names_of_choices(run: Run) -> dict[str, tuple[str, ...]]:
    """Of each parameter whose values have names: these, of 0, 1, …"""
    return {one.name: one.distribution.names for one in run.plan.parameters if one.distribution.names}


def names_of_values(run: Run, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of those of these parameters, drivers and formulas whose values are no numbers: what 0, 1, … are called."""
    choices, drivers = names_of_choices(run), run.model.scenario.drivers
    found = {name: choices.get(name) or (drivers[name].regimes() if name in drivers else ()) for name in names}
    return {name: some for name, some in found.items() if some}


def called(values: NDArray[np.float64], names: Sequence[str]) -> pa.Array:
    """The names behind numbers, null where there is none: dictionary-encoded, as in a run's outcomes."""
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)

    missing = np.isnan(values)
    indices = pa.array(np.where(missing, 0.0, values).astype(np.int16), mask=missing)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))

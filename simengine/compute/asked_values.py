"""What is asked of a run, path by path."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.language.asked import Statistic
from simengine.runs.outcome_table import Floats, Truths


@dataclass(frozen=True, slots=True, eq=False)
class AskedValues:
    """One statistic over the n ok paths: of those `counted`, `values` has a number, NaN where there is none.

    A truth is 1 or 0. A path on which a question has no answer has none for what asks for that answer. `undecided` are
    those counted on which a truth hangs on a comparison with what has no value, which is false.
    """

    statistic: Statistic
    unit: str
    values: Floats
    counted: Truths
    undecided: Truths

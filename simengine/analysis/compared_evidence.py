"""The log evidences of two runs beside each other: how probable each made what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from simengine.analysis.evidence import error_of, evidence_of_islands, shares_chance
from simengine.analysis.probability import t95
from simengine.runs.outcome_table import OutcomeTable


@dataclass(frozen=True, slots=True)
class LogEvidence:
    """A log evidence, or a difference of two, in nats, with its 95 % interval over islands."""

    log: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evidences:
    """The log evidence of each run that is conditioned, and OTHER's minus BASE's, the log of the Bayes factor.

    `difference` is None unless both are known to have learnt from the same figures. Of one past
    (`same_past`) it is chance alone.
    """

    base: LogEvidence | None
    other: LogEvidence | None
    difference: LogEvidence | None = None
    same_past: bool = False

    @classmethod
    def of(cls, base: OutcomeTable, other: OutcomeTable) -> Self | None:
        """Of two tables, without a difference; None where neither run is conditioned."""
        if base.learnt is None and other.learnt is None:
            return None
        same = base.learnt is not None and other.learnt is not None and base.learnt.past == other.learnt.past
        return cls(_own(base), _own(other), same_past=same)


def log_factor(base: OutcomeTable, other: OutcomeTable) -> LogEvidence | None:
    """OTHER's log evidence minus BASE's, of runs that have learnt from the same figures; None unless both have learnt.

    Islands of one number share the chance they learnt by where both have one seed: what they find goes together. Runs
    that have learnt the same differ by 0, without an error.
    """
    if base.learnt is None or other.learnt is None:
        return None
    before = evidence_of_islands(base.scenario, base.learnt, base.seed)
    after = evidence_of_islands(other.scenario, other.learnt, other.seed)
    se = error_of({"base": -before.parts, "other": after.parts}, shared=shares_chance((before, after)))
    return _told(after.log - before.log, se, min(before.islands, after.islands))


def _own(table: OutcomeTable) -> LogEvidence | None:
    learnt = table.learnt
    return None if learnt is None else _told(learnt.log_evidence, learnt.se, len(learnt.islands))


def _told(log: float, se: float, islands: int) -> LogEvidence:
    half = t95(islands - 1) * se
    return LogEvidence(log, se, log - half, log + half)

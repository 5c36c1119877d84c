"""The difference of two log evidences, where both runs have learnt from the same figures."""

from __future__ import annotations

from dataclasses import replace

from simengine.analysis.compare import Comparison
from simengine.analysis.compared_evidence import log_factor
from simengine.analysis.same_data import check_same_data
from simengine.errors import SimengineError
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.store import Run


def with_log_factor(
    comparison: Comparison, base: Run, other: Run, tables: tuple[OutcomeTable, OutcomeTable]
) -> Comparison:
    """A comparison with OTHER's log evidence minus BASE's, by their `tables`; as it is if they learnt other figures."""
    if comparison.evidence is None or base.manifest.learnt is None or other.manifest.learnt is None:
        return comparison
    if comparison.joined != "members" and not _same_figures(base, other):
        return comparison
    return replace(comparison, evidence=replace(comparison.evidence, difference=log_factor(*tables)))


def _same_figures(base: Run, other: Run) -> bool:
    try:
        check_same_data([base.model, other.model])
    except SimengineError:  # other figures; or what a model needs isn't there, and then nothing is known of them
        return False
    return base.manifest.as_of == other.manifest.as_of

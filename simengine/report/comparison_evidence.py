"""What a comparison says of runs that have learnt: how they are joined, and how probable each made what was seen."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.compared_evidence import LogEvidence
from simengine.report.layout import hanging
from simengine.report.numbers import change, mean_text

_NO_MOVES = "and there are no pairs, so no moves between classes"


def joining_text(comparison: Comparison) -> str:
    """How conditioned runs are joined, and if not in pairs why; empty of others."""
    if comparison.evidence is None:
        return ""
    if comparison.joined == "members":
        return "paired, member by member: it has learnt the same"
    if comparison.joined == "islands":
        return f"{comparison.unpaired}: the error is that of differences island by island, {_NO_MOVES}"
    return f"{comparison.unpaired}: the error is that of two independent runs (Welch), {_NO_MOVES}"


def evidence_lines(comparisons: Sequence[Comparison], width: int) -> list[str]:
    """The log evidence of each conditioned run, and the differences; none where no run is conditioned."""
    found = [(one, one.evidence) for one in comparisons if one.evidence]
    if not found:
        return []
    before = found[0][1].base
    told = [f"{comparisons[0].base} {_own(before)}"] if before else []
    several = False
    for one, evidence in found:
        if evidence.other is None:
            continue
        if one.joined == "members" or (evidence.same_past and evidence.other == before):
            told.append(f"{one.other} the same")
        elif evidence.same_past:
            told.append(f"{one.other} {_own(evidence.other)}, of the same past by other members")
        elif evidence.difference is None:
            why = ", of other figures" if before else ""
            told.append(f"{one.other} {_own(evidence.other)}{why}")
        else:
            several, d = True, evidence.difference
            told.append(f"{one.other} {_own(evidence.other)} ({change(d.log, d.low, d.high)})")
    more = ["simengine weigh makes weights of these"] if several else []
    return hanging("log evidence  ", "; ".join([*told, *more]), width)


def _own(found: LogEvidence) -> str:
    return mean_text(found.log, found.low, found.high)

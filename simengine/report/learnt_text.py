"""What a conditioned run says of its members: what they were learnt from, how, and what they are worth."""

from __future__ import annotations

from simengine.analysis.probability import t95
from simengine.report.layout import hanging, wrapped
from simengine.report.numbers import counted, mean_text
from simengine.runs.learnt import Learning

_ROUTES = {"weights": "prior futures weighed", "sequential": "stage by stage"}


def learnt_lines(learnt: Learning | None, width: int) -> list[str]:
    """A line on how the members of a run were learnt; none where nothing was."""
    return [] if learnt is None else hanging("", learnt_text(learnt), width)


def learnt_text(learnt: Learning) -> str:
    """From what, how, with which evidence, and what the members are worth."""
    names = sum(len(stage.names) for stage in learnt.stages)
    how = f"{_ROUTES[learnt.route]}, {counted(len(learnt.islands), 'island')}"
    what = f"learnt from {counted(names, 'observation')} ({how})"
    worth = f"worth {learnt.worth:,.0f} independent futures"
    return f"{what}: log evidence {evidence_text(learnt)}; {worth}{_short(learnt)}"


def learning_lines(learnt: Learning | None, width: int) -> list[str]:
    """Where it is told what was learnt; nothing where nothing was."""
    return wrapped("how the figures fit, and what they changed: --by learning", width, 4) if learnt else []


def evidence_text(learnt: Learning) -> str:
    """The log evidence with its 95 % interval, of t with as many degrees of freedom as there are islands, less one."""
    half = learnt.se * t95(len(learnt.islands) - 1)
    return mean_text(learnt.log_evidence, learnt.log_evidence - half, learnt.log_evidence + half)


def _short(learnt: Learning) -> str:
    wanted = learnt.wanted.effective
    return f", fewer than the {wanted:,} that were wanted" if learnt.effective < wanted else ""

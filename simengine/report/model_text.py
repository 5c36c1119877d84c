"""What a scenario is, on one screen: its question, its time, and the names that stand in each section."""

from __future__ import annotations

from simengine.report.layout import hanging, left, wrapped
from simengine.report.numbers import counted
from simengine.runs.words import one_line, words_of
from simengine.scenario.schema import Scenario

_SECTIONS = (
    *("mechanisms", "parameters", "drivers", "formulas", "events", "observe", "measures", "invariants"),
    *("outcome", "questions"),
)
_MOST = 12  # names of a section


def model_text(scenario: Scenario, width: int) -> str:
    """A line a section with what it has; classes by their titles."""
    clock, words = scenario.clock, words_of(scenario)
    time = f"{clock.label(0)} to {clock.label(clock.steps)}, {counted(clock.steps, clock.step)}"
    head = wrapped(f"{scenario.name}: {one_line(scenario.title or scenario.name)}", width, 4)
    head += wrapped(one_line(scenario.report.question or ""), width)
    head += wrapped(f"{time}; {counted(scenario.simulate.paths, 'path')}, seed {scenario.simulate.seed}", width, 4)
    there = [(section, list(getattr(scenario, section))) for section in _SECTIONS if getattr(scenario, section)]
    size = max((len(section) for section, _ in there), default=0)
    lines = list[str]()
    for section, names in there:
        shown = [words.called(section, name) if section == "outcome" else name for name in names[:_MOST]]
        more = [f"and {len(names) - _MOST} more"] if len(names) > _MOST else []
        lines += hanging(f"{left(section, size)}  {len(names):>3}  ", ", ".join([*shown, *more]), width)
    return "\n".join([*head, "", *lines])

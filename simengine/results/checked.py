"""What came of trying a scenario's mechanisms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simengine.analysis.paired import Difference
from simengine.analysis.verdicts import Judged, check_class, judge
from simengine.model.model import Model
from simengine.report.mechanism_text import mechanism_json, mechanism_text
from simengine.results.result import Columns, Result, arrow_table

if TYPE_CHECKING:
    import pyarrow as pa

    from simengine.compute.paired_trial import Trial

_COLUMNS: Columns = {
    **dict.fromkeys(("mechanism", "raised", "on", "push"), str),
    **dict.fromkeys(("low_level", "high_level"), float),
    **dict.fromkeys(("of", "name", "unit"), str),
    **dict.fromkeys(("d", "se", "low", "high"), float),
    "pairs": int,
    "verdict": str,
}


def wanted_classes(model: Model, names: Sequence[str]) -> tuple[str, ...]:
    """The outcome classes that are asked for, one alone too. WrongUsageError for one the scenario hasn't."""
    wanted = (names,) if isinstance(names, str) else tuple(names)
    for name in wanted:
        check_class(name, list(model.scenario.outcome))
    return wanted


@dataclass(frozen=True, slots=True)
class Checked(Result):
    """The `acts` of a scenario's mechanisms, each with its verdict: "as stated", "against" or "not seen".

    `against` are those that move their number the other way than they state.
    """

    scenario: str
    acts: tuple[Judged, ...]

    @classmethod
    def of(cls, scenario: str, trials: Sequence[Trial], classes: Sequence[str] = ()) -> Checked:
        """The verdicts on some trials; `classes` are those whose probability is compared too. SimengineError."""
        return cls(scenario, judge(trials, classes))

    @property
    def against(self) -> tuple[Judged, ...]:
        """The acts that move their number the other way than they state."""
        return tuple(act for act in self.acts if act.verdict == "against")

    def text(self, width: int) -> str:
        """What `simengine check` prints on so many columns."""
        return mechanism_text(self.scenario, self.acts, width)

    def table(self) -> pa.Table:
        """A row a difference, of the number an act is on and of each class asked for, as the parameter is raised.

        Columns: mechanism, raised, on, push, low_level and high_level of the parameter, of (act, class), name, unit,
        d, se, low, high, pairs, verdict (null for a class).
        """
        return arrow_table(_COLUMNS, self._rows())

    def json(self) -> dict[str, Any]:
        """The same for programs; what is not known is null."""
        return mechanism_json(self.scenario, self.acts)

    def _rows(self) -> Iterator[list[object]]:
        for act in self.acts:
            about = [act.mechanism, act.raised, act.on, act.push, *act.levels]
            yield [*about, "act", act.on, act.unit, *_cells(act.moved), act.verdict]
            for name, difference in act.outcome.items():
                yield [*about, "class", name, "", *_cells(difference), None]


def _cells(found: Difference) -> list[object]:
    return [found.d, found.se, found.low, found.high, found.pairs]

"""What a run answers to what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simengine.analysis.asked import Answer, answer
from simengine.analysis.probability import ok_draws
from simengine.compute.ask import ALONE, Resources, ask
from simengine.errors import WrongUsageError
from simengine.report.asked_text import answers_json, answers_text
from simengine.report.plots import answers_plot
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("scenario", "text", "of", "unit"), str),
    **dict.fromkeys(("estimate", "se", "low", "high"), float),
    **dict.fromkeys(("n", "counted", "paths"), int),
    "reason": str,
    "undecided": int,
    "undecided_as": str,
}


@dataclass(frozen=True, slots=True)
class Answers(Pictured):
    """The answers of one run, in the order of what was asked; of one alone `.estimate`, `.low` and so on are its own.

    `drawn` are the paths of the run, ok or not. Each answer has `text`, what it is `of` (chance, mean, quantile,
    difference, formula), `unit`, `estimate`, `se`, `low` and `high` (95 %), the `n` paths it is over, of those
    `counted`, of all ok `paths`; what isn't known is NaN, and `reason` says why. On `undecided` paths a probability
    hangs on a comparison with what has no value, and they count as `undecided_as`.
    """

    scenario: str
    drawn: int
    answers: tuple[Answer, ...]

    @classmethod
    def of(cls, run: Run, texts: Sequence[str], resources: Resources = ALONE) -> Answers:
        """What a run answers. SimengineError for what can't be asked, told for all texts at once."""
        if not texts:
            raise WrongUsageError("ask something, such as P(occurred(…)) or mean(…)")
        found = ask(run, texts, resources)
        table = run.outcome_table(check=False)
        draws, worth = ok_draws(table), table.worth
        return cls(run.name, run.manifest.paths, tuple(answer(asked, values, draws, worth) for asked, values in found))

    def __len__(self) -> int:
        return len(self.answers)

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.answers)

    def __getitem__(self, at: int) -> Answer:
        return self.answers[at]

    @property
    def only(self) -> Answer:
        """The answer, where there is one alone. SimengineError where there are several."""
        if len(self.answers) != 1:
            raise WrongUsageError(f"{len(self.answers)} answers: take one of them, answers[0]")
        return self.answers[0]

    @property
    def estimate(self) -> float:
        """The estimate of the only answer."""
        return self.only.estimate

    @property
    def se(self) -> float:
        """Its standard error."""
        return self.only.se

    @property
    def low(self) -> float:
        """The lower end of its 95 % interval."""
        return self.only.low

    @property
    def high(self) -> float:
        """The upper end of its 95 % interval."""
        return self.only.high

    @property
    def n(self) -> int:
        """How many paths it is over."""
        return self.only.n

    def text(self, width: int) -> str:
        """What `simengine ask` prints on so many columns."""
        return answers_text(self.scenario, self.drawn, self.answers, width)

    def picture(self) -> Picture:
        """A row an answer on the scale of the first, with its interval. SimengineError where none has a value."""
        return answers_plot.picture(self.scenario, self.answers)

    def table(self) -> pa.Table:
        """A row an answer: scenario, text, of, unit, estimate, se, low, high, n, counted, paths, reason, undecided."""
        return arrow_table(
            _COLUMNS, ([self.scenario, *(getattr(one, name) for name in _ANSWER)] for one in self.answers)
        )

    def json(self) -> dict[str, object]:
        """What `simengine ask --json` prints, as a dictionary."""
        return answers_json(self.scenario, self.answers)


_ANSWER = tuple(name for name in _COLUMNS if name != "scenario")

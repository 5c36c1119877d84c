"""What came of checking a scenario: its mechanisms tried, and what is out of balance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simengine.analysis.balance import Imbalance, imbalances
from simengine.analysis.paired import Difference
from simengine.analysis.verdicts import Judged, check_class, judge
from simengine.checks.findings import Finding, located
from simengine.checks.mechanisms import acts_of
from simengine.compute.ask import ALONE, Resources
from simengine.compute.engine_kinds import DEFAULT_ENGINE, quiet
from simengine.compute.sample_paths import sample_paths
from simengine.compute.try_mechanisms import PATHS, try_mechanisms
from simengine.errors import Problem
from simengine.model.model import Model
from simengine.report.balance_text import Placed, balance_json, balance_text
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

    `against` are those that move their number the other way than they state. `balance` is what is out of balance, by
    its place in the file, seen on `seen` of the `sampled` paths that were drawn for it.
    """

    scenario: str
    acts: tuple[Judged, ...]
    balance: tuple[Placed, ...]
    sampled: int
    seen: int

    @classmethod
    def of_model(
        cls,
        model: Model,
        paths: int | None = None,
        seed: int | None = None,
        engine: str = DEFAULT_ENGINE,
        classes: Sequence[str] = (),
        resources: Resources = ALONE,
    ) -> Checked:
        """Tries a scenario's acts on `paths` pairs, and looks for what is out of balance on twice as many paths.

        `classes` are those whose probability is told of every act. SimengineError for settings that mean nothing.
        """
        wanted = wanted_classes(model, classes)
        paths = PATHS if paths is None else paths
        trials: tuple[Trial, ...] = ()
        if any(True for _ in acts_of(model.scenario)):
            trials = try_mechanisms(
                model, paths, seed, engine, resources.executor, resources.progress, resources.announce or quiet
            )
        sample = sample_paths(model, 2 * paths, seed, engine, replace(resources, executor=None))
        found = tuple(_placed(one, model) for one in imbalances(sample))
        return cls(model.scenario.name, judge(trials, wanted), found, sample.paths, len(sample.outcome))

    @property
    def against(self) -> tuple[Judged, ...]:
        """The acts that move their number the other way than they state."""
        return tuple(act for act in self.acts if act.verdict == "against")

    @property
    def failed(self) -> bool:
        """Whether an act moves its number the other way than it states, or an invariant broke."""
        return bool(self.against) or any(one.fault == "invariant" for one in self.balance)

    def text(self, width: int) -> str:
        """What `simengine check` prints on so many columns."""
        acts = mechanism_text(self.scenario, self.acts, width)
        return f"{acts}\n\n{balance_text(self.balance, self.sampled, self.seen, width)}"

    def table(self) -> pa.Table:
        """A row a difference, of the number an act is on and of each class asked for, as the parameter is raised.

        And of each class and question that clearly moves besides. Columns: mechanism, raised, on, push, low_level and
        high_level of the parameter, of (act, class, question), name, unit, d, se, low, high, pairs, verdict (of what
        moves besides "moves", null for a class that was asked for).
        """
        return arrow_table(_COLUMNS, self._rows())

    def json(self) -> dict[str, Any]:
        """The same for programs; what is not known is null."""
        found = balance_json(self.balance)
        return {**mechanism_json(self.scenario, self.acts), "paths": self.sampled, "seen": self.seen, "balance": found}

    def _rows(self) -> Iterator[list[object]]:
        for act in self.acts:
            about = [act.mechanism, act.raised, act.on, act.push, *act.levels]
            yield [*about, "act", act.on, act.unit, *_cells(act.moved), act.verdict]
            for name, difference in act.outcome.items():
                yield [*about, "class", name, "", *_cells(difference), None]
            for move in act.moves:
                if move.of != "class" or move.name not in act.outcome:
                    yield [*about, move.of, move.name, move.unit, *_cells(move.difference), "moves"]


def _placed(found: Imbalance, model: Model) -> Placed:
    """The finding at its place in the text: at the key of an element, or where its value stands."""
    at_key = len(found.path) == len(("section", "name"))
    there = located(Finding(found.path, found.message, warning=True, at_key=at_key), model.scenario.tree)
    return Placed(Problem(there.place, there.path, there.message), found.fault, found.remedy, found.numbers)


def _cells(found: Difference) -> list[object]:
    return [found.d, found.se, found.low, found.high, found.pairs]

"""Why two runs, or two scenarios, answer otherwise: a record with its text, table and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis.contrast import Effect
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.targets import ANSWER, figure_of, is_chance
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, check_engine
from simengine.compute.progress import Progress
from simengine.compute.settings import DEFAULTS, resolved, whole
from simengine.compute.workers import workers
from simengine.engines.system import cpus
from simengine.errors import WrongUsageError, what_there_is
from simengine.explain import why as explaining
from simengine.explain.make_why import Asked, make_why
from simengine.explain.mixed_columns import Means
from simengine.explain.mixtures import Mixtures
from simengine.model.model import Model
from simengine.report.plots import waterfall
from simengine.report.plots.picture import Picture
from simengine.report.why_text import why_json, why_text
from simengine.results.notebook import watching
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.results.table_files import write_files
from simengine.runs.find import RESULTS
from simengine.runs.learnt import Effort
from simengine.runs.store import Run
from simengine.runs.words import one_line, words_of
from simengine.scenario.answer import SECTIONS, Answer

if TYPE_CHECKING:
    import pyarrow as pa

    from simengine.compute.engine_kinds import Announce

PATHS = 2_000
_ENDS = ("", "_se", "_low", "_high")
_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "changes"), str),
    **{f"{name}{end}": float for name in ("d", "alone") for end in _ENDS},
    **dict.fromkeys(("value", "low", "high"), float),
}


@dataclass(frozen=True, slots=True)
class Why(explaining.Why, Pictured):
    """Why a figure changes from one scenario to another: `steps`, each with what it does `in_turn` and `alone`.

    `Why.between(base, other, of="", paths=None)` makes it of two runs, or of two models, which need not be drawn.
    `changes` are the texts that differ; `remainder` is what all steps together do beside the sum of each alone.
    `nothing` says why there are no steps, or "".
    """

    @classmethod
    def between(
        cls,
        base: Run | Model,
        other: Run | Model,
        of: str = "",
        paths: int | None = None,
        executor: Executor | None = None,
        progress: Callable[[Progress], None] | None = None,
        announce: Announce | None = None,
        names: tuple[str, str] | None = None,
    ) -> Why:
        """What makes the second answer otherwise than the first; by default of what answers the first's question.

        Seed, nesting and engine are the first's; `paths` by default the fewer of both, at most 2,000. `names` are what
        the two are called.

        Raises:
            WrongUsageError: for a figure that one of them hasn't, or has as something else.
            SimengineError: where figures with an error can't be learnt from, or a worker dies.
        """
        names, models = names or _names(base, other), (_model(base), _model(other))
        asked = _asked(names, models, of)
        seed, nested, engine = _chance_of(base)
        count = min(PATHS, _paths_of(base), _paths_of(other)) if paths is None else whole("paths", paths)
        if count < 1:
            raise WrongUsageError(f"paths must be at least 1 (got {count})")
        mixtures = Mixtures.of(*models, asked.figure, seed, nested)
        jobs, threads = cpus(), ENGINES[engine].threads
        pool = nullcontext(executor) if executor or not threads else workers(jobs, threads=True)
        with pool as own, watching(progress) as seen:
            means = Means(
                count,
                engine,
                _results(base),
                jobs,
                own,
                seen.progress,
                announce or seen.announce,
                _effort_of(base, other),
            )
            return extended(cls, make_why(names, mixtures, asked, means))

    def text(self, width: int) -> str:
        """What `simengine compare --why` prints on so many columns."""
        return why_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine compare --why --json`."""
        return why_json(self)

    def table(self) -> pa.Table:
        """A row a step: of (base, step, remainder, other), name, changes (their paths, with commas).

        Then what it does in turn, d with its d_se, d_low, d_high; what it does alone, alone with alone_se, alone_low,
        alone_high, where the row of the remainder has it too; value, low and high of the figure once it is made.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """The waterfall, a bar a step. SimengineError where there is nothing to explain."""
        return waterfall.picture(self)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """why.csv and, if there is anything to explain, the picture why.png and .svg; returns the files."""
        pictures = {} if self.nothing else {"why": self.picture()}
        return write_files(Path(folder), "why", self.table(), pictures)

    def _rows(self) -> Iterator[list[object]]:
        if self.before is None or self.after is None or self.total is None:
            return
        yield ["base", self.base, "", *_NO_EFFECT, *_NO_EFFECT, *_value(self.before)]
        for step in self.steps:
            changes = ", ".join(change.path for change in step.changes)
            yield ["step", step.name, changes, *_effect(step.in_turn), *_effect(step.alone), *_value(step.after)]
        if self.remainder is not None:
            yield ["remainder", "", "", *_NO_EFFECT, *_effect(self.remainder), None, None, None]
        yield ["other", self.other, "", *_effect(self.total), *_NO_EFFECT, *_value(self.after)]


_NO_EFFECT = (None, None, None, None)


def _effect(found: Effect) -> tuple[float, float, float, float]:
    return found.d, found.se, found.low, found.high


def _value(found: Proportion | Spread) -> tuple[float, float, float]:
    return (found.p if isinstance(found, Proportion) else found.mean), found.low, found.high


def _model(what: Run | Model) -> Model:
    return what.model if isinstance(what, Run) else what


def _names(*sides: Run | Model) -> tuple[str, str]:
    """What two are called; runs of one name by their folders."""
    base, other = (side.name if isinstance(side, Run) else side.scenario.name for side in sides)
    if base != other:
        return base, other
    base, other = (str(side.folder) if isinstance(side, Run) else side.scenario.name for side in sides)
    return (base, other) if base != other else (f"{base} (1)", f"{other} (2)")


def _results(what: Run | Model) -> Path:
    """Where runs lie whose members may be taken."""
    return what.folder.parent if isinstance(what, Run) else RESULTS


def _chance_of(what: Run | Model) -> tuple[int, int, str]:
    """Seed, nesting and engine."""
    if isinstance(what, Run):
        return what.manifest.seed, what.manifest.sampling.nested, what.manifest.engine
    check_engine(DEFAULT_ENGINE)
    _, seed, nested = resolved(what.scenario, DEFAULTS)
    return seed, nested, DEFAULT_ENGINE


def _effort_of(*sides: Run | Model) -> Effort:
    """What members were learnt with in the first run that was."""
    learnt = [side.manifest.learnt for side in sides if isinstance(side, Run)]
    return next((one.wanted for one in learnt if one), Effort())


def _paths_of(what: Run | Model) -> int:
    return what.manifest.paths if isinstance(what, Run) else what.scenario.simulate.paths


def _asked(names: tuple[str, str], models: tuple[Model, Model], of: str) -> Asked:
    """The figure that both have. WrongUsageError for one that the second hasn't, or has as something else."""
    model, there = models
    figure = figure_of(model.scenario, of or ANSWER)
    known = there.scenario.declared(SECTIONS[figure.of])
    if not any(name in known for name in figure.names):
        missing = figure.names[0]
        raise WrongUsageError(f"{names[1]} has no {figure.of} {missing!r}{what_there_is(missing, known)}")
    chance, unit = is_chance(model, figure), _unit(model, figure)
    if is_chance(there, figure) != chance or _unit(there, figure) != unit:
        what = (
            "one is a chance, the other a number"
            if is_chance(there, figure) != chance
            else _units(model, there, figure)
        )
        raise WrongUsageError(f"{figure.names[0]} is not the same in {names[0]} and {names[1]}: {what}")
    return Asked(figure, _title(model, figure), "" if chance else unit, chance)


def _unit(model: Model, figure: Answer) -> str:
    if figure.of == "class" or is_chance(model, figure):
        return ""
    return getattr(model.scenario, SECTIONS[figure.of])[figure.names[0]].unit or ""


def _units(model: Model, there: Model, figure: Answer) -> str:
    return f"its units are {_unit(model, figure) or 'none'} and {_unit(there, figure) or 'none'}"


def _title(model: Model, figure: Answer) -> str:
    """What the figure is called; classes that count together as the report calls them."""
    words = words_of(model.scenario)
    together = words.report.together.items() if figure.of == "class" else ()
    alone = " or ".join(words.called(SECTIONS[figure.of], name) for name in figure.names)
    if figure.of == "question":
        question = model.scenario.questions[figure.names[0]]
        alone = words.title("questions", figure.names[0]) or one_line(question.text or "") or figure.names[0]
    return next((one_line(title) for title, names in together if set(names) == set(figure.names)), alone)

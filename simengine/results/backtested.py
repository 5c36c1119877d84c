"""A model asked at several dates what it would have said, and scored by what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis import backtest_records
from simengine.analysis.backtest_records import Backtested, backtest_json
from simengine.analysis.backtesting import AtOrigin, backtested
from simengine.analysis.origins import Origin, origins_of
from simengine.compute import run as computing
from simengine.compute.ask import Resources
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, jobs_for
from simengine.compute.foreseen import foreseen
from simengine.compute.progress import Progress
from simengine.compute.settings import Settings
from simengine.compute.workers import workers
from simengine.errors import SimengineError
from simengine.language.clock import period
from simengine.loading import known_by
from simengine.model.model import Model
from simengine.plan.observed import Observed, observed_of
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.report.backtest_text import backtest_text
from simengine.report.plots import backtest_plot
from simengine.report.plots.picture import Picture
from simengine.report.tables import write_tables
from simengine.results.notebook import watching
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.results.stored_scores import scores_file
from simengine.results.table_files import write_files, write_table
from simengine.runs.find import RESULTS
from simengine.runs.sheet import Answer
from simengine.runs.sheet_file import read_files

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

_TEXTS = ("scenario", "origin", "name", "text", "kind", "unit", "series", "due", "known")
_NUMBERS = (
    "horizon",
    "answer",
    "p",
    "brier",
    "log",
    "median",
    "low",
    "high",
    "held",
    "crps",
    "expected",
    "pit",
    "side",
)
_COLUMNS: Columns = {**dict.fromkeys(_TEXTS, str), **dict.fromkeys(_NUMBERS, float), "in_sample": int, "cluster": int}
_FIELDS = {"origin": "sheet", "name": "question"}


@dataclass(frozen=True, slots=True)
class Order:
    """Where and how the runs at the origins are drawn, and who is told of it."""

    settings: Settings
    out: Path
    force: bool = False
    progress: Callable[[Progress], None] | None = None
    announce: Callable[[str], None] | None = None
    command: str = "simengine.backtest"


@dataclass(frozen=True, slots=True, eq=False)
class BackTest(backtest_records.Backtested, Pictured):
    """What a model would have said at its `origins`, scored by what came.

    `score` has a record for each observation and question that came later, averages by horizon and origin, skills and
    bias; `series` the same series by series, `tuned` the names of what is in sample, `bands` what is drawn.
    """

    @classmethod
    def of(cls, model: Model, origins: Sequence[str], answers: Sequence[str | Path], order: Order) -> BackTest:
        """Runs a model as of each origin and scores it. SimengineError if nothing can be scored, and as `run`."""
        found = extended(cls, _backtest(model, origins, answers, order))
        write_table(scores_file(order.out, found.scenario), [found.table()])
        return found

    def text(self, width: int) -> str:
        """What `simengine backtest` prints on so many columns."""
        return backtest_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine backtest --json`."""
        return backtest_json(self)

    def table(self) -> pa.Table:
        """A row a figure or chance and origin: scenario, origin, name, text, kind, unit, series, due, known, horizon
        (years), answer, p, brier, log, median, low, high (90 %), held (the part of the futures in it), crps, expected,
        pit, side (1 above the median), in_sample, cluster.
        """
        return arrow_table(_COLUMNS, self._rows())

    def plot(self, ax: Axes | None = None, series: str | None = None, origin: str | None = None) -> Axes:
        """Draws `picture` into `ax`, or into a figure of its own (`.figure`); returns the Axes."""
        return self.picture(series, origin).plot(ax)

    def picture(self, series: str | None = None, origin: str | None = None) -> Picture:
        """Bands of one series at one origin over what was measured, the first of each if none is named.

        WrongUsageError for a name that isn't there.
        """
        return backtest_plot.picture(self, series, origin)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """backtest.csv and a picture of all series and origins, backtest.png and .svg; returns the files."""
        pictures = {"backtest": backtest_plot.panels(self)} if self.bands else {}
        return write_files(Path(folder), "backtest", self.table(), pictures)

    def _rows(self) -> Iterator[list[object]]:
        for one in self.score.scored:
            known = {"scenario": self.scenario, "in_sample": int(one.question in self.tuned)}
            yield [known[name] if name in known else getattr(one, _FIELDS.get(name, name)) for name in _COLUMNS]


def backtest(
    model: Model,
    origins: str | Sequence[str] = (),
    answers: str | Path | Sequence[str | Path] = (),
    paths: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    out: str | Path = RESULTS,
    force: bool = False,
    effective: int | None = None,
    effort: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> BackTest:
    """What a model would have said at several dates, scored by what came.

    `backtest(model, ["2023-06", "2023-12"])`: at the end of each origin it knows the observations that were known by
    then, and no others; what became known later is forecast, with the error it is measured with (where that leads to
    what can't be, such as a count below 0, the nearest that can), and scored. Without `origins` they are the clock's
    start and up to three dates at which something became known. `answers` are files of answers to its questions, as for
    `score`. The runs are stored in `out` as NAME@ORIGIN, and the table beside them in `scores`, where reports find it;
    the rest is as for `run`.

    Raises:
        RunExistsError: another run of that name is there, and `force` is not given.
        SimengineError: for an origin before the clock starts, or after which nothing came; and as `run` and `score`.
    """
    jobs = jobs_for(engine, jobs)
    files = [answers] if isinstance(answers, str | Path) else answers
    with watching(progress) as seen:
        order = Order(
            Settings(paths, seed, engine=engine, jobs=jobs, effective=effective, effort=effort),
            Path(out),
            force,
            seen.progress,
            seen.announce,
        )
        return BackTest.of(model, [origins] if isinstance(origins, str) else origins, files, order)


def _backtest(model: Model, texts: Sequence[str], files: Sequence[str | Path], order: Order) -> Backtested:
    plan = make_plan(model, order.settings.seed)
    seen, answers = observed_of(plan), _answers(model, files)
    due = [period(model.scenario.questions[name].date).after for name in answers]
    origins = origins_of(texts, plan.clock, seen, due)
    at = [_at_origin(model, plan, seen, origin, order) for origin in origins]
    return backtested(model, plan.clock, seen, at, answers)


def _answers(model: Model, files: Sequence[str | Path]) -> dict[str, Answer]:
    """The answers to questions of the model. SimengineError for a file of answers that has none of them."""
    if not files:
        return {}
    _, found = read_files([Path(file) for file in files])
    scenario = model.scenario
    own = {name.removeprefix(f"{scenario.name}/"): answer for name, answer in found.items()}
    known = {name: answer for name, answer in own.items() if name in scenario.questions and answer.value is not None}
    if not known:
        raise SimengineError(f"{', '.join(map(str, files))}: no answer to a question of {scenario.name}")
    return known


def _at_origin(model: Model, plan: Plan, seen: Sequence[Observed], origin: Origin, order: Order) -> AtOrigin:
    """The run that knows what was known at an origin, and what it says of all that was seen."""
    known, settings = known_by(model, origin.text), order.settings
    with workers(settings.jobs, threads=ENGINES[settings.engine].threads) as pool:
        run = computing.run(
            known, settings, order.out, order.force, pool, order.progress, order.command, write_tables, order.announce
        )
    resources = Resources(None, settings.jobs, order.progress, order.announce)
    return AtOrigin(origin, run.outcome_table(), foreseen(run, plan, seen, resources))

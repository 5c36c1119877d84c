"""A run and others against it, pair by pair; and the tables and pictures of that, in a folder."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.analysis.compare import Comparison, compare
from simengine.analysis.known_signs import with_signs
from simengine.compute.bands import Bands
from simengine.compute.engine_kinds import ENGINES, check_engine, quiet
from simengine.compute.progress import Progress
from simengine.compute.recompute import bands_of, check_names
from simengine.compute.workers import workers
from simengine.engines.system import cpus
from simengine.errors import SimengineError, WrongUsageError, what_there_is
from simengine.report.comparison_text import comparison_text
from simengine.report.numbers import counted
from simengine.report.plots import differences, fan, outcome_bars
from simengine.report.plots.picture import Picture
from simengine.report.tables import COUNTS, DIFFERENCES, difference_rows, write_differences, write_migration
from simengine.results.compared_details import Incidences, MeasureShifts, TwinBands
from simengine.results.definition_texts import with_texts
from simengine.results.known_evidence import with_log_factor
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.results.run_summary import Summary
from simengine.results.screen import Screen
from simengine.results.why_different import Why
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.store import Run
from simengine.scenario.schema import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS = ("base", "scenario", "of", "name", "title", "unit")
_COLUMNS: Columns = {name: str if name in _TEXTS else int if name in COUNTS else float for name in DIFFERENCES}
_MOST_FANS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Compared(Pictured):
    """A run and others against it, pair by pair: `runs`, the base first, its summary, and a Comparison for each other.

    Path k of one run shares its chance with path k of the base, so differences are surer than the probabilities they
    stand between. Conditioned runs are paired where they have learnt the same; each Comparison says how it is `joined`,
    and has the log evidences (`evidence`).
    """

    base: Summary
    others: tuple[Comparison, ...]
    runs: tuple[Run, ...]

    @classmethod
    def between(cls, base: Run, *others: Run, unlike: bool = False) -> Compared:
        """Others against a base: the differences of what is told of each, over all of its own paths that count.

        What means something else in them is subtracted if `unlike` is set. SimengineError if there is no other, or
        they can't be paired.
        """
        if not others:
            raise SimengineError(f"there is nothing to compare {base.name} with: name another run")
        table = base.outcome_table()
        compared = tuple(_compared((base, table), (other, other.outcome_table()), unlike=unlike) for other in others)
        return cls(Summary.of(table), compared, (base, *others))

    def text(self, width: int) -> str:
        """What `simengine compare --all` prints on so many columns."""
        return comparison_text(self.base, self.others, width)

    def screen(self, files: str | Path | None = None) -> Screen:
        """The same on one screen, as `simengine compare` prints it; `files` is where its tables and pictures lie."""
        return Screen.of(self.base, self.others, self.runs, None if files is None else Path(files))

    def table(self) -> pa.Table:
        """A row a difference: base, scenario, of (answer, class, together, measure, question), name, title, unit, d,
        se, low, high, se_unpaired, pairs, base_paths, other_paths, low_at_once, high_at_once, paths_needed, d_of_pairs,
        low_of_pairs, high_of_pairs.

        An interval of a class `at_once` holds together with those of all others (Bonferroni). So many `paths_needed`
        would bring the end of an interval to zero, were the difference as it seems; null if it leaves zero out. What is
        `of_pairs` is over those paths alone that count in both runs.
        """
        return arrow_table(_COLUMNS, difference_rows(self.others))

    def picture(self) -> Picture:
        """The differences of the class probabilities with 95 % intervals.

        A row a class, or a class and run if there are several; pale lines are the intervals without pairing.
        """
        return differences.picture(self.others)

    def of_measure(self, name: str) -> MeasureShifts:
        """How a measure is spread in each run against the base: quantiles, and a distance.

        SimengineError for a measure that a run hasn't, that is a truth, or that means something else in it.
        """
        return MeasureShifts.of(self.runs, self.others, name)

    def of_events(self, *names: str) -> Incidences:
        """When events occur in each run against the base: shares of paths by dates; of several only the first counts.

        SimengineError for an event that a run hasn't, and for runs of two clocks or seeds.
        """
        return Incidences.of(self.runs, names)

    def over_time(self, name: str, paths: int | None = None) -> TwinBands:
        """What each run changes in a driver or formula, step by step, on up to `paths` pairs that are computed again.

        SimengineError for a name that a run hasn't, or has in another unit; runs of two clocks or seeds; conditioned
        runs that have not learnt the same; and where a path does not come out as it is stored.
        """
        return TwinBands.of(self.runs, name, paths)

    def of(self, name: str) -> MeasureShifts | Incidences | TwinBands:
        """Whichever of these fits a name: of a measure, of an event or several (`a+b`), or of a driver or formula.

        SimengineError as for these, and for a name that is none.
        """
        base, events = self.runs[0], name.split("+")
        if name in base.manifest.measure_units:
            return self.of_measure(name)
        known = [event.name for event in base.plan.events]
        if any(one in known for one in events):
            return self.of_events(*events)
        model = base.model.scenario
        known = [*base.manifest.measure_units, *known, *model.drivers, *model.formulas, *model.parameters]
        if name not in known:
            raise WrongUsageError(f"no measure, event, driver or formula {name!r}{what_there_is(name, known)}")
        return self.over_time(name)

    def why(
        self,
        of: str = "",
        paths: int | None = None,
        executor: Executor | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Why:
        """What each change between the two scenarios does to a figure, by default to the base's answer.

        One on top of the other, and alone; `paths` futures of each are drawn with the same dice, by default as many as
        the runs have, at most 2,000. `Why.between(a, b)` is the same of runs that can't be compared, and of models.

        SimengineError for a figure that one of them hasn't, and for more than two runs.
        """
        if len(self.runs) != 2:
            raise WrongUsageError(f"why is asked of two runs, not of {len(self.runs)}: compare(base, other).why()")
        return Why.between(*self.runs, of, paths, executor, progress)

    def default_fans(self) -> tuple[str, ...]:
        """What the base's report wants drawn, as far as every run has it.

        Else the first three drivers that move by themselves and have a unit (if none has one, without).
        """
        return default_fans([run.model.scenario for run in self.runs])

    def write(
        self, folder: str | Path, fans: Sequence[str] | None = None, announce: Callable[[str], None] | None = None
    ) -> tuple[Path, ...]:
        """Writes tables (CSV) and pictures (PNG and SVG) into a folder, over what is there; returns the files.

        `fans` are the drivers or formulas of which fans are drawn, for which paths are computed again: by default
        `default_fans()`. `announce` is told of that.

        Raises:
            SimengineError: for a name that a run hasn't, or that has different units in them.
        """
        with warnings.catch_warnings(record=announce is not None) as caught:
            files = self._write(Path(folder), self.default_fans() if fans is None else fans, announce or quiet)
        for text in dict.fromkeys(str(one.message) for one in caught or ()):
            (announce or quiet)(text)
        return files

    def _write(self, folder: Path, names: Sequence[str], announce: Callable[[str], None]) -> tuple[Path, ...]:
        self._check_fans(names)
        folder.mkdir(parents=True, exist_ok=True)
        tables = [folder / "differences.csv", folder / "migration.csv"]
        write_differences(self.others, tables[0])
        write_migration(self.others, tables[1])
        outcomes = [run.outcome_table(check=False) for run in self.runs]
        pictures = list[Path]()
        if outcome_bars.has_any(outcomes):
            pictures += outcome_bars.panels(outcomes).save(folder / "outcomes")
        if differences.has_any(self.others):
            pictures += differences.panels(self.others).save(folder / "differences")
        for name, bands in zip(names, self._spread(names, announce), strict=True):
            pictures += fan.panels(bands).save(folder / f"fan_{name}")
        return (*tables, *pictures)

    def _check_fans(self, names: Sequence[str]) -> None:
        for run in self.runs if names else ():
            check_names(run.plan, names)
        for name in names:
            units = {run.plan.unit(name): run.name for run in self.runs}
            if len(units) > 1:
                listed = ", ".join(f"{unit or 'no unit'} in {scenario}" for unit, scenario in units.items())
                raise SimengineError(f"no fan can show {name} on one scale: it has {listed}")

    def _spread(self, names: Sequence[str], announce: Callable[[str], None]) -> list[tuple[Bands, ...]]:
        """For each name its bands in every run, of as many paths as all their engines compute in a moment."""
        if not names:
            return []
        engines = dict.fromkeys(run.manifest.engine for run in self.runs)
        for engine in engines:
            check_engine(engine)
        paths = min(ENGINES[engine].fan for engine in engines)
        announce(f"computing up to {counted(paths, 'path')} of each run again, to draw {', '.join(names)}")
        with ExitStack() as stack:
            pools = {
                engine: stack.enter_context(workers(min(cpus(), 8), threads=ENGINES[engine].threads))
                for engine in engines
            }
            bands = [bands_of(run, names, paths=paths, executor=pools[run.manifest.engine]) for run in self.runs]
        return list(zip(*bands, strict=True))


def _compared(base: tuple[Run, OutcomeTable], other: tuple[Run, OutcomeTable], *, unlike: bool) -> Comparison:
    (run, table), (against, found) = base, other
    told = with_texts(compare(table, found, unlike=unlike), run, against)
    return with_signs(with_log_factor(told, run, against, (table, found)), run, against)


def default_fans(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """What the first scenario's report wants drawn, as far as all have it; else three drivers that move."""
    wanted = scenarios[0].report.drivers
    if wanted:
        return tuple(name for name in wanted if all(name in {**s.drivers, **s.formulas} for s in scenarios))
    moving = [
        (name, driver.unit)
        for name, driver in scenarios[0].drivers.items()
        if driver.moves_by_itself and all(name in scenario.drivers for scenario in scenarios)
    ]
    with_unit = [name for name, unit in moving if unit]
    return tuple((with_unit or [name for name, _ in moving])[:_MOST_FANS])

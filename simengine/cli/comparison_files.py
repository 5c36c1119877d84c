"""The tables and pictures of a comparison. A second comparison into the same folder writes over those of the first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from simengine.analysis.compare import Comparison
from simengine.cli.output import counted, note
from simengine.compute.bands import Bands
from simengine.compute.engine_kinds import ENGINES, check_engine
from simengine.compute.recompute import bands_of
from simengine.compute.workers import workers
from simengine.engines.system import cpus
from simengine.errors import SimengineError
from simengine.report.plots import differences, fan, outcome_bars
from simengine.report.tables import write_differences, write_migration
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.store import Run

_MOST_FANS = 3


def default_fans(runs: Sequence[Run]) -> list[str]:
    """The first three drivers that move by themselves and have a unit (if none has one, without), in every run."""
    scenarios = [run.model.scenario for run in runs]
    moving = [
        (name, driver.unit)
        for name, driver in scenarios[0].drivers.items()
        if driver.moves_by_itself and all(name in scenario.drivers for scenario in scenarios)
    ]
    with_unit = [name for name, unit in moving if unit]
    return (with_unit or [name for name, _ in moving])[:_MOST_FANS]


def write_tables(comparisons: Sequence[Comparison], folder: Path) -> list[Path]:
    """`differences.csv` and `migration.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "differences.csv", folder / "migration.csv"]
    write_differences(comparisons, files[0])
    write_migration(comparisons, files[1])
    return files


def write_pictures(
    runs: Sequence[Run],
    tables: Sequence[OutcomeTable],
    comparisons: Sequence[Comparison],
    fans: Sequence[str],
    folder: Path,
) -> list[Path]:
    """The outcomes of all runs, the differences, and a fan of each name; PNG and SVG each."""
    files = [*outcome_bars.draw(tables, folder / "outcomes"), *differences.draw(comparisons, folder / "differences")]
    return files + _write_fans(runs, fans, folder)


def _write_fans(runs: Sequence[Run], names: Sequence[str], folder: Path) -> list[Path]:
    if not names:
        return []
    engines = dict.fromkeys(run.manifest.engine for run in runs)
    for engine in engines:
        check_engine(engine)
    paths = min(ENGINES[engine].fan for engine in engines)
    note(f"computing up to {counted(paths, 'path')} of each run again, to draw {', '.join(names)}")
    with ExitStack() as stack:
        pools = {
            engine: stack.enter_context(workers(min(cpus(), 8), threads=ENGINES[engine].threads)) for engine in engines
        }
        spread = [bands_of(run, names, paths=paths, executor=pools[run.manifest.engine]) for run in runs]
    files: list[Path] = []
    for name, bands in zip(names, zip(*spread, strict=True), strict=True):
        _check_unit(name, bands)
        files += fan.draw(bands, folder / f"fan_{name}")
    return files


def _check_unit(name: str, bands: Sequence[Bands]) -> None:
    units = {one.unit: one.scenario for one in bands}
    if len(units) > 1:
        told = ", ".join(f"{unit or 'no unit'} in {scenario}" for unit, scenario in units.items())
        raise SimengineError(f"no fan can show {name} on one scale: it has {told}")

"""A base and its variants from Python, drawn side by side until it is known which way they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path

from simengine.analysis.targets import signs_of
from simengine.compute import run_together as computing
from simengine.compute.draw import Resources
from simengine.compute.engine_kinds import DEFAULT_ENGINE, jobs_for
from simengine.compute.progress import Progress
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.errors import SimengineError
from simengine.loading import known_by
from simengine.model.model import Model
from simengine.report.tables import write_tables
from simengine.results.comparison import Compared
from simengine.results.notebook import watching
from simengine.results.run import Run
from simengine.runs.find import RESULTS


def run_together(
    base: Model,
    *others: Model,
    sign: str | Sequence[str] = "answer",
    paths: int | None = None,
    seed: int | None = None,
    nested: int | None = None,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    out: str | Path = RESULTS,
    force: bool = False,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    as_of: str = "",
) -> Compared:
    """A base and variants, as many paths of each as it takes to know the `sign` of what they change.

    It is asked for of one or several figures: classes, measures, questions, "answer". At most `paths` are drawn, or a
    million. The intervals of these differences hold at all looks at once; `compared.runs[1].manifest.signs` has them,
    and whether each sign is `known`. The other settings are those of `run`.

    SimengineError as `run`, and where a difference has no sign: another seed, another definition.
    """
    if not others:
        raise SimengineError(f"there is nothing to compare {base.scenario.name} with: name another model")
    jobs = jobs_for(engine, jobs)
    models = [known_by(model, as_of) if as_of else model for model in (base, *others)]
    settings, asked = Settings(paths, seed, nested, engine, jobs), (sign,) if isinstance(sign, str) else tuple(sign)
    wanted, until = [Wanted.of(model, settings, Path(out)) for model in models], signs_of(base, asked)
    with watching(progress) as seen:
        resources = Resources(executor, jobs, seen.announce)
        order = computing.Together(
            wanted, settings, Path(out), force, resources, seen.progress, "simengine.run_together", write_tables
        )
        done = computing.run_together(order, until)
    return Compared.between(*(Run(run.folder, run.manifest, run.reused, run.plugins, run.kept) for run in done))

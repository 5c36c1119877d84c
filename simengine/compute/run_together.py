"""A base and its variants, drawn side by side until the sign of what differs between them is known."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from simengine.compute.draw import Resources
from simengine.compute.draw_until import draw_until
from simengine.compute.drawing import drawing
from simengine.compute.figures import stored_figure
from simengine.compute.looks import MOST_FOR_A_SIGN, SignWatch, UntilSigns
from simengine.compute.progress import Progress, ReportProgress
from simengine.compute.run import begun, run
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.errors import Setting, Worded, WrongUsageError
from simengine.plan.identity import definitions_of
from simengine.plan.plan import Plan
from simengine.runs.files import disk_errors, only_one
from simengine.runs.manifest import write_manifest
from simengine.runs.renewal import Finish
from simengine.runs.run_folders import RunFolders
from simengine.runs.sampling import Sampling
from simengine.runs.stopping import KnownSigns, Sign
from simengine.runs.store import Run
from simengine.scenario.answer import SECTIONS, Answer


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Runs that are drawn together, the base first: where they lie, with what they are computed, and who is told."""

    wanted: Sequence[Wanted]
    settings: Settings
    out: Path
    force: bool
    resources: Resources
    progress: ReportProgress | None = None
    command: str = ""
    finish: Finish | None = None


def run_together(of: Together, until: UntilSigns) -> tuple[Run, ...]:
    """Draws as many paths of each as it takes to know the signs; the manifests of the others tell them.

    At most so many as `settings` say, or MOST_FOR_A_SIGN, but no fewer than are there of one.

    Raises:
        SimengineError: when they can't be paired, and as `run`.
    """
    _check_paired(of.wanted, until.figures)
    standing = [one.standing_of_any(force=of.force) for one in of.wanted]
    kept = max(stands.kept for stands in standing)
    most = max(kept, MOST_FOR_A_SIGN if of.settings.paths is None else of.settings.paths)
    watch = until.watch(Sampling.of_nested(of.wanted[0].plan.nested), len(of.wanted))
    there = [stands.run for stands in standing if stands.run and stands.kept == kept]
    if len(there) == len(of.wanted) and kept and not of.force and (_looked(watch, until, there) or kept == most):
        paths = kept
    else:
        watch = until.watch(Sampling.of_nested(of.wanted[0].plan.nested), len(of.wanted))
        paths = _draw(of, until, watch, kept, most)
    settings = replace(of.settings, paths=paths)
    base, *others = [_finished(of, one, settings) for one in of.wanted]
    found = zip(of.wanted[1:], others, watch.found, strict=True)
    return base, *(_noted(one.folders, run, _known(base, signs)) for one, run, signs in found)


def _check_paired(wanted: Sequence[Wanted], figures: Sequence[Answer]) -> None:
    for one in wanted:
        if one.plan.likelihoods:
            what = f"{one.name} is learnt from figures with an error (observe.{one.plan.likelihoods[0].name})"
            raise WrongUsageError(f"{what}, and signs are looked for on other paths only: run each, and compare them")
    base = wanted[0]
    defined = definitions_of(base.plan)
    names = [name for figure in figures for name in _defining(base.plan, figure)]
    for one in wanted[1:]:
        theirs = {"seed": base.plan.seed, "nested": base.plan.nested}
        for name, mine in (("seed", one.plan.seed), ("nested", one.plan.nested)):
            if mine != theirs[name]:
                what = (
                    f"{one.name} has {name} {mine} and {base.name} {theirs[name]}, so their paths share no chance: say "
                )
                raise WrongUsageError(Worded(what, Setting(name, theirs[name])))
        there = definitions_of(one.plan)
        for name in names:
            if there.get(name) != defined[name]:
                what = "defines it otherwise" if name in there else "has none"
                raise WrongUsageError(f"no difference of {name} to {base.name} has a sign: {one.name} {what}")


def _defining(plan: Plan, figure: Answer) -> list[str]:
    """The dotted paths of what a figure is made of: of a class, also of those that go before it."""
    if figure.of != "class":
        return [f"{SECTIONS[figure.of]}.{figure.names[0]}"]
    names = [name for name, _ in plan.classes]
    last = max(names.index(name) for name in figure.names if name in names)
    return [f"outcome.{name}" for name in names[: last + 1]]


def _looked(watch: SignWatch, until: UntilSigns, runs: Sequence[Run]) -> bool:
    return watch.look(0, [stored_figure(figure, run.plan, run.parts()) for run in runs for figure in until.figures])


def _draw(of: Together, until: UntilSigns, watch: SignWatch, least: int, most: int) -> int:
    """Draws into unfinished folders; how many paths there are of each in the end."""
    settings, told = replace(of.settings, paths=most), dict[str, Progress]()
    label = ", ".join(one.name for one in of.wanted)

    def tell(progress: Progress) -> None:
        told[progress.scenario] = progress
        if of.progress:
            of.progress(_all_of(label, tuple(told.values())))

    with ExitStack() as stack:
        drawings = []
        for one in of.wanted:
            found = stack.enter_context(begun(one.model, settings, of.out, of.force, of.resources))
            found.state.progress = tell
            drawings.append(stack.enter_context(drawing(found, until.figures, most)))
        paths = draw_until(drawings, watch, one.plan.nested, least, most)
        for ended in drawings:
            ended.finish()
    return paths


def _all_of(label: str, told: Sequence[Progress]) -> Progress:
    """How far all are together."""
    done, total, reused = (sum(getattr(one, name) for one in told) for name in ("done", "total", "reused"))
    return Progress(label, done, total, sum(o.failed for o in told), sum(o.excluded for o in told), reused, True)


def _finished(of: Together, one: Wanted, settings: Settings) -> Run:
    """One of them with as many paths as there are now, put in place."""
    resources = of.resources
    return run(
        one.model, settings, of.out, of.force, resources.executor, None, of.command, of.finish, None, plan=one.plan
    )


def _known(base: Run, signs: tuple[Sign, ...]) -> KnownSigns:
    return KnownSigns(base.name, base.manifest.paths_digest, base.manifest.readings_digest, signs)


def _noted(folders: RunFolders, run: Run, signs: KnownSigns) -> Run:
    """The run with what is known of its differences to the base in its manifest."""
    if run.manifest.signs == signs:
        return run
    manifest = replace(run.manifest, signs=signs)
    with disk_errors(run.folder), only_one(folders.lock, str(run.folder)):
        write_manifest(run.folder, manifest)
    return replace(run, manifest=manifest)

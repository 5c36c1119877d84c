"""A sweep: one scenario at many points, each a run of its own in one folder, on the same futures."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from simengine.compute.axes import MOST_POINTS, Axis, Listed
from simengine.compute.cluster import Cluster
from simengine.compute.engine_kinds import Announce
from simengine.compute.progress import ReportProgress
from simengine.compute.run import run
from simengine.compute.settings import Settings, whole
from simengine.compute.space_filling import Filling, unit_points
from simengine.compute.wanted import Wanted
from simengine.errors import Problem, ScenarioError, Setting, SimengineError, Worded, WrongUsageError
from simengine.loading import known_by, overlaid, overridden
from simengine.model.model import Model
from simengine.processes._plugins import Given
from simengine.runs.files import disk_errors, only_one
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.renewal import Finish
from simengine.runs.store import Run
from simengine.runs.sweep_file import FILE, Sweep, SweepPoint, read_sweep, without_section, write_sweep
from simengine.runs.variant import Variant
from simengine.scenario.schema import Scenario

SAMPLE = 16  # points of a sample, if nobody says how many
NOTHING = "none"
"""The policy that changes nothing, which is there by itself; the world, too, where none is given."""
DESIGNS = ("grid", "lhs", "sobol")


@dataclass(frozen=True, slots=True)
class Design:
    """How points are taken from the ranges: all combinations, or samples of `points` points, `scrambles` of them."""

    kind: str = "grid"
    points: int | None = None
    scrambles: int = 1


def designed(scenario: Scenario, axes: Sequence[Axis], design: Design, seed: int) -> Sweep:
    """The sweep that is asked for. SimengineError for what means nothing."""
    keys = tuple(axis.key for axis in axes)
    _check(keys, design)
    _check_ranges(axes, design)
    filling: Filling | None = "lhs" if design.kind == "lhs" else "sobol" if design.kind == "sobol" else None
    if filling is None:
        columns = [axis.grid(design.points) for axis in axes]
        _check_size(math.prod(map(len, columns)))
        size, found = None, [(values, 0) for values in itertools.product(*columns)]
    else:
        size, found = design.points or SAMPLE, []
        _check_size(size * design.scrambles)
        for scramble in range(design.scrambles):
            shares = unit_points(filling, size, len(axes), (seed, scramble))
            found += [(tuple(axis.at(u) for axis, u in zip(axes, point, strict=True)), scramble) for point in shares]
        found.insert(0, (("",) * len(axes), -1))
    first = _folder(scenario, keys, found[0][0])
    points = tuple(
        SweepPoint(values, name, "" if name == first else first, scramble if filling else -1)
        for values, scramble in found
        for name in [_folder(scenario, keys, values)]
    )
    return Sweep(_called(scenario), scenario.title, design.kind, keys, tuple(axis.typed for axis in axes), points, size)


def _check_size(points: int) -> None:
    if points > MOST_POINTS:
        raise WrongUsageError(f"{points:,} points; at most {MOST_POINTS:,}: take fewer values, or lhs or sobol")


def _check(keys: Sequence[str], design: Design) -> None:
    if not keys:
        raise WrongUsageError("nothing to sweep over: write KEY=A,B,C or KEY=LOW:HIGH")
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise WrongUsageError(f"{twice[0]} stands twice: write all its values behind one =")
    if design.kind not in DESIGNS:
        raise WrongUsageError(f"no design {design.kind!r}; there are {', '.join(DESIGNS)}")
    for name, number in (("points", design.points), ("scrambles", design.scrambles)):
        if number is not None and not 1 <= whole(name, number) <= MOST_POINTS:
            raise WrongUsageError(f"{name} must be at least 1 and at most {MOST_POINTS:,} (got {number:,})")
    if design.kind == "grid" and design.scrambles > 1:
        raise WrongUsageError("a grid is not scrambled: take lhs or sobol, or leave scrambles out")


def _check_ranges(axes: Sequence[Axis], design: Design) -> None:
    if design.kind != "grid" and all(isinstance(axis, Listed) for axis in axes):
        told = f"a sample needs a range, KEY=LOW:HIGH (got {' '.join(axis.typed for axis in axes)}): "
        raise WrongUsageError(Worded(f"{told}write one, or take ", Setting("design", "grid")))


def _called(scenario: Scenario) -> str:
    """The scenario's name, with the date that it is as of."""
    return Variant(scenario.name, as_of=scenario.as_of).folder


def _folder(scenario: Scenario, keys: Sequence[str], values: Sequence[str]) -> str:
    changed = (*scenario.overrides, *_overrides(keys, values))
    return Variant(scenario.name, changed, as_of=scenario.as_of).folder


def _overrides(keys: Sequence[str], values: Sequence[str]) -> list[str]:
    return [f"{key}={value}" for key, value in zip(keys, values, strict=True) if value]


def crossed(scenario: Scenario, worlds: Path, policies: Path) -> tuple[Sweep, dict[str, tuple[Path, ...]]]:
    """Every world with every policy and with none, compared with none in the same world; and the files of each run.

    WrongUsageError for a folder without files.
    """
    found = [_overlays(folder) for folder in (worlds, policies)]
    keys = tuple(folder.resolve().name for folder in (worlds, policies))
    if keys[0] == keys[1]:
        raise WrongUsageError(f"the two folders of a cross have one name, {keys[0]!r}: give each its own")
    points, files = [], {}
    for world, policy in itertools.product(found[0], [NOTHING, *(name for name in found[1] if name != NOTHING)]):
        name, plain = f"{world}+{policy}", f"{world}+{NOTHING}"
        points.append(SweepPoint((world, policy), name, "" if policy == NOTHING else plain))
        files[name] = tuple(file for file in (found[0][world], found[1].get(policy)) if file)
    return Sweep(_called(scenario), scenario.title, "cross", keys, (str(worlds), str(policies)), tuple(points)), files


def _overlays(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise WrongUsageError(
            f"{folder} is no folder: a cross is of two folders of scenario files, --cross worlds policies"
        )
    found = {file.stem: file for file in sorted(folder.iterdir()) if file.suffix in (".yaml", ".yml")}
    if not found:
        raise WrongUsageError(
            f"no scenario file (*.yaml) in {folder}: each says what is otherwise in one world or policy"
        )
    return found


def sweep_folder(out: Path, sweep: Sweep, name: str) -> Path:
    """Where a sweep lies, by its name or else after what it goes over. SimengineError if something is in the way."""
    default = f"{sweep.scenario}_by_{'_'.join(without_section(sweep.keys))}"
    folder = out / Variant.named(default, name).folder
    if (folder / MANIFEST).exists() or (folder.exists() and any(folder.iterdir()) and not (folder / FILE).exists()):
        what = f"{folder} is in the way and holds no sweep"
        raise SimengineError(Worded(f"{what}: call yours otherwise with ", Setting("name", ...)))
    return folder


def joined(stored: Sweep | None, asked: Sweep, folder: Path) -> Sweep:
    """What is asked for, in its order; the points of samples that are stored stay where they are.

    What is stored and not asked for is left out, its runs stay. SimengineError if another sweep is stored.
    """
    if stored is None:
        return asked
    other = [
        f"{what} {' '.join(map(str, there))} there, {' '.join(map(str, now))} now"
        for what, there, now in (
            ("scenario", [stored.scenario], [asked.scenario]),
            ("design", [stored.design], [asked.design]),
            ("keys", stored.keys, asked.keys),
            *((("ranges", stored.ranges, asked.ranges),) if asked.size else ()),
            *((("points", [stored.size], [asked.size]),) if asked.design == "lhs" else ()),
        )
        if list(there) != list(now)
    ]
    if other:
        advice = Worded("call yours otherwise with ", Setting("name", ...))
        raise SimengineError(Worded(f"{folder} holds another sweep ({'; '.join(other)}): ", advice))
    if not asked.size:
        return asked
    there = dict(_placed(stored))
    return replace(asked, points=tuple(there.get(place, point) for place, point in _placed(asked)))


def _placed(sweep: Sweep) -> Iterator[tuple[tuple[int, int], SweepPoint]]:
    """The points by the sample each is in, and its place there."""
    counts = Counter[int]()
    for point in sweep.points:
        yield (point.scramble, counts[point.scramble]), point
        counts[point.scramble] += 1


def models_of(
    model: Model, sweep: Sweep, base: Path | None, files: dict[str, tuple[Path, ...]], plugins: Sequence[Given] = ()
) -> list[Model]:
    """The scenario at each point. ScenarioError with what is wrong at any of them."""
    models: list[Model] = []
    problems: dict[Problem, None] = {}
    for point in sweep.points:
        try:
            models.append(_model_at(model, sweep, point, base, files, plugins))
        except ScenarioError as error:
            problems |= dict.fromkeys(_at_point(problem, sweep, point) for problem in error.problems)
    if problems:
        raise ScenarioError(problems)
    return models


def _at_point(problem: Problem, sweep: Sweep, point: SweepPoint) -> Problem:
    """What is wrong, with the point at which it is, where its place doesn't say that."""
    if problem.place is None or not problem.place.line or sweep.design == "cross":
        return problem
    values = ", ".join(_overrides(sweep.keys, point.values))
    return replace(problem, message=f"{problem.message} (with {values})") if values else problem


def _model_at(
    model: Model,
    sweep: Sweep,
    point: SweepPoint,
    base: Path | None,
    files: dict[str, tuple[Path, ...]],
    plugins: Sequence[Given],
) -> Model:
    if base is not None:
        found, as_of = overlaid(model, base, files[point.run], plugins), model.scenario.as_of
        return known_by(found, as_of) if as_of else found
    overrides = _overrides(sweep.keys, point.values)
    return overridden(model, overrides).model if overrides else model


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told while a run is computed."""

    progress: ReportProgress | None
    announce: Announce | None


Show = Callable[[str], AbstractContextManager[Shown]]


def wanted_runs(sweep: Sweep, models: Iterable[Model], settings: Settings, folder: Path, force: bool) -> list[Wanted]:
    """What is wanted of each point. RunExistsError if another run is in the place of one and may not be replaced."""
    found = []
    for point, model in zip(sweep.points, models, strict=True):
        own = Variant.of(model.scenario).folder == point.run
        found.append(Wanted.of(model, replace(settings, name="" if own else point.run), folder))
        found[-1].existing(force=force)
    return found


def draw(
    sweep: Sweep,
    stored: Sweep | None,
    wanted: Sequence[Wanted],
    settings: Settings,
    folder: Path,
    force: bool,
    executor: Executor | Cluster | None,
    command: str,
    finish: Finish,
    show: Show,
) -> list[Run]:
    """The runs of a sweep, one after the other, with one pool; those that are there are not computed again.

    `stored` is what was there when it was made. SimengineError if another process is drawing it, or has added to it.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    runs = []
    with only_one(folder.parent / f".{folder.name}.lock", str(folder)):
        there = read_sweep(folder)
        if there not in (stored, sweep):
            raise SimengineError(f"{folder} has other points by now, of another process: start the same command again")
        if there != sweep:
            write_sweep(folder, sweep)
        for number, (point, one) in enumerate(zip(sweep.points, wanted, strict=True), 1):
            named = replace(settings, name=one.folders.variant.given)
            with show(f"{point.run} ({number} of {len(wanted)})") as seen:
                how = (folder, force, executor, seen.progress, command, finish, seen.announce, one.plan)
                runs.append(run(one.model, named, *how))
    return runs

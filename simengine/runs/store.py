"""A finished run, read from its folder."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simengine.errors import Setting, SimengineError, Worded
from simengine.language.clock import Clock
from simengine.runs.dice_names import MEMBERS
from simengine.runs.manifest import Manifest, read_manifest
from simengine.runs.outcome_table import OutcomeTable, StoredColumns
from simengine.runs.tally import EXCLUDED, OK
from simengine.runs.variant import Variant

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from simengine.model.model import Model
    from simengine.plan.identity import Identity
    from simengine.plan.members import Members
    from simengine.plan.plan import Plan
    from simengine.processes._plugins import Plugin
    from simengine.randomness.dice import Die
    from simengine.runs.columns import StoredParts
    from simengine.runs.dice_file import StoredDice

# What reads Parquet, scenarios and plans is imported by the methods that need it: a list of runs needs none of it.


@dataclass(frozen=True, eq=False)
class Run:
    """A finished run. `reused` says that it was found complete when it was asked for.

    If it wasn't, `kept` of its paths were there, from an earlier start or a run of fewer paths. `plugins` are where
    the processes of its scenario come from that don't come with simengine; those of installed packages are found
    without.
    """

    folder: Path
    manifest: Manifest
    reused: bool = False
    plugins: tuple[Plugin, ...] = ()
    kept: int = 0

    @property
    def name(self) -> str:
        """What people read: the scenario's name or the one it was given, with what was overridden."""
        return self.variant.label

    @property
    def variant(self) -> Variant:
        """Which variant of its scenario it is."""
        return Variant.of_manifest(self.manifest)

    @property
    def failed_share(self) -> float:
        """The share that broke of the paths that no observation excludes."""
        failed, ok = self.manifest.counts["failed"], self.manifest.counts["ok"]
        return failed / (failed + ok) if failed else 0.0

    @property
    def clock(self) -> Clock:
        """The grid of its steps."""
        stamp = self.manifest.clock
        return Clock(datetime.datetime.fromisoformat(stamp.start), stamp.steps, stamp.step)

    @property
    def outcomes(self) -> pa.Table:
        """All results as stored, one row a path; read anew at every use, and all of them held.

        Columns: path, status, failed_element and failed_step (null unless the path ended early), class (null unless
        ok), `measure.…`, `question.…` (NaN unless ok), `invariant.…` (the years until it first broke; NaN if it never
        did), `event.…` (the steps at which it occurred, one of them as often as it did in it). Names are
        dictionary-encoded, what pandas calls categories. SimengineError if a file is damaged.
        """
        return self.sound_parts().read()

    def spoiled_tables(self) -> tuple[Path, ...]:
        """Its tables beside the parts, such as outcomes.csv, that are not as they were written.

        They are for people: what a run says is read from the parts alone.
        """
        from simengine.runs.columns import verify_files  # noqa: PLC0415 (see above)

        found = []
        for file in self.manifest.files:
            try:
                verify_files(self.folder, [file])
            except SimengineError:
                found.append(self.folder / file.name)
        return tuple(found)

    def sound_parts(self, paths: Sequence[int] | None = None) -> StoredParts:
        """Its parts, or only those with the given paths, every byte of which has been checked."""
        parts = self.parts(paths)
        with self._as_opened():
            parts.verify()
        return parts

    @contextmanager
    def _as_opened(self) -> Iterator[None]:
        """Tells where files aren't as they were whether the run has been drawn anew."""
        try:
            yield
        except SimengineError as error:
            if self._drawn_anew():
                raise SimengineError(f"{self.folder} has been drawn anew since it was opened: open it again") from error
            raise

    def _drawn_anew(self) -> bool:
        try:
            return read_manifest(self.folder).parts != self.manifest.parts
        except SimengineError:
            return False

    def is_sound(self) -> bool:
        """Whether all of its files are there as they were written."""
        with suppress(SimengineError):
            self.sound_parts()
            return not self.spoiled_tables()
        return False

    def outcome_table(self, *, check: bool = True) -> OutcomeTable:
        """The results as analysis wants them; measures and questions are read when they are used.

        Every byte of the parts is checked once, here, unless `check` says it need not be; a column's pages have
        checksums of their own, which every reading checks. SimengineError if a part is damaged, or the islands that
        were learnt from figures disagree.
        """
        self._check_agreement()
        manifest, parts = self.manifest, self.sound_parts() if check else self.parts()
        measures = {name: f"measure.{name}" for name in manifest.measure_units}
        invariants = {name: f"invariant.{name}" for name in manifest.invariants}
        questions = {name: f"question.{name}" for name in manifest.question_texts}
        status = parts.codes("status", (OK, EXCLUDED))
        with _fitting(self.folder):
            return OutcomeTable(
                scenario=self.name,
                title=manifest.title,
                seed=manifest.seed,
                sampling=manifest.sampling,
                classes=manifest.classes,
                experts=manifest.experts,
                path=parts.paths(),
                ok=status == 0,
                failed=status < 0,
                excluded=status == 1,
                outcome=parts.codes("class", manifest.classes),
                measures=StoredColumns(parts.rows, measures, parts.floats),
                measure_units=manifest.measure_units,
                invariants=StoredColumns(parts.rows, invariants, parts.floats),
                questions=StoredColumns(parts.rows, questions, parts.floats),
                question_texts=manifest.question_texts,
                question_kinds=manifest.question_kinds,
                question_units=manifest.question_units,
                truths=manifest.truths,
                words=manifest.words,
                endings=(*manifest.failures, *manifest.exclusions),
                changed=self.variant.untold,
                clock=manifest.clock,
                definitions=manifest.definitions,
                semantics=manifest.semantics,
                learnt=manifest.learnt,
                as_of=manifest.as_of,
                asked=self._asked if manifest.experts and manifest.learnt else None,
            )

    @cached_property
    def model(self) -> Model:
        """The model of the scenario it was computed from, from the text in the manifest."""
        from simengine.loading import load_text  # noqa: PLC0415 (see above)

        found, shown = self.manifest, f"{self.folder}/manifest.json"
        told = found.text, shown, found.sources, found.overrides, self.plugins, found.as_of
        return load_text(*told, advise=False).model  # its warnings were told when it was drawn

    @cached_property
    def plan(self) -> Plan:
        """The plan it was computed by.

        SimengineError if this simengine makes another of the same scenario, has another version of the semantics, or a
        plug-in has changed.
        """
        from simengine.plan.identity import identity_of  # noqa: PLC0415 (see above)
        from simengine.plan.planning import make_plan  # noqa: PLC0415 (see above)

        self._check_semantics()
        plan = make_plan(self.model, self.manifest.seed, self.manifest.sampling.nested)
        classes = tuple(name for name, _ in plan.classes)
        if self.identity_with(identity_of(plan)) != self.manifest.identity or classes != self.manifest.classes:
            plugins = self.model.scenario.plugins
            if plugins:
                paths = ", ".join(plugin.path for plugin in plugins)
                raise SimengineError(f"{self.folder} was computed with other code of {paths}: run it again")
            raise self._not_again("read its scenario otherwise than this one does")
        return replace(plan, members=self._members(plan)) if self.manifest.learnt else plan

    def identity_with(self, of_plan: Identity) -> Identity:
        """That of a run like this one of a plan with this identity."""
        from simengine.runs.request import Learns  # noqa: PLC0415 (see above)

        learnt = self.manifest.learnt
        return Learns(of_plan, learnt.wanted).identity(self.manifest.paths) if learnt else of_plan

    def dice(self, name: str, only: Sequence[Die] | None = None) -> StoredDice:
        """One of its files of dice, or `only` some of it. SimengineError if it isn't as written, or none was learnt."""
        from simengine.runs.dice_file import read_dice  # noqa: PLC0415 (see above)

        with self._as_opened():
            return read_dice(self.folder, next(file for file in self.manifest.files if file.name == name), only)

    def _check_agreement(self) -> None:
        """SimengineError where the islands of a conditioned run have not found the same."""
        if self.manifest.learnt:
            from simengine.learning.agreement import check_agreement  # noqa: PLC0415 (see above)

            try:
                check_agreement([one.log_evidence for one in self.manifest.learnt.islands])
            except SimengineError as error:
                raise SimengineError(f"{self.folder}: {error}") from error

    @cached_property
    def _asked(self) -> NDArray[np.uint64]:
        """What the die of the expert shows on each path of a conditioned run."""
        from simengine.randomness.dice import EXPERTS  # noqa: PLC0415 (see above)

        return (stored := self.dice(MEMBERS, (EXPERTS,))).dice.get(EXPERTS, stored.ancestor)

    def _members(self, plan: Plan) -> Members:
        """What its members show. SimengineError if that is damaged, or no dice of the plan."""
        from simengine.plan.members import Members  # noqa: PLC0415 (see above)
        from simengine.plan.plan_dice import dice_of  # noqa: PLC0415 (see above)

        self._check_agreement()
        stored = self.dice(MEMBERS)
        steps = range(plan.clock.steps + 1)
        if (
            len(stored.ancestor) != self.manifest.paths
            or stored.step not in steps
            or not set(stored.covered) <= set(dice_of(plan))
        ):
            raise self._not_again("learnt its members for other dice")
        ends = np.array(self.manifest.sampling.ends, np.int64)
        return Members(stored.step, ends, stored.covered, stored.ancestor, stored.dice)

    def _check_semantics(self) -> None:
        from simengine.plan.semantics import SEMANTICS_VERSION  # noqa: PLC0415 (see above)

        there = self.manifest.semantics
        if there not in (0, SEMANTICS_VERSION):
            raise self._not_again(f"had version {there} of the semantics, where this one has {SEMANTICS_VERSION}")

    def _not_again(self, why: str) -> SimengineError:
        """Why paths can't be computed again, and how they can."""
        manifest = self.manifest
        what = f"{self.folder} was computed by simengine {manifest.simengine} ({manifest.started[:10]}), which {why}"
        how = "what is stored can be read, but its paths are computed again only by that version, or drawn anew with "
        return SimengineError(Worded(f"{what}: {how}", Setting("force")))

    def parts(self, paths: Sequence[int] | None = None) -> StoredParts:
        """Its parts, or only those with the given paths."""
        from simengine.runs.columns import StoredParts  # noqa: PLC0415 (see above)

        found = self.manifest.parts
        if paths is not None:
            firsts = np.array([part.first for part in found])
            found = tuple(found[index] for index in np.unique(np.searchsorted(firsts, paths, side="right") - 1))
        return StoredParts(self.folder, found)


@contextmanager
def _fitting(folder: Path) -> Iterator[None]:
    """Turns what its parts and its manifest say against one another into a SimengineError."""
    try:
        yield
    except ValueError as error:
        what = f"the parts of {folder} are not as its manifest says ({error})"
        raise SimengineError(Worded(f"{what}: run it again with ", Setting("force"))) from error


def check_pandas() -> None:
    """SimengineError if pandas, which comes from elsewhere, is not installed."""
    if importlib.util.find_spec("pandas") is None:
        raise SimengineError("pandas is not installed: `pip install pandas`, or use run.futures(), a pyarrow table")


def open_run(folder: str | Path, plugins: Sequence[Plugin] = ()) -> Run:
    """The finished run in a folder. SimengineError if there is none, or its manifest is damaged."""
    return Run(Path(folder), read_manifest(Path(folder)), plugins=tuple(plugins))

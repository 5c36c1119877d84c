"""The members of a conditioned run: learnt from its observations, or taken from a run that has the same past."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simengine.compute.draw import Resources
from simengine.compute.engine_kinds import ENGINES, Announce, make_engine, quiet
from simengine.compute.learning_files import LearningFiles
from simengine.engines.die_numbers import NO_NUMBERS, DieRow
from simengine.engines.path_results import PathResults
from simengine.errors import SimengineError
from simengine.learning.island import ISLAND, LEAST_ISLANDS, MOST_ISLANDS, Island
from simengine.learning.learn import Progress, learn
from simengine.learning.learnt import Learnt
from simengine.learning.readings import reading_plan
from simengine.learning.stages import Stage
from simengine.plan.members import Members
from simengine.plan.past import past_digest, past_of
from simengine.plan.plan import Plan
from simengine.randomness.dice import Die
from simengine.runs.dice_file import StoredDice, write_dice
from simengine.runs.dice_names import ISLANDS, MEMBERS
from simengine.runs.find import scan
from simengine.runs.learnt import Effort, IslandTold, Learning, StageTold
from simengine.runs.run_folders import LEARNING
from simengine.runs.sampling import Sampling
from simengine.runs.store import Run


@dataclass(frozen=True, slots=True, eq=False)
class Conditioned:
    """What was learnt for a run: its members, the islands they were taken from, and what the manifest says of it."""

    members: Members
    islands: StoredDice
    told: Learning

    @property
    def sampling(self) -> Sampling:
        """How its paths hang together."""
        return Sampling.of_islands(self.members.ends.tolist())

    def write(self, folder: Path) -> None:
        """Lays the files of its dice into a folder. SimengineError if the disk refuses."""
        members = self.members
        write_dice(folder / MEMBERS, StoredDice(members.step, members.covered, members.ancestor, members.dice))
        write_dice(folder / ISLANDS, self.islands)


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is to be learnt: from which plan, by which engine, for how many paths, and with what effort."""

    plan: Plan
    engine: str
    paths: int
    effort: Effort


def islands_for(paths: int) -> int:
    """How many islands a run of so many paths is learnt by: as many as have so many members, as far as there are."""
    return min(max(LEAST_ISLANDS, -(-paths // ISLAND)), MOST_ISLANDS)


def condition(wish: Wish, out: Path, partial: Path, resources: Resources) -> Conditioned:
    """The members of a run: from islands of a run in `out` with the same past, and for the rest learnt.

    What is learnt is kept in the unfinished folder `partial`, where an interrupted start goes on. SimengineError where
    no member comes near an observation, or the islands disagree.
    """
    past, digest, wanted = past_of(wish.plan), past_digest(wish.plan), islands_for(wish.paths)
    there = most_learnt(out, digest, wish.effort, wish.plan.name)
    found = learnt_of(there) if there else None
    known = () if found is None else found.islands[:wanted]
    if there and resources.announce:
        resources.announce(f"{len(known)} of {wanted} islands of members are those of {there.folder}: the same past")
    if found is None or len(known) < wanted:
        engine = make_engine(wish.engine, reading_plan(past), resources.announce or quiet)
        route = None if found is None else found.route
        drawn = learn(
            past, engine.simulate, range(len(known), wanted), wish.effort,
            jobs=resources.jobs if ENGINES[wish.engine].threads else 1,
            checkpoints=LearningFiles(partial / LEARNING), progress=_telling(wish.plan, resources.announce),
            route=route,
        )  # fmt: skip
        found = drawn.with_islands((*known, *drawn.islands))
    else:
        found = found.with_islands(known)
    found.check()
    members = found.members(wish.paths)
    return Conditioned(members, _stored(found), told_of(found, members, digest, wish.effort))


def learn_anew(
    plan: Plan,
    engine: str,
    effort: Effort,
    islands: int,
    jobs: int,
    announce: Announce = quiet,
    progress: Progress | None = None,
    turn: Callable[[], None] | None = None,
) -> Learnt:
    """The first islands of a plan by so many threads, whatever is stored; SimengineError as `condition`.

    Each simulation waits for its `turn`, and what that raises ends learning.
    """
    past = past_of(plan)
    made = make_engine(engine, reading_plan(past), announce)

    def simulate(
        paths: Sequence[int], *, rolled: Mapping[Die, DieRow] = NO_NUMBERS, until: int | None = None
    ) -> PathResults:
        if turn:
            turn()
        return made.simulate(paths, rolled=rolled, until=until)

    jobs = jobs if ENGINES[engine].threads else 1
    found = learn(past, simulate, range(islands), effort, jobs=jobs, progress=progress)
    found.check()
    return found


def _telling(plan: Plan, announce: Announce | None) -> Callable[[int, int], None]:
    """Says how far learning is."""

    def tell(done: int, total: int) -> None:
        if announce and done < total:
            announce(f"{plan.name} learns from its observations, islands of members: {done} of {total} …")
        elif announce:
            announce(f"{plan.name} has learnt {total} islands of members from its observations")

    return tell


def most_learnt(out: Path, past: str, effort: Effort | None, name: str) -> Run | None:
    """The run in a folder of results that has most islands which were learnt from this past with this effort.

    Without an effort, that whose members are worth most. Of those that have learnt alike, as runs of one past do that
    share their islands, it is the one of this name.
    """
    found = [(told.effective if effort is None else 0.0, len(told.islands), run.folder.name == name, run)
             for run in scan(out).runs
             if (told := run.manifest.learnt) and told.past == past and effort in (None, told.wanted)]  # fmt: skip
    return max(found, key=lambda one: one[:3], default=(0, 0, False, None))[3]


def learnt_of(run: Run) -> Learnt | None:
    """What a run has learnt, as far as its islands; None if their file is damaged."""
    told = run.manifest.learnt
    try:
        stored = run.dice(ISLANDS)
    except SimengineError:
        return None
    if told is None or len(stored.ancestor) != ISLAND * len(told.islands):
        return None
    rows = [slice(ISLAND * one.number, ISLAND * (one.number + 1)) for one in told.islands]
    islands = tuple(
        Island(
            number=one.number,
            log_evidence=one.log_evidence,
            increments=np.array(one.increments),
            ancestor=stored.ancestor[part],
            dice={die: shown[part] for die, shown in stored.dice.items()},
            effective=one.effective,
            simulations=one.simulations,
            seen=np.array(one.seen).reshape(-1, 2),
        )
        for one, part in zip(told.islands, rows, strict=True)
    )
    stages = tuple(Stage(stage.known, stage.names, stage.step) for stage in told.stages)
    return Learnt(told.step, stages, told.route, islands, stored.covered)


def _stored(found: Learnt) -> StoredDice:
    """All islands one after the other; a die that an island has not rolled anew shows the ancestor there."""
    ancestor = np.concatenate([one.ancestor for one in found.islands])
    rolled = sorted({die for one in found.islands for die in one.dice})
    dice = {die: np.concatenate([one.dice.get(die, one.ancestor) for one in found.islands]) for die in rolled}
    return StoredDice(found.step, found.covered, ancestor, dice)


def told_of(found: Learnt, members: Members, past: str, effort: Effort) -> Learning:
    """What the manifest says of it."""
    sizes = np.diff(members.ends, prepend=0).tolist()
    islands = tuple(
        IslandTold(
            one.number, one.log_evidence, tuple(one.increments.tolist()), one.effective, one.simulations, size,
            tuple((mean, variance) for mean, variance in one.seen.tolist()),
        )
        for one, size in zip(found.islands, sizes, strict=True)
    )  # fmt: skip
    stages = tuple(
        StageTold(stage.known, stage.names, stage.step, log_evidence, se)
        for stage, (log_evidence, se) in zip(found.stages, found.stage_evidence, strict=True)
    )
    log_evidence, se = found.log_evidence
    effective = min(found.effective, float(len(members.ancestor)))  # no path is worth more than one
    simulations = sum(one.simulations for one in found.islands)
    return Learning(past, found.route, found.step, stages, islands, log_evidence, se, effective, effort, simulations)

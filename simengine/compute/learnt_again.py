"""A conditioned run again with something else published: larger errors, or without what one source says."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simengine.compute.ask import ALONE, Resources
from simengine.compute.conditioning import learn_anew
from simengine.compute.drawn_table import drawn_table
from simengine.compute.engine_kinds import ENGINES, quiet
from simengine.compute.prior_futures import draw_all
from simengine.compute.read_futures import ReadFutures
from simengine.engines.system import cpus
from simengine.learning.likelihood import densities_of
from simengine.plan.other_figures import FACTOR, with_figures, with_larger_errors
from simengine.plan.plan import Plan
from simengine.runs.outcome_table import Floats, OutcomeTable
from simengine.runs.sampling import Sampling
from simengine.runs.store import Run


@dataclass(frozen=True, slots=True)
class Variant:
    """What is changed (`what`): the numbers of the figures that are `kept`, and how much larger their errors are."""

    what: str
    kept: tuple[int, ...]
    factor: float = 1.0

    def of(self, plan: Plan) -> Plan:
        """The plan with it, of which nothing is learnt yet."""
        changed = with_figures(plan, self.kept) if self.factor == 1.0 else with_larger_errors(plan, self.factor)
        return replace(changed, members=None)

    def logs(self, plan: Plan, read: ReadFutures) -> Floats:
        """The log likelihood of the figures as they are then on each ok future, shape [n]; −inf if impossible."""
        columns = list(self.kept)
        figures = [plan.likelihoods[at] for at in columns]
        found: Floats = densities_of(figures, read.seen[:, columns], self.factor * read.errors[:, columns]).sum(axis=1)
        return found


def as_it_is(plan: Plan) -> Variant:
    """Nothing changed."""
    return Variant("as it is", tuple(range(len(plan.likelihoods))))


def variants_of(plan: Plan) -> tuple[Variant, ...]:
    """All errors twice as large, and without each source in the order of the file; a figure without one by its name."""
    everything = as_it_is(plan).kept
    sources = [one.source or one.name for one in plan.likelihoods]
    without = [
        Variant(f"without {source}", tuple(at for at in everything if sources[at] != source))
        for source in dict.fromkeys(sources)
    ]
    return (Variant(f"all errors × {FACTOR:g}", everything, FACTOR), *without)


def learnt_again(
    run: Run, table: OutcomeTable, variant: Variant, resources: Resources = ALONE
) -> tuple[OutcomeTable, float]:
    """As many futures as the run has, learnt anew with something changed, and how many independent ones they are worth.

    SimengineError as `learn_anew`. ValueError where no figure is left: these are the prior futures.
    """
    if not variant.kept:
        raise ValueError("without figures nothing is learnt")
    learnt, plan = run.manifest.learnt, variant.of(run.plan)
    if learnt is None:
        raise ValueError(f"{run.name} has learnt nothing")
    engine, islands = run.manifest.engine, len(learnt.islands)
    jobs = (resources.jobs or cpus()) if ENGINES[engine].threads else 1
    found = learn_anew(plan, engine, learnt.wanted, islands, jobs, resources.announce or quiet)
    members = found.members(run.manifest.paths)
    drawn = drawn_table(run, table, draw_all(replace(plan, members=members), run, range(run.manifest.paths), resources))
    sampling = Sampling.of_islands(np.asarray(members.ends).tolist())
    return replace(drawn, sampling=sampling, learnt=None), found.effective

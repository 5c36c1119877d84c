"""A sample of a scenario's paths, with what parts of its expressions came to on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from simengine.compute.ask import ALONE, Resources
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, make_engine, quiet
from simengine.compute.progress import Progress
from simengine.compute.sampled import Beginning, Sampled, Speed, Terms
from simengine.compute.settings import whole
from simengine.compute.unfelt import States
from simengine.engines.path_results import PathResults
from simengine.errors import SimengineError
from simengine.model.model import Model
from simengine.plan.invariants import INVARIANTS
from simengine.plan.planning import make_plan
from simengine.plan.probes import Probed, probed
from simengine.runs.outcome_table import Floats
from simengine.status import Status

SAMPLE = 2_000
_NUMBERS = 2**23  # so many are kept at once, 64 MB


def sample_paths(
    model: Model,
    paths: int = SAMPLE,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    resources: Resources = ALONE,
) -> Sampled:
    """Draws `paths` futures of a scenario without what it observes.

    SimengineError for fewer than one, and for an engine that there isn't.
    """
    paths = whole("paths", paths)
    if paths < 1:
        raise SimengineError(f"paths must be at least 1 (got {paths})")
    bare = replace(make_plan(model, seed, nested=1), observations=(), likelihoods=(), questions=())
    probes = probed(bare)
    parameters = tuple(one.name for one in bare.parameters if one.distribution.varies)
    keep = (*probes.names, *parameters)
    made = make_engine(engine, probes.plan, resources.announce or quiet)
    width = max(1, (bare.clock.steps + 1) * len(keep))
    size = max(1, min(ENGINES[engine].piece, _NUMBERS // width))
    parts = _Parts(probes, keep, parameters)
    for start in range(0, paths, size):
        end = min(start + size, paths)
        parts.add(made.simulate(range(start, end), keep))
        if resources.progress:
            resources.progress(Progress(bare.name, end, paths, 0, 0, 0))
    return parts.sampled(paths)


@dataclass(slots=True, eq=False)
class _Range:
    """The smallest and largest number there was, and whether it was ever the extreme, or moved."""

    seen: bool = False
    low: float = np.inf
    high: float = -np.inf

    def widen(self, values: Floats) -> None:
        finite = values[np.isfinite(values)]
        if finite.size:
            self.low, self.high = min(self.low, float(finite.min())), max(self.high, float(finite.max()))


@dataclass(slots=True, eq=False)
class _Parts:
    """What is known of the paths drawn so far, of which only little is kept."""

    probes: Probed
    keep: tuple[str, ...]
    parameters: tuple[str, ...]
    terms: dict[str, _Range] = field(default_factory=dict)
    rates: dict[str, _Range] = field(default_factory=dict)
    states: dict[str, States] = field(default_factory=dict)
    starts: dict[str, list[Floats]] = field(default_factory=dict)
    ends: list[PathResults] = field(default_factory=list)

    def add(self, results: PathResults) -> None:
        """Takes in some paths."""
        ok = results.status == Status.OK
        values = dict(zip(self.keep, np.moveaxis(results.kept[ok], 2, 0), strict=True))
        self.ends.append(replace(results, kept=results.kept[:, :, :0]))
        for one in self.probes.extremes:
            self._add_terms(one.function, {name: values[name] for name in one.names})
        for rate in self.probes.rates:
            known = self.rates.setdefault(rate.name, _Range())
            at = values[rate.name][:, :-1]  # what it is at the end decides nothing
            known.widen(at)
            known.seen = known.seen or bool((at != at[:, :1]).any())
            states = self.states.setdefault(rate.name, States(rate))
            states.add(at, [values[held][:, :-1] for _, held in rate.parts])
        pulled = (name for one in self.probes.pulls for name in (one.driver, one.level, one.speed, one.volatility))
        for name in dict.fromkeys((*pulled, *self.parameters)):
            self.starts.setdefault(name, []).append(values[name][:, 0].copy())

    def _add_terms(self, function: str, values: Mapping[str, Floats]) -> None:
        """A term binds where it is the extreme by itself, or with others."""
        rows = np.array(list(values.values()))
        best = (np.fmin if function == "min" else np.fmax).reduce(rows)
        for name, row in values.items():
            known = self.terms.setdefault(name, _Range())
            known.widen(row)
            known.seen = known.seen or bool((row == best).any())

    def sampled(self, paths: int) -> Sampled:
        """All of it together."""
        plan = self.probes.plan
        ok = np.concatenate([one.status == Status.OK for one in self.ends])
        measures = np.concatenate([one.measures for one in self.ends])[ok]
        columns = {cell.name: measures[:, at] for at, cell in enumerate(plan.measures)}
        start = {name: np.concatenate(parts) for name, parts in self.starts.items()}
        return Sampled(
            scenario=plan.name,
            paths=paths,
            classes=tuple(name for name, _ in plan.classes),
            outcome=np.concatenate([one.outcome for one in self.ends])[ok].astype(np.int64),
            parameters={name: start[name] for name in self.parameters},
            measures={name: row for name, row in columns.items() if not name.startswith(INVARIANTS)},
            broken={
                name.removeprefix(INVARIANTS): np.isfinite(row).astype(np.float64)
                for name, row in columns.items()
                if name.startswith(INVARIANTS)
            },
            terms=tuple(
                Terms(
                    one,
                    tuple(self.terms[name].seen for name in one.names),
                    tuple(self.terms[name].low for name in one.names),
                    tuple(self.terms[name].high for name in one.names),
                )
                for one in self.probes.extremes
            ),
            speeds=tuple(
                Speed(rate, known.seen, known.low, known.high, states.unfelt(), states.count)
                for rate in self.probes.rates
                for known, states in ((self.rates[rate.name], self.states[rate.name]),)
            ),
            beginnings=tuple(
                Beginning(one, start[one.driver], start[one.level], start[one.speed], start[one.volatility])
                for one in self.probes.pulls
            ),
        )

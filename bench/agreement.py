"""Whether all peers compute the same model: their samples against exact figures, and against simengine's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from bench.model import Floats, Law, Ring, Sample, law

FALSE_ALARM = 1e-4  # the chance that peers who agree are accused, over all the checks together


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of one peer, how it should be, and the difference in standard errors."""

    peer: str
    figure: str
    value: float
    expected: float
    z: float


def checks(samples: Mapping[str, Sample], ring: Ring, base: str) -> list[Check]:
    """Every peer's figures; what has no closed form is compared with the sample of `base`."""
    exact = law(ring)
    made = [check for peer, sample in samples.items() for check in _exact(peer, sample, exact)]
    others = [peer for peer in samples if peer != base and base in samples]
    made += [check for peer in others for check in _paired(peer, samples[peer], samples[base], ring)]
    return made


def limit(number: int) -> float:
    """How many standard errors are too many in that number of checks (Bonferroni, two-sided)."""
    return NormalDist().inv_cdf(1.0 - FALSE_ALARM / (2 * max(number, 1)))


def disagreements(made: list[Check]) -> list[Check]:
    """The checks that fail."""
    return [check for check in made if not abs(check.z) <= limit(len(made))]


def _exact(peer: str, sample: Sample, exact: Law) -> list[Check]:
    n = len(sample.last)
    sd = float(sample.last.std(ddof=1))
    rows = [
        ("mean at the end", float(sample.last.mean()), exact.mean, exact.sd / math.sqrt(n)),
        ("sd at the end", sd, exact.sd, exact.sd / math.sqrt(2.0 * (n - 1))),  # the value is normal
        ("share of time", float(sample.share.mean()), exact.share, _error(sample.share)),
    ]
    return [Check(peer, figure, value, want, _z(value - want, error)) for figure, value, want, error in rows]


def _paired(peer: str, sample: Sample, base: Sample, ring: Ring) -> list[Check]:
    columns = {
        "event": ((one.event_step <= ring.steps).astype(float) for one in (sample, base)),
        "step of the event": (one.event_step for one in (sample, base)),
    }
    made = []
    for figure, (ours, theirs) in columns.items():
        difference, error = float(ours.mean() - theirs.mean()), math.hypot(_error(ours), _error(theirs))
        made.append(Check(peer, figure, float(ours.mean()), float(theirs.mean()), _z(difference, error)))
    return made


def _error(values: Floats) -> float:
    """Standard error of the mean."""
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def _z(difference: float, error: float) -> float:
    return difference / error if error > 0.0 else 0.0 if difference == 0.0 else math.inf

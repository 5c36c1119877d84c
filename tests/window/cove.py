"""A scenario that learns from figures, and variants that share its past, to be opened."""

from __future__ import annotations

from pathlib import Path

from simengine.loading import load
from simengine.window.opened import Opening, opening

COVE = """\
name: cove
title: Will the cove silt up?
clock: {start: 2025-01, end: 2028-01, step: month}
parameters:
  inflow:  {normal: {mean: 1, sd: 0.5}, unit: t/year, title: What the river brings}
  ebb:     {uniform: [0.1, 0.6]}
  twin:    {normal: {mean: 0, sd: 1}}
  brother: {normal: {mean: 0, sd: 1}}
  dredger: {fixed: 0.8, confidence: lever, title: What a dredger takes}
  limit:   {uniform: [1.4, 2.0]}
parameter_correlations: {twin ~ brother: 0.5}
drivers:
  silt: {process: ornstein_uhlenbeck, initial: 1, level: inflow, speed: 1, volatility: 0.3}
events:
  dredged: {at: 2026-06, effects: {silt: {add: -dredger}}}
  flood:   {hazard: ebb, effects: {silt: {add: 0.4}}}
observe:
  sounding: {at: 2025-06, expr: silt, value: 1.5, error: 0.15}
  survey:   {at: 2025-12, expr: silt, value: 1.6, error: 0.2}
measures:
  most: max_so_far(silt)
outcome:
  full: {when: silt > limit + 0.1*twin + 0.1*brother, title: Full}
  open: {when: otherwise, title: Open}
report: {question: Does the cove silt up?, answer: full, drivers: [silt]}
simulate: {paths: 4000, seed: 5}
"""
LATE = """\
name: late
title: The dredger comes late
extends: cove.yaml
set: {events.dredged.at: 2027-06}
"""


def cove_in(folder: Path) -> Opening:
    """Both, written into a folder and opened; runs are looked for in its `results`."""
    (folder / "cove.yaml").write_text(COVE, encoding="utf-8")
    (folder / "late.yaml").write_text(LATE, encoding="utf-8")
    files = [folder / "cove.yaml", folder / "late.yaml"]
    return opening(files, [load(file) for file in files], (), (), "machine", folder / "results")

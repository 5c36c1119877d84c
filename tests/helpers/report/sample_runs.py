"""Runs as a results folder would hold them: eight classes, scenarios that share their latent draws."""

from __future__ import annotations

import numpy as np

from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.sampling import Sampling

CLASSES = (
    "rupture",
    "still_arms",
    "rearmed",
    "undetermined",
    "embedded_partnership",
    "paper_alliance",
    "thinned_partnership",
    "transactional_fade",
)
SHARES = np.array([0.04, 0.09, 0.11, 0.05, 0.30, 0.13, 0.08, 0.20])
SCENARIOS = {
    "baseline": 0.0,
    "ceasefire_2026": 0.25,
    "war_to_2030": -0.18,
    "russian_surplus_without_peace": 0.10,
    "dprk_depletion": 0.16,
    "china_courts_pyongyang": 0.35,
    "technology_transfer": -0.40,
    "seventh_nuclear_test": -0.06,
    "lethal_clash": -0.02,
    "us_dprk_deal": 0.55,
    "leader_exit_moscow": 0.08,
    "pandemic_closure": 0.30,
}


def sample_table(scenario: str, paths: int = 4000, nested: int = 1, excluded: float = 0.05) -> OutcomeTable:
    """A run whose paths move from class to class as the scenario's shift pushes a latent number."""
    shift = SCENARIOS[scenario]
    draws = np.random.default_rng(7)
    latent, visits, aside, broken = draws.normal(size=(4, paths))
    own = np.random.default_rng(list(scenario.encode())).normal(size=paths)
    rank = (np.argsort(np.argsort(latent)) + 0.5) / paths
    score = np.clip(rank + 0.12 * shift + 0.03 * own * (shift != 0), 0.0, 1.0 - 1e-9)
    outcome = np.searchsorted(np.cumsum(SHARES), score, side="right").clip(0, 7).astype(np.int16)
    is_excluded = np.argsort(np.argsort(aside)) < excluded * paths
    is_failed = (broken > 3.2) & ~is_excluded
    ok = ~is_excluded & ~is_failed
    kept = np.clip(0.7 - 0.2 * shift + 0.3 * visits, 0.0, 1.25)
    return OutcomeTable(
        scenario=scenario,
        title=f"The scenario {scenario}",
        seed=20240630,
        sampling=Sampling.of_nested(nested),
        classes=CLASSES,
        path=np.arange(paths, dtype=np.int64),
        ok=ok,
        failed=is_failed,
        excluded=is_excluded,
        outcome=np.where(ok, outcome, -1).astype(np.int16),
        measures={
            "visits_kept": np.where(outcome == 3, np.nan, kept),
            "shells_delivered": 4.0e6 * np.exp(0.5 * visits - 0.3 * shift),
        },
        measure_units={"visits_kept": "share", "shells_delivered": "shell"},
        questions={
            "test_2025": (latent > 1.2 - 0.2 * shift).astype(float),
            "oil_2025": np.where(outcome == 0, np.nan, 1200.0 * np.exp(0.2 * visits)),
        },
        question_texts={
            "test_2025": "DPRK conducts a 7th nuclear test by end-2025",
            "oil_2025": "Oil to DPRK in 2025, thousand barrels",
        },
        question_kinds={"test_2025": "chance", "oil_2025": "value"},
    )

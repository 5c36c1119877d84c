"""Whether the model stands in balance at its cut-off: what moves in half a year, and the pace of the trade."""

from typing import Any

import numpy as np

import simengine as se

MOVING = (
    *("depth", "trust", "oil", "exercises", "veto", "exchange", "shipments", "russian_output", "production"),
    *("dprk_stock", "tension", "trilateral", "china", "opening", "seoul", "china_trade", "intensity"),
)
CUT_OFF = 30  # steps of a month from January 2022 to the end of June 2024
MOST = 2_000


def balance(run: se.Run) -> dict[str, Any]:
    """Of each driver its mean change in half a year, in spreads over futures; of the trade a year's flow over its pace.

    `up` is the share of futures in which that lies above 1, `spread` the standard deviation of its logarithm.
    """
    paths = np.flatnonzero(run.outcome_table().ok)[:MOST]
    values = run.trajectories(MOVING, [int(path) for path in paths]).values
    now, then = values[:, CUT_OFF, :], values[:, CUT_OFF + 6, :]
    drift = (then - now).mean(axis=0) / now.std(axis=0)
    pace = values[:, :, MOVING.index("shipments")]
    flow = np.log(pace[:, CUT_OFF + 1 : CUT_OFF + 13].mean(axis=1) / pace[:, CUT_OFF])
    end_of_2024 = float((then[:, MOVING.index("shipments")] > now[:, MOVING.index("shipments")]).mean())
    return {
        "drift": dict(zip(MOVING, drift.tolist(), strict=True)),
        "flow": {"up": float((flow > 0).mean()), "spread": float(flow.std()), "end_of_2024": end_of_2024},
        "rupture": _rupture(run),
    }


def _rupture(run: se.Run) -> dict[str, float]:
    """The share of rupture among the futures with an early T₀, before 2027, and with a late one."""
    table = run.outcome_table()
    ruptured, year = table.outcome == table.classes.index("rupture"), table.measures["t0_year"]
    kept = table.ok & ~np.isnan(year)
    return {
        name: float(ruptured[kept & chosen].mean()) for name, chosen in (("early", year < 2027), ("late", year >= 2027))
    }

"""The base rates of section 2 of the evidence note, and how often the same happens in the model."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simengine.runs.outcome_table import Floats, OutcomeTable

YEARS = 12.0
Measures = Callable[[str], Floats]
Parts = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Rate:
    """What a reference class says, from `low` to `high`, and how to read the same off a table of futures.

    `parts` gives two numbers a path; the figure is the sum of the first over the sum of the second. `why` tells what
    sets the model apart from the reference class; the page shows it where the two differ by more than sampling error.
    """

    text: str
    low: float
    high: float
    source: str
    parts: Callable[[Measures], Parts]
    why: str


def _share(name: str) -> Callable[[Measures], Parts]:
    return lambda measures: (measures(name), np.ones_like(measures(name)))


def _counted(name: str) -> Callable[[Measures], Parts]:
    return lambda measures: (measures(name), np.full_like(measures(name), YEARS))


def _first(name: str) -> Callable[[Measures], Parts]:
    """First occurrences, and the years in which they could have come."""
    return lambda measures: ((~np.isnan(measures(name))).astype(float), np.nan_to_num(measures(name), nan=YEARS))


def _ended(measures: Measures) -> Parts:
    """Ends of the treaty, and the years it was in force."""
    return measures("treaty_ended"), measures("treaty_years")


def _blocked(measures: Measures) -> Parts:
    return measures("drafts_blocked"), measures("drafts_put")


DRIFT = "it moves with tension, which rises a little on average, and a rare high rate counts for more in a mean"
FADING = "nearly always blocked as long as ties are close; the share falls as they thin"
FROM_TRADE = "the rate of §4 is that of a full trade; it falls as the trade does (M14)"
OPENING = "only with the border open, and the rarer the deeper the tie (M32)"
CAUTION = "rarer while depots are empty (M31), and with tension, which rises a little"
RATES: dict[str, Rate] = {
    "treaty_5": Rate("treaty in force after 5 years", 0.68, 0.89, "§2", _share("treaty_kept_5"), ""),
    "treaty_10": Rate("treaty in force after 10 years", 0.57, 0.78, "§2", _share("treaty_kept_10"), ""),
    "treaty_exit": Rate("ends of the treaty a year, of any kind", 0.030, 0.039, "§2", _ended, "set to .03 on average"),
    "war_end": Rate("general ceasefires a year of war", 0.12, 0.35, "§2", _first("ceasefire_time"), ""),
    "tests": Rate("nuclear tests a year", 0.05, 0.12, "§2", _counted("tests"), DRIFT),
    "serious": Rate("serious inter-Korean clashes a year", 0.3, 0.5, "§2, §4", _counted("serious_clashes"), DRIFT),
    "lethal": Rate("lethal inter-Korean clashes a year", 0.05, 0.05, "§4", _counted("lethal_clashes"), CAUTION),
    "putin": Rate("exits of Putin a year", 0.08, 0.12, "§2, §4", _first("putin_exit_time"), ""),
    "kim": Rate(
        "exits of Kim a year",
        0.057,
        0.06,
        "§2, §4",
        _first("kim_exit_time"),
        "the rate is uncertain, and futures with a high one end early",
    ),
    "closure": Rate(
        "border closures a year",
        0.02,
        0.02,
        "§4",
        _counted("closures"),
        "the rate is a range around that figure, skewed upward, and a closed border can't close again",
    ),
    "summits": Rate("US–DPRK summits a year", 0.1, 0.1, "§4", _counted("summits"), OPENING),
    "transfers": Rate("high-end transfers a year", 0.1, 0.3, "§4", _counted("transfers"), FROM_TRADE),
    "blocks": Rate("share of drafts that Russia blocks", 0.75, 0.90, "§2, §4", _blocked, FADING),
}


def model_rate(rate: Rate, table: OutcomeTable) -> dict[str, float]:
    """The figure in the model with its standard error, as of a ratio of two sums over independent paths."""
    hits, exposure = rate.parts(lambda name: table.measures[name][table.ok])
    figure = hits.sum() / exposure.sum()
    error = (hits - figure * exposure).std(ddof=1) * math.sqrt(len(hits)) / exposure.sum()
    return {"figure": float(figure), "se": float(error)}


def agrees(rate: Rate, found: dict[str, float]) -> bool:
    """Whether the model's figure lies in the reference range, but for twice its sampling error."""
    slack = 2.0 * found["se"]
    return rate.low - slack <= found["figure"] <= rate.high + slack

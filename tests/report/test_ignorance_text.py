"""What `summary` says of ignorance: a line, only where paths are nested."""

from dataclasses import replace

import pytest

from simengine.analysis.ignorance import Ignorance
from simengine.analysis.summary import summarise
from simengine.report.ignorance_text import ignorance_lines
from simengine.report.summary_text import summary_text
from tests.helpers.report.sample_runs import sample_table

NESTED = replace(summarise(sample_table("baseline", 400, nested=20)), excluded=0)
HEADLINE = "embedded_partnership"


def told(share: float, low: float, high: float, unknown: str = "", excluded: int = 0) -> str:
    found = Ignorance(share, 0.01, low, high, 0.1, 0.01, 0.4, 0.01, 20, unknown)
    return " ".join(ignorance_lines(replace(NESTED, answer_ignorance=found, excluded=excluded), 1000))


@pytest.mark.parametrize(
    ("ends", "line"),
    [
        ((0.19, 0.17, 0.21), "19 % (±2) is what we don't know, the rest is chance"),
        ((0.19, 0.184, 0.196), "19.0 % (±0.6) is what we don't know, the rest is chance"),
        ((0.05, 0.01, 0.12), "5 % (1–12) is what we don't know, the rest is chance"),
        ((-0.002, 0.0, 0.006), "none is seen to be what we don't know (at most 0.6 %), it is chance"),
        ((0.9999, 0.97, 1.0), "all is what we don't know (at least 97 %)"),
        ((0.99999, 0.9981, 1.0), "all is what we don't know (at least 99.8 %)"),
    ],
)
def test_what_it_says(ends: tuple[float, float, float], line: str) -> None:
    assert told(*ends).endswith(f", {line}")
    assert told(*ends).startswith("of the uncertainty in ")


def test_what_cannot_be_told_says_why() -> None:
    line = told(float("nan"), float("nan"), float("nan"), "no path has a value")
    assert line.startswith("how much of the uncertainty in ")
    assert line.endswith("is what we don't know can't be told: no path has a value")


def test_what_was_observed_is_minded() -> None:
    assert told(0.19, 0.17, 0.21, excluded=3).endswith("; chance before what was observed counts as chance")


def test_it_is_said_only_where_paths_are_nested() -> None:
    assert "uncertainty" in summary_text(NESTED, 100)
    assert "uncertainty" not in summary_text(summarise(sample_table("baseline", 400)), 100)

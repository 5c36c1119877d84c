"""The settings of a scenario, as frozen records: its clock, what its report shows, how much to simulate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from simengine.language.fields import DateText, Record, Texts, Whole

LARGEST_SEED = 2**128 - 1
MOST_PATHS = 10**12


class ClockSection(Record):
    """When a scenario starts and ends, and how long a step is."""

    start: DateText = Field(description="the period whose first instant is step 0, such as 2024-07")
    end: DateText = Field(description="the period whose first instant is the last step; it lies on the grid")
    step: Literal["hour", "day", "week", "month", "quarter", "year"] = Field(description="how long a step is")


class Report(Record):
    """What is asked, and what is shown first and in which order."""

    question: str | None = Field(None, description="the question the scenario is for, as people ask it")
    answer: Texts = Field(
        (), description="what answers it: a class, a list of classes, a question or a measure; else the first class"
    )
    together: Mapping[str, Texts] = Field(
        default_factory=dict, description="title: the classes whose probabilities are also told as one"
    )
    drivers: Texts = Field((), description="the drivers and formulas to draw over time, in this order")
    measures: Texts = Field((), description="the measures to show, in this order; else all")
    tuned_until: DateText | None = Field(
        None, description="what was known by then was looked at when the model was made: a back-test says so of it"
    )
    scored_by: Texts = Field((), description="other scenarios, whose scored forecasts tell how those of this one do")
    lever: bool = Field(False, description="this scenario is something that who reads the report may do")


class Simulate(Record):
    """How much to simulate, if a command doesn't say."""

    paths: Whole = Field(1000, ge=1, le=MOST_PATHS, description="how many futures")
    seed: Whole = Field(0, ge=0, le=LARGEST_SEED, description="the number all chance comes from")
    nested: Whole = Field(1, ge=1, le=MOST_PATHS, description="paths that share one draw of the parameters")

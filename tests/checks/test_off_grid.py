"""Dates that a clock moves by more than a tenth of a step are told, on every kind of clock, and where they go."""

import re
from pathlib import Path

import pytest

from simengine.language.clock import make_clock, period
from tests.helpers.checks.changed_text import place, places, told

ENDS = {
    "year": ("2024", "2034"),
    "quarter": ("2024", "2034"),
    "month": ("2024", "2034"),
    "week": ("2024-01-03", "2026-01-07"),
    "day": ("2024-01-03", "2026-01-07"),
    "hour": ("2024-01-03", "2025-01-07"),
}
TEXT = """\
clock: {start: START, end: END, step: STEP}
drivers:
  x: {process: ornstein_uhlenbeck, initial: 0, level: 0, speed: 1, volatility: 1, history: {PAST: 1}}
  plan: {process: schedule, table: {TABLE: 2}}
  calls: {process: poisson_count, rate: 3, history: {COUNTED: 2}}
functions:
  after(a): a*(time > date('INSIDE'))
events:
  done: {at: [AT, 2029]}
  due: {hazard: 0.1, latest: LATEST}
observe:
  seen: {at: SEEN, expr: x, between: [-99, 99]}
measures:
  all: after(x) + plan + calls + count(done) + count(due) + (time > date('ASKED'))
questions:
  asked: {text: t, by: BY, when: occurred(done)}
"""
ON_GRID = {
    "year": {"PAST": "2022", "TABLE": "2026", "COUNTED": "2022", "INSIDE": "2027-01", "AT": "2026-01-01",
             "LATEST": "2030", "SEEN": "2025", "ASKED": "2031", "BY": "2027-12"},
    "quarter": {"PAST": "2022-04", "TABLE": "2026-Q2", "COUNTED": "2022-Q3", "INSIDE": "2027-07", "AT": "2026-10",
                "LATEST": "2030", "SEEN": "2025-06-30", "ASKED": "2031-Q1", "BY": "2027-Q3"},
    "month": {"PAST": "2022-05", "TABLE": "2026-05-30", "COUNTED": "2023-02", "INSIDE": "2027-07-29", "AT": "2026-10",
              "LATEST": "2030-11", "SEEN": "2025-07-02", "ASKED": "2031-08", "BY": "2027-09"},
    "week": {"PAST": "2023-11-01", "TABLE": "2025", "COUNTED": "2023-12-19", "INSIDE": "2025-01-08", "AT": "2025-01-15",
             "LATEST": "2025-01", "SEEN": "2025-01-14", "ASKED": "2025-Q1", "BY": "2025-12-30"},
    "day": {"PAST": "2022-05-17", "TABLE": "2025-05-30", "COUNTED": "2023", "INSIDE": "2025-07-29", "AT": "2025-02-03",
            "LATEST": "2025", "SEEN": "2025-07-17", "ASKED": "2025-08", "BY": "2025-09"},
    "hour": {"PAST": "2023-12-30T07", "TABLE": "2024-05-30T23", "COUNTED": "2024-01-02T03", "INSIDE": "2024-07-29T01",
             "AT": "2024-02-03T11", "LATEST": "2024-07", "SEEN": "2024-07-17T13", "ASKED": "2024-08", "BY": "2024-09"},
}  # fmt: skip
ON_GRID["week"] |= {"TABLE": "2025-01-01", "LATEST": "2025-01-01", "ASKED": "2025-01-01"}

# the clock, which date becomes which, and what is said of it
MOVED = [
    ("year", "AT", "2026-05", ("events.done.at[0]: 2026-05 is no instant of this clock, whose step is a year: "
     "it happens at 2027-01, 245 days later; write 2027-01 if that is meant, or take a shorter step")),
    ("year", "BY", "2027-12-30", ("questions.asked.by: the end of 2027-12-30 is no instant of this clock, whose step "
     "is a year: it is read at 2027-01, 364 days earlier; write 2026-12-31 if that is meant, or take a shorter step")),
    ("year", "TABLE", "2026-02-10", ("drivers.plan.table.2026-02-10: 2026-02-10 is no instant of this clock, whose "
     "step is a year: it holds from 2027-01, 325 days later; write the dates of the clock if that is meant")),
    ("quarter", "AT", "2026-11", "it happens at 2027-01, 61 days later"),
    ("quarter", "PAST", "2022-05", "drivers.x.history.2022-05: 2022-05 is no instant"),
    ("quarter", "COUNTED", "2022-08", ("the end of 2022-08 is no instant of this clock, whose step is a quarter: it "
     "counts at 2022-10, 30 days later")),
    ("month", "AT", "2026-10-04", "it happens at 2026-11, 28 days later; write 2026-11 if"),
    ("month", "LATEST", "2030-11-15", ("events.due.latest: 2030-11-15 is no instant of this clock, whose step is a "
     "month: it falls due at 2030-12, 16 days later")),
    ("month", "SEEN", "2025-07-20", ("observe.seen.at: the end of 2025-07-20 is no instant of this clock, whose step "
     "is a month: it is read at 2025-07, 20 days earlier; write 2025-06-30 if that is meant")),
    ("month", "BY", "2027-09-28", "it is read at 2027-09, 28 days earlier"),
    ("month", "INSIDE", "2027-07-05", ("functions.after(a).expr: date('2027-07-05') is no instant of this clock, whose "
     "step is a month: it means 2027-08, 27 days later; write 2027-08 if")),
    ("month", "ASKED", "2031-08-17", "measures.all.expr: date('2031-08-17') is no instant"),
    ("week", "AT", "2025-02", "it happens at 2025-02-05, 4 days later; write 2025-02-05 if"),
    ("week", "BY", "2025-03", ("the end of 2025-03 is no instant of this clock, whose step is a week: it is read at "
     "2025-03-26, 6 days earlier; write 2025-03-25 if")),
    ("week", "TABLE", "2025-01-07", "it holds from 2025-01-08, 1 day later"),
    ("day", "AT", "2025-02-03T11", "it happens at 2025-02-04, 13 hours later"),
    ("day", "SEEN", "2025-02-03T11", "it is read at 2025-02-03, 12 hours earlier; write 2025-02-02 if"),
]  # fmt: skip


def scenario(step: str, **dates: str) -> str:
    start, end = ENDS[step]
    text = TEXT.replace("START", start).replace("END", end).replace("STEP", step)
    for key, date in (ON_GRID[step] | dates).items():
        text = re.sub(rf"\b{key}\b", date, text)
    return text if step in ("year", "quarter", "month") else text.replace(", 2029]", "]")


@pytest.mark.parametrize("step", ENDS)
def test_dates_of_the_clock_are_let_be(tmp_path: Path, step: str) -> None:
    assert [str(problem) for problem in told(tmp_path, scenario(step))] == []


@pytest.mark.parametrize(("step", "key", "date", "message"), MOVED, ids=[f"{case[0]} {case[1]}" for case in MOVED])
def test_a_date_between_is_told(tmp_path: Path, step: str, key: str, date: str, message: str) -> None:
    text = scenario(step, **{key: date})
    (found,) = told(tmp_path, text)
    assert found.warning
    assert message in str(found)
    assert places([found]) == [place(text, f"date('{date}')" if "date(" in message else date)]


def test_the_rows_of_a_table_are_told_in_one(tmp_path: Path) -> None:
    text = scenario("month").replace("2026-05-30: 2", "2026-05-10: 2, 2026-07: 3, 2027-02-11: 4, 2028-05-05: 5")
    (found,) = told(tmp_path, text)
    assert "2026-05-10 is no instant" in str(found)
    assert "22 days later (3 of 4 rows are moved)" in str(found)


@pytest.mark.parametrize("step", ["year", "quarter", "month", "week"])
def test_where_it_goes_is_where_the_clock_puts_it(tmp_path: Path, step: str) -> None:
    clock = make_clock(*ENDS[step], step)
    for date in ("2024-02-12", "2025-06-10", "2025-10-09"):
        (found,) = told(tmp_path, scenario(step, AT=date))
        happens = clock.step_at(period(date).first)
        assert f"it happens at {clock.label(happens)}, " in str(found)
        assert told(tmp_path, scenario(step, AT=clock.label(happens))) == []

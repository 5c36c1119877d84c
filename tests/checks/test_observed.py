"""What can be wrong with what is known: each mistake is told at its place, with what to write instead."""

from __future__ import annotations

import pytest

from simengine.loading import load
from simengine.plan.planning import make_plan
from tests.helpers.checks.changed_text import told

SOUND = """\
name: sound
clock: {start: 2024-07, end: 2027-07, step: month}
parameters:
  spread: {uniform: [1, 2], unit: ktrip/year}
  wait: {uniform: [1, 2], unit: month}
  part: {uniform: [0.1, 0.2], unit: share}
drivers:
  people: {process: random_walk, initial: 60, drift: 0, volatility: 5, unit: ktrip/year}
  born: {process: poisson_count, rate: 60}
events:
  strike: {hazard: 0.5}
  storm: {hazard: 2, repeats: true}
  fair: {at: [2025-03, 2026-03]}
observe:
  low: {at: 2024-09, expr: people, between: [0, 99]}
  trips: {at: 2024-10, expr: people, value: 60, error: spread}
  later: {at: 2024-11, expr: people, value: 61, error: {relative: 0.1}, known: 2025-01}
  births: {over: {sum: 2024-Q4}, expr: born, value: 15, error: 3}
  level: {over: 2025-Q1, expr: people, value: 55, error: {student_t: 3*spread, freedom: 5}}
  logged: {at: 2025-05, expr: people, value: 50, error: {lognormal: part, shared: office, share: 0.4}}
  other: {at: 2025-06, expr: people, value: 52, error: {normal: 2, shared: office, share: 0.4}}
  calm: {at: 2024-12, when: not occurred(strike)}
  struck: {event: strike, at: 2025-07, error: months(2)}
  second: {event: storm, at: 2025-08, occurrence: 2}
measures: {last: people + spread, waited: wait}
"""

TRIPS = "at: 2024-10, expr: people, value: 60, error: spread"
# what stands there instead of TRIPS, and the message
FIGURES = [
    ("at: 2024-10, expr: people, value: 60",
     "16:45: observe.trips.value: 60 needs an error, such as error: {relative: 0.1}; a fact with sharp edges is between"),
    ("at: 2024-10, expr: people, error: spread",
     "16:3: observe.trips: needs either between: [lo, hi], a fact, or value and error, a figure (got neither)"),
    ("at: 2024-10, expr: people",
     "16:3: observe.trips: needs either between: [lo, hi], a fact, or value and error, a figure (got neither)"),
    ("at: 2024-10, expr: people, between: [1, 2], value: 60, error: spread",
     "16:3: observe.trips: needs either between: [lo, hi], a fact, or value and error, a figure (got both: of a base's, delete one with null)"),
    ("at: 2024-10, expr: people, between: [1, 200], error: spread",
     "16:57: observe.trips.error: goes with a value; a fact with sharp edges has none: leave it out"),
    ("at: 2024-10, value: 60, error: spread",
     "16:3: observe.trips: one of expr, when and event says what is known (got none)"),
    ("at: 2024-10, expr: people, when: true, value: 60, error: spread",
     "16:10: observe.trips: one of expr, when and event says what is known (got expr and when)"),
    ("expr: people, value: 60, error: spread",
     "16:3: observe.trips: needs at, the period at whose end it is read, or over, the period it is averaged or added up over (got neither)"),
    ("at: 2024-10, over: 2024-10, expr: people, value: 60, error: spread",
     "16:24: observe.trips.over: at and over are two periods: leave one out (of a base's, delete one with null)"),
    ("at: 2024-10, expr: people, value: sixty, error: spread",
     "16:45: observe.trips.value: a number is needed (got 'sixty')"),
    ("at: 2024-10, expr: people, value: 60, error: 0",
     "16:56: observe.trips.error: an error must be above 0 (got 0); what is known exactly is a fact: between or when"),
    ("at: 2024-10, expr: people, value: 60, error: -2",
     "16:56: observe.trips.error: an error must be above 0 (got -2); what is known exactly is a fact: between or when"),
    ("at: 2024-10, expr: people, value: 60, error: people",
     "16:56: observe.trips.error: people: changes along a path; here only parameters and formulas of nothing but parameters can stand"),
    ("at: 2024-10, expr: people, value: 60, error: sprd",
     "16:56: observe.trips.error: unknown name 'sprd' (did you mean 'spread'?); there are spread, wait, part"),
    ("at: 2024-10, expr: people, value: 60, error: wait",
     "16:56: observe.trips.error: wait is in month, the figure is in ktrip/year; convert it, or correct a unit"),
    ("at: 2024-10, expr: people, value: 60, error: months(2)",
     "16:56: observe.trips.error: months(2) is in year, the figure is in ktrip/year; convert it, or correct a unit"),
    ("at: 2024-10, expr: people, value: 60, error: spread + wait",
     "16:65: observe.trips.error: spread + wait: ktrip/year and month can't be added; convert one, or correct a unit"),
    ("at: 2024-10, expr: people, value: 60, error: {}",
     "16:56: observe.trips.error: one of normal, relative, student_t, lognormal says how large it is (got none)"),
    ("at: 2024-10, expr: people, value: 60, error: {normal: 2, relative: 0.1}",
     "16:56: observe.trips.error: one of normal, relative, student_t, lognormal says how large it is (got normal and relative)"),
    ("at: 2024-10, expr: people, value: 60, error: {percent: 10}",
     "16:57: observe.trips.error.percent: unknown key; it takes normal, relative, student_t, freedom, lognormal, shared, share"),
    ("at: 2024-10, expr: people, value: 60, error: {relatve: 0.1}",
     "16:57: observe.trips.error.relatve: unknown key (did you mean 'relative'?); it takes normal, relative, student_t, freedom, lognormal, shared, share"),
    ("at: 2024-10, expr: people, value: 60, error: {relative: 10%}",
     "16:67: observe.trips.error.relative: a number is needed (got '10%'); write 0.1"),
    ("at: 2024-10, expr: people, value: 60, error: {relative: part}",
     "16:67: observe.trips.error.relative: a number is needed (got 'part')"),
    ("at: 2024-10, expr: people, value: 60, error: {relative: 0}",
     "16:67: observe.trips.error.relative: an error must be above 0 (got 0); what is known exactly is a fact: between or when"),
    ("at: 2024-10, expr: people, value: 0, error: {relative: 0.1}",
     "16:66: observe.trips.error.relative: a part of 0 is 0: write the error as a number, in the unit of the figure"),
    ("at: 2024-10, expr: people, value: -3, error: {lognormal: 0.1}",
     "16:45: observe.trips.value: a figure with a lognormal error is above 0 (got -3): take a normal one, error: …"),
    ("at: 2024-10, expr: people, value: 60, error: {lognormal: spread}",
     "16:68: observe.trips.error.lognormal: spread is in ktrip/year, the error of a logarithm must be a pure number; convert it, or correct a unit"),
    ("at: 2024-10, expr: people, value: 60, error: {normal: 2, freedom: 5}",
     "16:68: observe.trips.error.freedom: goes with student_t alone: leave it out, for the law is normal"),
    ("at: 2024-10, expr: people, value: 60, error: {student_t: 2, freedom: 0}",
     "16:80: observe.trips.error.freedom: degrees of freedom are above 0 (got 0); usual are 3 to 8"),
    ("at: 2024-10, expr: people, value: 60, error: {normal: 2, share: 0.5}",
     "16:68: observe.trips.error.share: goes with shared, the agency whose figures share it: name it"),
    ("at: 2024-10, expr: people, value: 60, error: {normal: 2, shared: a, share: 1}",
     "16:86: observe.trips.error.share: a part of the variance lies between 0 and 1 (got 1); all of it is a bias: make it a parameter of the expr"),
    ("at: 2024-10, expr: people, value: 60, error: {student_t: 2, shared: a}",
     "16:71: observe.trips.error.shared: errors that are shared are normal together: take normal, relative or lognormal, or leave shared out"),
    ("at: 2024-10, expr: people, value: 60, error: {normal: 2, shared: office, share: 0.3}",
     "20:98: observe.logged.error.share: any two figures of office share the same part, and trips says 0.3 (got 0.4): write one number in both"),
    ("at: 2024-10, expr: people, value: 60, error: [2]",
     "16:56: observe.trips.error.normal: a number or an expression is needed (got a list)"),
    ("at: 2024-10, expr: people, value: 60, error: spread, unit: kperson",
     "16:30: observe.trips.expr: people is in ktrip/year, trips is in kperson; convert it, or correct a unit"),
    ("at: 2024-10, expr: people, value: 60, error: spread, known: 2024-09",
     "16:71: observe.trips.known: 2024-09 ends before the end of 2024-10, and what is not over isn't known: write a later date, or leave it out"),
    ("at: 2024-10, expr: people, value: 60, error: spread, known: October",
     "16:71: observe.trips.known: 'October' is not a date: write 2026, 2026-Q2, 2026-05, 2026-05-17 or 2026-05-17T06"),
    ("at: 2029-10, expr: people, value: 60, error: spread",
     "16:15: observe.trips.at: the end of 2029-10 lies outside the clock, which runs from 2024-07 to the beginning of 2027-07: write 2027-06 or earlier, or let the clock end at 2029-11"),
    ("at: 2024-10, expr: people, value: 60, error: spread, occurrence: 2",
     "16:64: observe.trips.occurrence: only an event has it: leave occurrence out"),
    ("at: 2024-10, expr: people, value: 60, eror: spread",
     "16:49: observe.trips.eror: unknown key (did you mean 'error'?); it takes at, over, expr, between, value, error, when, event, occurrence, known"),
    ("over: start, expr: people, value: 60, error: spread",
     "16:17: observe.trips.over: the start is no period: write at: start, or a period such as 2024-11 (got start)"),
    ("over: {sum: start}, expr: people, value: 60, error: spread",
     "16:23: observe.trips.over.sum: the start is no period: write at: start, or a period such as 2024-11 (got start)"),
    ("over: {max: 2025}, expr: people, value: 60, error: spread",
     "16:17: observe.trips.over: a period is averaged or added up: {mean: 2024} or {sum: 2024}"),
    ("over: [2025], expr: people, value: 60, error: spread",
     "16:17: observe.trips.over: a period is needed, as in 2024, or {sum: 2024} or {mean: 2024}"),
    ("over: 2024-09-03, expr: people, value: 60, error: spread",
     "16:17: observe.trips.over: 2024-09-03 holds no step of the clock, which is a month: write a period of a month or more"),
    ("over: 2024, expr: people, value: 60, error: spread",
     "16:17: observe.trips.over: 2024 begins before the clock does (2024-07), so nobody knows all of it: write a later period, or let the clock start earlier"),
    ("over: 2025-Q1, expr: people + born, value: 60, error: spread",
     "16:32: observe.trips.expr: counts of a step are added up over a period, levels are averaged, and people + born is neither alone: write over: {sum: 2025-Q1} or over: {mean: 2025-Q1}"),
]  # fmt: skip
# what stands there, what stands there instead, and the message
OTHERS = [
    ("when: not occurred(strike)}", "when: not occurred(strike), value: 1}",
     "22:51: observe.calm.value: a condition holds, or it doesn't: leave value out"),
    ("when: not occurred(strike)}", "when: not occurred(strike), error: 0.1}",
     "22:51: observe.calm.error: a condition holds, or it doesn't: leave error out"),
    ("when: not occurred(strike)}", "when: people}",
     "22:29: observe.calm.when: a condition is needed here, people is a number: compare it with something"),
    ("error: months(2)}", "error: wait}",
     "23:47: observe.struck.error: wait is in month, the error of a date must be in year; convert it, or correct a unit"),
    ("error: months(2)}", "error: {relative: 0.1}}",
     "23:48: observe.struck.error.relative: the error of a date is a length of time, such as error: months(2)"),
    ("error: months(2)}", "error: spread}",
     "23:47: observe.struck.error: spread is in ktrip/year, the error of a date must be in year; convert it, or correct a unit"),
    ("error: months(2)}", "error: {lognormal: 0.1}}",
     "23:48: observe.struck.error.lognormal: the error of a date is a length of time, such as error: months(2)"),
    ("error: months(2)}", "error: months(0)}",
     "23:47: observe.struck.error: an error must be above 0 (got 0); what is known exactly is a fact: between or when"),
    ("error: months(2)}", "error: months(2), between: [0, 1]}",
     "23:58: observe.struck.between: that an event came is known by its period, `at`: leave between out"),
    ("error: months(2)}", "error: months(2), occurrence: 2}",
     "23:70: observe.struck.occurrence: strike happens once, so it has no occurrence 2: leave it out, or give the event repeats: true"),
    ("{event: strike, at: 2025-07, error: months(2)}", "{event: strik, at: 2025-07, error: months(2)}",
     "23:19: observe.struck.event: no event 'strik' (did you mean 'strike'?); there are strike, storm, fair"),
    ("{event: strike, at: 2025-07, error: months(2)}", "{event: strike, at: start, error: months(2)}",
     "23:31: observe.struck.at: an event comes in a period: write a date, such as 2024-11 (got start)"),
    ("{event: strike, at: 2025-07, error: months(2)}", "{event: strike, over: 2025-07, error: months(2)}",
     "23:27: observe.struck.over: that an event came is known by its period, `at`: leave over out"),
    ("{event: strike, at: 2025-07, error: months(2)}", "{event: strike, at: 2024-05, error: months(2)}",
     "23:31: observe.struck.at: the end of 2024-05 lies outside the clock, which runs from 2024-07 to the beginning of 2027-07: write 2024-06 or later, or let the clock start at 2024-06"),
    ("occurrence: 2}", "occurrence: 0}",
     "24:51: observe.second.occurrence: occurrences are counted from 1 (got 0)"),
    ("occurrence: 2}", "occurrence: 1.5}",
     "24:51: observe.second.occurrence: a whole number is needed (got 1.5)"),
    ("event: storm, at: 2025-08, occurrence: 2", "event: fair, at: 2025-08, occurrence: 3",
     "24:50: observe.second.occurrence: fair has 2 dates, so it has no occurrence 3: take a smaller number"),
    ("event: storm, at: 2025-08", "event: storm, at: 2025-08-03",
     "24:30: observe.second.at: 2025-08-03 holds no step of the clock, which is a month: write a period of a month or more, or give it an error, such as months(1)"),
    ("event: storm, at: 2025-08", "event: people, at: 2025-08",
     "24:19: observe.second.event: no event 'people'; there are strike, storm, fair"),
    ("between: [0, 99]", "between: [99, 0]",
     "15:45: observe.low.between: the first must not be above the second (got 99 and 0)"),
    ("between: [0, 99]", "between: [0]",
     "15:45: observe.low.between[1]: is missing"),
    ("between: [0, 99]", "between: [0, 99], over: 2024-Q3",
     "15:54: observe.low.over: at and over are two periods: leave one out (of a base's, delete one with null)"),
]  # fmt: skip

MISTAKES = [*((TRIPS, *one) for one in FIGURES), *OTHERS]
SOUND_TOO = [
    (TRIPS, "at: 2024-10, expr: people, value: 60, error: {student_t: 3*spread}, unit: ktrip/year"),
    (TRIPS, "at: 2024-10, expr: people, value: 60, error: spread*part"),
    (TRIPS, "over: {mean: 2025-Q1}, expr: people + born, value: 60, error: 4"),
    (TRIPS, "at: 2024-10, expr: people/wait, value: 60, error: spread/wait"),
    ("error: months(2)}", "error: wait/12}"),
    ("error: months(2)}", "error: {student_t: weeks(3)}}"),
    ("error: months(2)}", "error: 0.2}"),
    ("between: [0, 99]", "between: [0, 99], known: 2024"),
]


def test_what_is_written_well() -> None:
    plan = make_plan(load(SOUND))
    assert len(plan.likelihoods) == 7
    assert len(plan.observations) == 3


def test_each_mistake_stands_in_one_place() -> None:
    assert SOUND.count(TRIPS) == 1
    assert all(SOUND.count(text) == 1 for text, _, _ in MISTAKES)
    assert len(MISTAKES) > 40


@pytest.mark.parametrize(("text", "other", "message"), MISTAKES, ids=[other for _, other, _ in MISTAKES])
def test_a_mistake_is_told_at_its_place(tmp_path, text: str, other: str, message: str) -> None:
    first, *more = map(str, told(tmp_path, SOUND.replace(text, other)))
    assert first == f"{tmp_path}/small.yaml:{message}"
    assert len(more) <= 1


@pytest.mark.parametrize(("text", "other"), SOUND_TOO, ids=[other for _, other in SOUND_TOO])
def test_what_may_be_written_is_not_told(tmp_path, text: str, other: str) -> None:
    assert told(tmp_path, SOUND.replace(text, other)) == []

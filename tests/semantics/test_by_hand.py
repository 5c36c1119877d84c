"""Paths computed by hand from docs/semantics.md: events, memory, dates; each number with its arithmetic."""

import math

import pytest

from tests.helpers.semantics.agreement import steps

NAN = float("nan")


def same(values, expected):
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(values, expected, strict=True))


# A year of a store that loses 1 a month (12·(1/12) is 1 exactly), is filled up whenever it is low, and robbed once.
STORE = """
name: store
title: A store by hand
clock: {start: 2025-01, end: 2026-01, step: month}
drivers:
  store: {process: stock, initial: 9, inflow: 0, outflow: 12, bounds: [0, 9], history: {2024-11: 20, 2024-12: 30}}
  y: {process: level, initial: 2}
formulas:
  earlier: "lag(store, months(2))"
  smooth: "rolling_mean(store, months(3))"
  summed: "rolling_sum(store, months(3))"
  ago: since(low)
  lows: count(low)
  at_low: "value_at(store, low)"
  next: "mean_between(store, low, 0, months(1))"
  later: "sum_between(store, low, months(1), months(3))"
  long: held(store > 6)
  share: share_of_time(store > 6)
  known: since(past)
events:
  surely: {hazard: 1e9, effects: {y: {multiply: 3}}, branch: {left: 0, right: otherwise}}
  never: {hazard: 0, effects: {y: {set: 99}}}
  first: {when: time == 0, effects: {y: {add: 1}}}
  low: {when: store <= 6, repeats: true, effects: {store: {add: 5}}, branch: {full: 1, half: otherwise}}
  full: {branch: {quick: 0, slow: otherwise}}
  theft: {at: 2025-06-15, effects: {store: {set: 3}}}
  due: {hazard: 0, latest: 2025-10-20, effects: {y: {set: -y}}}
  past: {at: 2024-06}
  today: {at: 2025, effects: {y: {set: 50}}}
measures:
  m_ago: since(low)
  m_lows: count(low)
  m_at_low: "value_at(store, low)"
  m_next: "mean_between(store, low, 0, months(1))"
  m_apart: first_time(theft) - first_time(low)
  m_past: first_time(past)
outcome:
  low_at_the_end: since(low) == 0
  other: otherwise
questions:
  in_february: {text: low by then, by: 2025-02, when: occurred(low)}
  in_march: {text: low by then, by: 2025-03, when: occurred(low)}
  on_30_march: {text: low by then, by: 2025-03-30, when: occurred(low)}
  in_june: {text: the store, as_of: 2025-06-15, value: store}
  not_given: {text: the store, as_of: 2025-06-15, value: store, given: occurred(theft)}
"""


def test_a_year_of_a_store(future):
    """Start: 9; inside [0, 9], and −1 a month: 9, 8, 7, 6.

    Step 3: 6 ≤ 6, `low` is noted; 6 − 1 = 5, + 5 = 10 → 9 at step 4. Step 5: 8. The theft of 15 June happens at the
    next instant, 1 July = step 6: decided at 5, moved to 7, set to 3. Step 6: 3 ≤ 6 and 8 was not: noted again;
    3 − 1 + 5 = 7 at step 7. Step 8: 6, noted (at 7 it was 7); 6 − 1 + 5 = 10 → 9 at step 9. Then 8, 7, and 6 at
    step 12 = K: noted, no effects.
    """
    path = future(STORE)
    assert path.values["store"] == [9, 8, 7, 6, 9, 8, 3, 7, 6, 9, 8, 7, 6]
    assert steps(path, "low") == steps(path, "full") == steps(path, "slow") == [3, 6, 8, 12]
    assert steps(path, "theft") == [6]
    assert steps(path, "half") == steps(path, "quick") == []


def test_what_the_store_remembers(future):
    """In the look, `low` noted at k is seen at k + 1."""
    path = future(STORE)
    store, month = path.values["store"], 1 / 12
    # Two months back: November 20, December 30 (its history), then what the store was.
    assert path.values["earlier"] == [20, 30, *store[:11]]
    # (20 + 30 + 9)/3, (30 + 9 + 8)/3, (9 + 8 + 7)/3, …, (8 + 7 + 6)/3
    assert path.values["summed"] == [59, 47, 24, 21, 22, 23, 20, 18, 16, 22, 23, 24, 21]
    assert path.values["smooth"] == [total / 3 for total in path.values["summed"]]
    # k − 3 from step 4, k − 6 from 7, k − 8 from 9, in twelfths
    assert same(path.values["ago"], [NAN] * 4 + [j / 12 for j in (1, 2, 3, 1, 2, 1, 2, 3, 4)])
    assert path.values["lows"] == [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3]
    assert same(path.values["at_low"], [NAN] * 4 + [6, 6, 6, 3, 3, 6, 6, 6, 6])
    # The month after: the store at 4, 7 and 9.
    assert same(path.values["next"], [NAN] * 4 + [9, 9, 9, 7, 7, 9, 9, 9, 9])
    # Months 2 and 3 after step 3: 8 + 3 at steps 5, 6. Those after 6 end at 9, when step 8 is seen. After 8: 8 + 7.
    assert same(path.values["later"], [NAN] * 6 + [11] + [NAN] * 4 + [15, 15])
    # Above 6 at 0–2, 4–5, 7, 9–11.
    assert path.values["long"] == [0, month, 2 / 12, 0, 0, month, 0, 0, 0, 0, month, 2 / 12, 0]
    assert path.values["share"][12] == 9 / 13
    # June 2024 is seven months before the start.
    assert path.values["known"][0] == 7 / 12


def test_what_else_happens_at_the_store(future):
    """`surely`: 1e9/12 at step 0 is above any −log u (at most 37.4), so it is logged at 1.

    `due`: 20 October → 1 November = step 10. y: at step 0 `surely` (×3) is decided and `first` (+1) noted; in the order
    of the file 2·3 + 1 = 7. `due` sets −7 from step 10. `today` is dated at the start, so its effect is not applied.
    """
    path = future(STORE)
    assert [steps(path, name) for name in ("surely", "right", "first", "due")] == [[1], [1], [0], [10]]
    assert [steps(path, name) for name in ("past", "today", "never", "left")] == [[-7], [0], [], []]
    assert path.values["y"] == [2] + [7] * 9 + [-7] * 3


def test_what_is_read_off_the_store(future):
    """Measures and the outcome see the `low` of step 12; questions are read at the last instant of their period.

    February ends on 1 March = step 2, March on 1 April = step 3, 30 March on the 31st, before which lies step 2;
    15 June on the 16th, before which lies 1 June = step 5.
    """
    path = future(STORE)
    expected = {"m_ago": 0, "m_lows": 4, "m_at_low": 6, "m_next": NAN, "m_apart": 3 / 12, "m_past": -7 / 12}
    assert same(path.measures.values(), expected.values())
    assert path.measures.keys() == expected.keys()
    assert path.outcome == "low_at_the_end"
    answers = {"in_february": 0, "in_march": 1, "on_30_march": 0, "in_june": 8, "not_given": NAN}
    assert same([path.questions[name] for name in answers], answers.values())


DATED = """
name: dated
title: Dates by hand
clock: {{start: {start}, end: {end}, step: {step}}}
drivers:
  x: {{process: level, initial: 0}}
formulas:
  when: date('{date}')
  now: year
events:
  e: {{at: {date}, effects: {{x: {{add: 1}}}}}}
  due: {{hazard: 0, latest: {date}}}
outcome: {{any: otherwise}}
questions:
  q: {{text: step of reading, as_of: {read}, value: time}}
"""
WEEK = 365.25 / 7
DATES = [  # start, end, step, a date: its step; a question's date: its step; steps per year
    ("2025", "2035", "year", "2026", 1, "2025", 1, 1),
    ("2025", "2035", "year", "2026-01-02", 2, "2026-11", 1, 1),  # ends on 1 December, after 1 January
    ("2025-Q2", "2027-Q2", "quarter", "2025-07", 1, "2025-Q2", 1, 4),
    ("2025-Q2", "2027-Q2", "quarter", "2025-07-02", 2, "2025-08", 1, 4),  # ends on 1 September, after 1 July
    ("2024-12", "2026-12", "month", "2025-02", 2, "2025-02", 3, 12),
    ("2024-12", "2026-12", "month", "2025-02-28", 3, "2025-02-27", 2, 12),  # ends on 28 February, after 1 February
    ("2025-01-01", "2025-04-09", "week", "2025-01-08", 1, "2025-01-28", 4, WEEK),  # ends on 29 January, day 28
    ("2025-01-01", "2025-04-09", "week", "2025-02", 5, "2025-01-27", 3, WEEK),  # 1 February: day 31; the 5th: 35
    ("2024-02-27", "2024-03-20", "day", "2024-03", 3, "2024-02", 3, 365.25),  # 2024 has a 29 February
    ("2024-02-27", "2024-03-20", "day", "2024-02-29", 2, "2024-02-29", 3, 365.25),
]


@pytest.mark.parametrize(("start", "end", "step", "date", "at", "read", "read_at", "n"), DATES)
def test_dates(future, start, end, step, date, at, read, read_at, n):
    path = future(DATED.format(start=start, end=end, step=step, date=date, read=read))
    assert steps(path, "e") == steps(path, "due") == [at]
    assert path.values["x"][at - 1 : at + 1] == [0, 1]
    assert path.values["when"][0] == at / n
    assert path.questions["q"] == read_at / n


@pytest.mark.parametrize(
    ("start", "end", "step", "k", "year"),
    [
        ("2025-Q2", "2027-Q2", "quarter", 3, 2026.0),
        ("2024-12", "2026-12", "month", 7, 2025.5),
        ("2025-01-01", "2025-04-09", "week", 4, 2025 + 28 / 365),
        ("2024-02-27", "2024-03-20", "day", 3, 2024 + 60 / 366),  # January has 31 days, this February 29
    ],
)
def test_the_calendar_year(future, start, end, step, k, year):
    path = future(DATED.format(start=start, end=end, step=step, date=end, read=end[:4] if step == "year" else start))
    assert path.values["now"][k] == year


def test_an_event_in_the_week_before_the_start(future):
    """31 December lies in (25 December, 1 January], so it happens at the start; the 25th is step −1, as is the 24th."""
    for date, step in (("2024-12-31", 0), ("2024-12-25", -1), ("2024-12-24", -1)):
        text = DATED.format(start="2025-01-01", end="2025-04-09", step="week", date="2025-02", read="2025-02")
        path = future(text.replace("e: {at: 2025-02,", f"e: {{at: {date},"))
        assert steps(path, "e") == [step]
        assert path.values["x"][:3] == [0, 0, 0]

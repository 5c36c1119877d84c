"""Paths computed by hand from docs/semantics.md: every expected number is a literal, with its arithmetic beside it."""

import math

import pytest

from simengine.randomness.streams import BRANCH, CLOCK, occurrence_uniform, step_normal, step_uniform, stream_key
from simengine.scenario.load import load
from simengine.status import Status
from tests.semantics.agreement import differences

NAN = float("nan")


@pytest.fixture
def future(tmp_path):
    """The one future of a scenario's text, on which the engine and the interpreter agree."""

    def run(text, path=0):
        file = tmp_path / "by_hand.yaml"
        file.write_text(text, encoding="utf-8")
        found, (only,) = differences(load(file), [path])
        assert found == []
        assert only.status is Status.OK
        return only

    return run


def steps(future, event):
    return [step for name, step in future.log if name == event]


def same(values, expected):
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(values, expected, strict=True))


# A year of a store that loses 12 a year, 1 a month (12·(1/12) is 1 exactly), is filled up whenever it is low, and robbed once.
STORE = """
name: store
title: A store by hand
clock: {start: 2025-01, end: 2026-01, step: month}
drivers:
  store: {process: stock, initial: 10, inflow: 0, outflow: 12, bounds: [0, 9], history: {2024-11: 20, 2024-12: 30}}
  y: {process: level, initial: 2}
formulas:
  before: "lag(store, months(2))"
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
    """Start: 10, brought inside [0, 9] → 9; then −1 a month: 9, 8, 7, 6.

    Step 3: 6 ≤ 6, `low` is noted; 6 − 1 = 5, + 5 = 10 → 9 at step 4. Step 5: 8. The theft of 15 June happens at the next
    instant, 1 July = step 6: decided at 5, moved to 7, set to 3. Step 6: 3 ≤ 6 and 8 was not: noted again; 3 − 1 + 5 = 7 at
    step 7. Step 8: 6, noted (at 7 it was 7); 6 − 1 + 5 = 10 → 9 at step 9. Then 8, 7, and 6 at step 12 = K: noted, no effects.
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
    assert path.values["before"] == [20, 30, *store[:11]]
    # (20 + 30 + 9)/3, (30 + 9 + 8)/3, (9 + 8 + 7)/3, …, (8 + 7 + 6)/3
    assert path.values["summed"] == [59, 47, 24, 21, 22, 23, 20, 18, 16, 22, 23, 24, 21]
    assert path.values["smooth"] == [total / 3 for total in path.values["summed"]]
    # k − 3 from step 4, k − 6 from 7, k − 8 from 9, in twelfths
    assert same(path.values["ago"], [NAN] * 4 + [j / 12 for j in (1, 2, 3, 1, 2, 1, 2, 3, 4)])
    assert path.values["lows"] == [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3]
    assert same(path.values["at_low"], [NAN] * 4 + [6, 6, 6, 3, 3, 6, 6, 6, 6])
    # The month after: the store at 4, 7 and 9.
    assert same(path.values["next"], [NAN] * 4 + [9, 9, 9, 7, 7, 9, 9, 9, 9])
    # Months 2 and 3 after step 3: 8 + 3 at steps 5, 6; after step 6 they end at 9, when step 8 is seen; after 8: 8 + 7 at 10, 11.
    assert same(path.values["later"], [NAN] * 6 + [11] + [NAN] * 4 + [15, 15])
    # Above 6 at 0–2, 4–5, 7, 9–11.
    assert path.values["long"] == [0, month, 2 / 12, 0, 0, month, 0, 0, 0, 0, month, 2 / 12, 0]
    assert path.values["share"][12] == 9 / 13
    # June 2024 is seven months before the start.
    assert path.values["known"][0] == 7 / 12


def test_what_else_happens_at_the_store(future):
    """`surely`: 1e9/12 at step 0 is above any −log u (at most 37.4), so it is logged at 1. `due`: 20 October → 1 November = step 10.

    y: at step 0 `surely` (×3) is decided and `first` (+1) noted; in the order of the file 2·3 + 1 = 7. `due` sets −7 from
    step 10. `today` is dated at the start, so its effect is not applied.
    """
    path = future(STORE)
    assert [steps(path, name) for name in ("surely", "right", "first", "due")] == [[1], [1], [0], [10]]
    assert [steps(path, name) for name in ("past", "today", "never", "left")] == [[-7], [0], [], []]
    assert path.values["y"] == [2] + [7] * 9 + [-7] * 3


def test_what_is_read_off_the_store(future):
    """Measures and the outcome see the `low` of step 12; questions are read at the last instant of their period.

    February ends on 1 March = step 2, March on 1 April = step 3, 30 March on the 31st, before which lies step 2; 15 June on
    the 16th, before which lies 1 June = step 5.
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
    ("2025", "2035", "year", "2026-01-02", 2, "2026-11", 1, 1),  # ends on 1 December 2026, after 1 January 2026 = step 1
    ("2025-Q2", "2027-Q2", "quarter", "2025-07", 1, "2025-Q2", 1, 4),
    ("2025-Q2", "2027-Q2", "quarter", "2025-07-02", 2, "2025-08", 1, 4),  # ends on 1 September, after 1 July
    ("2024-12", "2026-12", "month", "2025-02", 2, "2025-02", 3, 12),
    ("2024-12", "2026-12", "month", "2025-02-28", 3, "2025-02-27", 2, 12),  # ends on 28 February, after 1 February
    ("2025-01-01", "2025-04-09", "week", "2025-01-08", 1, "2025-01-28", 4, WEEK),  # ends on 29 January, day 28
    ("2025-01-01", "2025-04-09", "week", "2025-02", 5, "2025-01-27", 3, WEEK),  # 1 February is day 31, 5 February day 35
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
    """31 December lies in (25 December, 1 January]: it happens at the next instant, the start. The 25th is step −1, the 24th too."""
    for date, step in (("2024-12-31", 0), ("2024-12-25", -1), ("2024-12-24", -1)):
        text = DATED.format(start="2025-01-01", end="2025-04-09", step="week", date="2025-02", read="2025-02")
        path = future(text.replace("e: {at: 2025-02,", f"e: {{at: {date},"))
        assert steps(path, "e") == [step]
        assert path.values["x"][:3] == [0, 0, 0]


QUIET = """
name: quiet
title: Processes without noise, by hand
clock: {start: 2025-01, end: 2025-09, step: month}
parameters: {halving: {fixed: 8.317766166719343}}  # 12·log 2 a year: half is gone in a month
drivers:
  pulled: {process: ornstein_uhlenbeck, initial: 8, level: 0, speed: halving, volatility: 0}
  flow: {process: log_ornstein_uhlenbeck, initial: 16, level: 1, speed: halving, volatility: 0}
  index: {process: logit_ornstein_uhlenbeck, initial: 0.9, level: 0.5, speed: halving, volatility: 0}
  grown: {process: logistic_growth, initial: 1, rate: halving, capacity: 4, volatility: 0}
  tank: {process: stock, initial: 1, inflow: 6, outflow: 36}
  table: {process: schedule, table: {2025: 1, 2025-03-10: 5}}
  line: {process: schedule, table: {2025-01: 0, 2025-05: 8, 2025-07: 0}, shape: linear}
formulas: {taken: realised_outflow(tank)}
outcome: {any: otherwise}
"""


def test_processes_without_noise(future):
    path = future(QUIET)
    assert path.values["pulled"] == pytest.approx([8 / 2**k for k in range(9)], rel=1e-14)
    # The logarithm halves: 16, 4, 2, √2, …
    assert path.values["flow"][:4] == pytest.approx([16, 4, 2, 1.4142135623730951], rel=1e-14)
    # The odds' logarithm halves: 9, 3, √3 to 1; √3/(1 + √3) = 0.63397…
    assert path.values["index"][:3] == pytest.approx([0.9, 0.75, 0.6339745962155614], rel=1e-14)
    # Odds x : 4 − x double: 1 : 3, 2 : 3, 4 : 3, 8 : 3; so 4·2/5, 4·4/7, 4·8/11
    assert path.values["grown"][:4] == pytest.approx([1, 8 / 5, 16 / 7, 32 / 11], rel=1e-14)
    # There is 1·12 + 6 = 18 a year to take, and 36 are wanted: all of it; then the inflow of 6.
    assert path.values["tank"] == [1] + [0] * 8
    assert path.values["taken"] == [18] + [6] * 8
    # 10 March → 1 April = step 3; 0 to 8 in four months, and back in two
    assert path.values["table"] == [1, 1, 1, 5, 5, 5, 5, 5, 5]
    assert path.values["line"] == [0, 2, 4, 6, 8, 4, 0, 0, 0]


STRIKES = """
name: strikes
title: Real draws, by hand
clock: {start: 2025-01, end: 2026-07, step: month}
drivers: {harm: {process: level, initial: 0}}
events:
  strike: {hazard: 3, repeats: true, branch: {hit: 0.5, near: 0.1, miss: otherwise}}
  hit: {effects: {harm: {add: count(strike)}}}
outcome: {any: otherwise}
simulate: {seed: 7}
"""


def test_a_hazard_and_its_branch_with_real_draws(future):
    """A hazard of 3 a year adds 0.25 a month. The numbers of path 3 under seed 7, for its occurrences 0, 1, 2, 3:

    u      0.1705  0.8338  0.5561  0.2320
    −log u 1.769   0.182   0.587   1.461   so it takes 8 (2.0), 1 (0.25), 3 (0.75) and 6 (1.5) months: steps 8, 9, 12, 18
    branch 0.178   0.567   0.436   0.190   below 0.5: hit; in 0.5 … 0.6: near

    A hit adds the strikes seen at the look in which it is decided: 0 at step 8, 2 at step 12, 3 at step 18.
    """
    key = stream_key(7, "events", "strike")
    clocks = [occurrence_uniform(key, 3, i, CLOCK) for i in range(4)]
    branches = [occurrence_uniform(key, 3, i, BRANCH) for i in range(4)]
    assert clocks == [0.17050324013812918, 0.833804301291456, 0.5561414838256511, 0.2319996597879332]
    assert branches == [0.178325045162038, 0.566799645484448, 0.4363364939733357, 0.189541425689917]
    path = future(STRIKES, path=3)
    assert steps(path, "strike") == [8, 9, 12, 18]
    assert steps(path, "hit") == [8, 12, 18]
    assert steps(path, "near") == [9]
    assert path.values["harm"] == [0] * 12 + [2] * 6 + [5]


NOISE = """
name: noise
title: Real draws of processes, by hand
clock: {start: 2025, end: 2029, step: year}
parameters: {p: {uniform: [10, 20]}}
drivers:
  walk: {process: ornstein_uhlenbeck, initial: 0, level: 0, speed: 0, volatility: 2}
  other: {process: ornstein_uhlenbeck, initial: p, level: 0, speed: 0, volatility: 1}
  calls: {process: poisson_count, rate: 1}
outcome: {any: otherwise}
simulate: {seed: 7, nested: 3}
"""
WALK = [-0.9236472985260211, 0.9011022846078747, 0.047679500214133246, 0.7381990307293899]
OTHER = [0.6053904817437148, -0.38918540510543886, -0.6833510691987021, 0.03074357197790848]


def test_processes_with_real_draws(future):
    """Speed 0 leaves x + volatility·z each year: 0, 2·(−0.9236…) = −1.8473, + 2·0.9011 → −0.0451, + 0.0954 → 0.0503, …

    Paths 3, 4, 5 share parameter draw 3 // 3 = 1, whose u is 0.24498: p = 10 + 10·u. With a mean of 1, counts of 0, 1 have
    cumulated chances e⁻¹ = 0.368, 2e⁻¹ = 0.736: u of 0.165, 0.344, 0.478, 0.312 give 0, 0, 1, 0.
    """
    assert [step_normal(stream_key(7, "drivers", "walk"), 3, k, 0) for k in range(4)] == WALK
    assert [step_normal(stream_key(7, "drivers", "other"), 3, k, 0) for k in range(4)] == OTHER
    uniforms = [step_uniform(stream_key(7, "drivers", "calls"), 3, k, 0) for k in range(4)]
    assert uniforms == pytest.approx([0.165371, 0.343750, 0.477715, 0.311793], abs=1e-6)
    path = future(NOISE, path=3)
    hand = [0, -1.8472945970520422, -0.0450900278362928, 0.0502689725919737, 1.5266670340507535]
    assert path.values["walk"] == pytest.approx(hand, abs=1e-14)
    assert path.values["other"][0] == pytest.approx(12.449838012476777, rel=1e-15)
    assert path.values["calls"] == [0, 0, 0, 1, 0]


def test_correlated_noise_with_real_draws(future):
    """The symmetric root of [[1, 0.6], [0.6, 1]] has a = 3/√10 = 0.948683 on its diagonal and b = 1/√10 = 0.316228 beside it:
    a² + b² = 1, 2ab = 0.6. So the first move of `other` (the first by name) is a·0.60539 + b·(−0.92365) = 0.574324 − 0.292083,
    that of `walk` 2·(a·(−0.92365) + b·0.60539) = 2·(−0.876249 + 0.191441).
    """
    path = future(NOISE + "correlations: {walk ~ other: 0.6}\n", path=3)
    assert path.values["other"][1] - path.values["other"][0] == pytest.approx(0.282241, abs=2e-6)
    assert path.values["walk"][1] == pytest.approx(-1.369615, abs=2e-6)

"""Warnings: each where it is deserved, and silence where it is not."""

from pathlib import Path

import pytest

from simengine.loading import load_with_warnings
from tests.helpers.checks.changed_text import place, places, told
from tests.helpers.scenario.shipped import SHIPPED, STARTER

QUIET = """\
name: quiet
clock: {start: 2024, end: 2034, step: month}
mechanisms:
  M1: {claim: Something pushes}
parameters:
  pace: {quantiles: {5%: 0.2, 50%: 0.5, 95%: 1}, lower: 0}
  odds: {uniform: [0, 1]}
  lever: {fixed: 2}
functions:
  twice(a): 2*a
drivers:
  x: {process: ornstein_uhlenbeck, initial: 0, level: twice(lever), speed: pace, volatility: 1, history: {2020: 0},
      tags: [M1]}
  y: {process: ornstein_uhlenbeck, initial: 0, level: 1, speed: 1, volatility: 1}
  size: {process: logistic_growth, initial: 1, rate: 0.1, capacity: 9, volatility: 0}
  war: {process: markov_chain, initial: full, rates: {full: {low: pace}, low: {}}}
formulas:
  recent: rolling_mean(x, 1)
  fixed_twice: 2*lever
  began: occurred(jump)
  age: since(jump)
events:
  founded: {at: 2020}
  jump: {hazard: pace, effects: {x: {set: y}}, branch: {left: odds, right: otherwise}}
  second: {hazard: pace*began*(size > recent), repeats: true, effects: {x: {add: 1}}}
  calm: {when: x > fixed_twice and war == 'low'}
  mark: {at: 2026}
measures:
  late: rolling_mean(y, 3) + age
outcome:
  high: began and late > 0
  low: otherwise
questions:
  soon: {text: Is it soon?, as_of: 2027, value: "rolling_mean(y, 2)", given: began}
"""

NAN = "is not a number until"

# what stands there, what stands there instead, where the warning points, the warning
CASES = [
    # unused names, untagged mechanisms
    ("level: twice(lever)", "level: 2*lever", "twice(a)", "functions.twice(a): twice is used nowhere"),
    ("{fixed: 2}", "{fixed: 2}\n  spare: {fixed: 1}", "spare", "parameters.spare: spare is used nowhere"),
    ("{fixed: 2}", "{fixed: 2}\n  odds_too: {like: odds}", "odds_too", "odds_too is used nowhere"),
    ("age: since(jump)", "age: since(jump)\n  spare: lag(spare2, 1)\n  spare2: x", "spare: lag",
     "spare is used nowhere"),
    (",\n      tags: [M1]", "",
     "M1: {claim", "mechanisms.M1: M1 acts nowhere: give the elements that carry it the tag M1"),
    # regimes that can't be left, that can't be reached
    (", low: {}}}", "}}", "low: pace",
     "rates.full.low: 'low' is only ever a target: war never leaves it by itself; if so it shall be, write low: {}"),
    ("low: {}}}", "low: {ful: 1}}}", "ful: 1",
     "war never leaves it by itself (did you mean 'full'?); if so it shall be, write ful: {}"),
    ("low: {}}}", "low: {}, truce: {low: 1}}}", "truce",
     "war never becomes 'truce': it begins otherwise, nothing leads there, no event sets it"),
    # mechanisms with acts are complete once one has them, and what is raised can rise
    ("M1: {claim: Something pushes}",
     "M1: {claim: c}\n  M2: {claim: c, because: It is a verdict, acts: {raise: pace, on: jump, push: up}}",
     "M1: {claim", "mechanisms.M1: M1 says neither what it raises (acts) nor why nothing (because)"),
    ("M1: {claim: Something pushes}", "M1: {claim: c, acts: {raise: lever, on: x, push: up}}", "lever, on",
     "mechanisms.M1.acts.raise: lever can't be raised: its 10 % and 90 % points are 2 and 2; say between which"),
    ("M1: {claim: Something pushes}", "M1: {claim: c, acts: {raise: lever, on: x, push: up, between: [1, 3]}}",
     None, None),
    # far tails
    ("95%: 1}, lower: 0", "95%: 4}, lower: 0", "pace: {q",
     "a far tail: one path in a thousand draws more than 76.2, 19 times the 95 % point; give it an upper"),
    ("95%: 1}, lower: 0", "95%: 4}, lower: 0, upper: 9", None, None),
    ("95%: 1}, lower: 0", "95%: 1, 99%: 1.5}, lower: 0", None, None),
    # constant conditions
    ("high: began and late > 0", "high: lever > 1", "lever > 1",
     "outcome.high: this condition never changes and is the same on every path"),
    ("high: began and late > 0", "high: began and late > 0\n  other: not fixed_twice + 1 < 7", "not fixed",
     "outcome.other: this condition never changes"),
    ("given: began", "given: true", "true}\n", "questions.soon.given: this condition never changes"),
    ("given: began", "given: odds > 0.5", None, None),
    ("when: x > fixed_twice and war == 'low'", "when: time > 3", None, None),
    ("when: x > fixed_twice and war == 'low'", "when: 2 > 3", "2 > 3",
     "events.calm.when: this condition never changes"),
    # what can be negative
    ("lower: 0}", "upper: 9}", "pace, volatility", "drivers.x.speed: pace is negative on"),
    ("lower: 0}", "upper: 9}", "pace}, low", "drivers.war.rates.full.low: pace is negative on"),
    ("lower: 0}", "upper: 9}", "pace, effects", "events.jump.hazard: pace is negative on"),
    ("odds: {uniform: [0, 1]}", "odds: {normal: {mean: 0.5, sd: 0.25}}", "odds, right",
     "odds is negative on 2.3 % of the paths, which ends them as failed; give it a distribution above 0"),
    ("odds: {uniform: [0, 1]}", "odds: {normal: {mean: 0.5, sd: 0.05}}", None, None),
    ("odds: {uniform: [0, 1]}", "odds: {uniform: [0, 2]}", "odds, right",
     "odds is above 1 on 50 % of the paths, and a chance is at most 1"),
    ("rate: 0.1, capacity", "rate: fall, capacity", None, None),
    # windows that begin before the start
    ("recent: rolling_mean(x, 1)", "recent: rolling_mean(y, 1)", "rolling_mean(y, 1)",
     "rolling_mean(y, …) looks back to before the start, where y has no history: before 2024-12 it takes what"),
    ("recent: rolling_mean(x, 1)", "recent: 1 + rolling_sum(y, 1) + rolling_mean(y, 2)", "rolling_sum(y, 1)",
     "rolling_sum(y, …) looks back"),
    ("recent: rolling_mean(x, 1)", "recent: rolling_mean(y - 1, 1)", None, None),
    ("as_of: 2027", "as_of: 2024", "rolling_mean(y, 2)", "questions.soon.value: rolling_mean(y, …) looks back"),
    ("rolling_mean(y, 3)", "rolling_mean(y, 11)", "rolling_mean(y, 11)", "before 2034-12 it takes what there is"),
    ("rolling_mean(y, 3)", "value_at(rolling_mean(y, 3), jump)", "rolling_mean(y, 3)", "looks back"),
    # what may be not a number
    ("level: twice(lever)", "level: twice(lever) + since(jump)", "since(jump), s",
     "since(jump) is not a number until jump has occurred, which would end the path; write it as … if occurred(jump)"),
    ("level: twice(lever)", "level: twice(lever)*age", "age, speed",
     "since(jump) is not a number until jump has occurred"),
    ("level: twice(lever)", "level: twice(lever) + since(founded)", None, None),
    ("level: twice(lever)", "level: twice(lever) + since(mark)", "since(mark)", NAN),
    ("level: twice(lever)", "level: twice(lever)*(since(jump) < 3)", None, None),
    ("level: twice(lever)", "level: twice(lever)*count(jump) + held(age > 2)", None, None),
    ("level: twice(lever)", "level: 'max(0, twice(lever), since(jump))'", "since(jump))'", NAN),
    ("level: twice(lever)", "level: 'lag(twice(lever) + age, 1)'", "age, 1", NAN),
    ("level: twice(lever)", "level: twice(age) if occurred(jump) else twice(lever)", None, None),
    ("level: twice(lever)", "level: twice(lever) if not began else age", None, None),
    ("level: twice(lever)", "level: twice(lever) if not began or x > 1 else age", None, None),
    ("level: twice(lever)", "level: age if began or x > 1 else twice(lever)", "age if", NAN),
    ("level: twice(lever)", "level: age if count(jump) > 0 else twice(lever)", None, None),
    ("level: twice(lever)", "level: age if age > 1 else twice(lever)", None, None),
    ("level: twice(lever)", "level: 'mean_between(x, jump, 0, 1) if occurred(jump) else twice(lever)'",
     "mean_between(x",
     "is not a number until the stretch after jump is over, which would end the path; write it as … if since(jump)"),
    ("level: twice(lever)", "level: 'mean_between(x, jump, 0, 1) if since(jump) >= 1 else twice(lever)'", None, None),
    ("level: twice(lever)", "level: 'value_at(x, jump) if occurred(jump) else twice(lever)'", None, None),
    ("hazard: pace, effects", "hazard: pace*exp(-since(calm)), effects", "since(calm)",
     "events.jump.hazard: since(calm) is not"),
    ("hazard: pace, effects", "hazard: pace + (0.1 if since(calm) < 1 else 0), effects", None, None),
    ("{set: y}", "{set: since(jump)}", "since(jump)}", "events.jump.effects.x.set: since(jump) is not"),
    ("{left: odds,", "{left: odds/since(calm),", "since(calm)", "events.jump.branch.left: since(calm) is not"),
    ("x: {add: 1}", "x: {add: since(jump)}", None, None),
    ("at: 2026}", "at: 2026, effects: {x: {add: since(founded)}}}", None, None),
    ("at: 2026}", "at: 2026, effects: {x: {add: since(jump)}}}", "since(jump)}}", NAN),
    ("at: 2026}", "at: 2026, branch: {sub: odds}}\n  sub: {effects: {x: {add: first_time(mark)}}}", "first_time(mark)",
     NAN),
    ("at: 2026}", "at: 2026}\n  later: {at: 2027, effects: {x: {add: first_time(mark)}}}", None, None),
    ("at: 2026}", "at: 2026}\n  later: {when: since(jump) > 2, effects: {x: {add: 'value_at(y, jump)'}}}", None, None),
    ("late: rolling_mean(y, 3)", "late: since(calm)", "late > 0",
     "outcome.high: since(calm) is not a number where calm has not occurred, and late > 0 is false there"),
    ("late: rolling_mean(y, 3)", "late: coalesce(since(calm), 0)", None, None),
    ("level: twice(lever)", "level: 'coalesce(since(jump), twice(lever))'", None, None),
    ("level: twice(lever)", "level: 'twice(lever) + coalesce(since(jump), age)'", "age)',", NAN),
    ("level: twice(lever)", "level: 'twice(lever) + earliest(jump, calm)'", "earliest(jump, calm)",
     "number until calm or jump has occurred, which would end the path; write it as … if occurred(calm) or occurred("),
    ("level: twice(lever)", "level: 'earliest(jump, calm) if occurred(jump) else twice(lever)'", None, None),
    ("level: twice(lever)", "level: 'earliest(jump, calm) if occurred(calm) or began else twice(lever)'", None, None),
    ("level: twice(lever)", "level: 'earliest(jump, calm) if occurred(calm) or x > 1 else twice(lever)'",
     "earliest(jump", NAN),
    ("level: twice(lever)", "level: 'age if before(jump, calm) else twice(lever)'", None, None),
    ("level: twice(lever)", "level: 'twice(lever)*count_between(jump, 0, 2)'", None, None),
    ("at: 2026}", "at: 2026}\n  later: {after: jump, delay: age, effects: {x: {add: since(jump)}}}", None, None),
    ("at: 2026}", "at: 2026}\n  later: {after: jump, delay: since(calm)}", "since(calm)}",
     "events.later.delay: since(calm) is not"),
    ("at: 2026}", "at: 2026}\n  later: {after: jump, delay: {normal: {mean: 1, sd: 1}}}", "delay: {normal",
     "a delay drawn from normal may be negative, which ends the path as failed; take a distribution above 0"),
    ("at: 2026}", "at: 2026}\n  later: {after: jump, delay: {gamma: {mean: 1, sd: 1}}}", None, None),
]  # fmt: skip
HELP = {
    "rate: fall, capacity": ("{fixed: 2}", "{fixed: 2}\n  fall: {uniform: [-1, 1]}"),
    "observe: {seen: {at: 2025, expr: y, value: 1, error: 2*wide}}\nquestions:": (
        "{fixed: 2}",
        "{fixed: 2}\n  wide: {normal: {mean: 0.5, sd: 0.25}}",
    ),
}


def test_the_quiet_scenario_is_quiet(tmp_path: Path) -> None:
    assert [str(problem) for problem in told(tmp_path, QUIET)] == []


@pytest.mark.parametrize(("old", "new", "at", "message"), CASES, ids=[f"{case[1][:60]}" for case in CASES])
def test_a_warning_and_its_place(tmp_path: Path, old: str, new: str, at: str | None, message: str | None) -> None:
    assert QUIET.count(old) == 1
    text = QUIET.replace(old, new)
    if new in HELP:
        text = text.replace(*HELP[new])
    problems = told(tmp_path, text)
    assert [str(problem) for problem in problems if not problem.warning] == []
    # A change takes the last use of some name or other away; those warnings are another case's.
    wanted = message or ""
    found = [problem for problem in problems if "nowhere" not in str(problem) or "nowhere" in wanted]
    if message is None:
        assert [str(problem) for problem in found] == []
        return
    assert at is not None
    hits = [problem for problem in found if message in str(problem)]
    assert len(hits) == 1, problems
    assert places(hits) == [place(text, at)]


def test_what_a_mechanism_moves_is_used_and_because_excuses_it(tmp_path: Path) -> None:
    spare = QUIET.replace("  age: since(jump)", "  age: since(jump)\n  spare: x + 1")
    spare = spare.replace("pushes}", "pushes}\n  M2: {claim: c}")
    assert [problem.path for problem in told(tmp_path, spare)] == ["formulas.spare", "mechanisms.M2"]
    acts = "acts: {raise: pace, on: spare, push: down}"
    used = spare.replace("pushes}", f"pushes, {acts}}}").replace("M2: {claim: c}", "M2: {claim: c, because: A verdict}")
    assert told(tmp_path, used) == []


def test_a_name_is_warned_of_once(tmp_path: Path) -> None:
    text = QUIET.replace("recent: rolling_mean(x, 1)", "recent: rolling_mean(y, 1) + rolling_sum(y, 2)")
    assert len(told(tmp_path, text)) == 1


def test_errors_come_without_warnings(tmp_path: Path) -> None:
    text = QUIET.replace("level: twice(lever)", "level: since(jump)").replace("initial: 1,", "initial: -1,")
    assert [problem.warning for problem in told(tmp_path, text)] == [False]


@pytest.mark.parametrize(
    "file",
    [file for file in (*SHIPPED, *sorted(STARTER.glob("*.yaml"))) if not file.parent.name.startswith("russia_dprk")],
    ids=str,
)
def test_what_is_shipped_has_no_warnings(file: Path) -> None:
    """Those of the shipped model are loaded in tests/scenarios/test_shipped.py."""
    assert [str(warning) for warning in load_with_warnings(file).warnings] == []


def test_a_regime_that_events_bring_and_end_needs_no_row(tmp_path: Path) -> None:
    text = QUIET.replace(", low: {}}}", "}}").replace(
        "  mark: {at: 2026}", "  mark: {at: 2026, effects: {war: {set: low}}}"
    )
    assert ["only ever a target" in str(problem) for problem in told(tmp_path, text)] == [True]
    both = text.replace("  mark:", "  truce: {at: 2027, effects: {war: {set: full}}}\n  mark:")
    assert told(tmp_path, both) == []

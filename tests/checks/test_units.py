"""Units: what clashes is told at its place; what can't be known is let be."""

import re
from pathlib import Path

import pytest

from simengine.functions import memory_functions
from simengine.language.quantities import parse_unit
from simengine.processes import processes
from tests.helpers.checks.changed_text import place, places, told

SOUND = """\
name: sound
clock: {start: 2024, end: 2034, step: month}
parameters:
  made: {uniform: [1, 2], unit: Mshell/year}
  use: {uniform: [1, 2], unit: Mshell/year}
  price: {uniform: [1, 2], unit: USD/shell}
  money: {uniform: [1, 2], unit: BUSD/year}
  store_now: {uniform: [1, 2], unit: Mshell}
  cut: {uniform: [0.1, 0.2], unit: share}
  percent: {uniform: [1, 2], unit: "%"}
  pace: {uniform: [1, 2], unit: 1/year}
  grace: {uniform: [1, 2], unit: year}
  wait: {uniform: [1, 2], unit: month}
  vague: {uniform: [1, 2]}
functions:
  short(a, b): max(0, a - b)
drivers:
  output: {process: ornstein_uhlenbeck, initial: made, level: made*(1 - cut), speed: pace, volatility: 1,
           unit: Mshell/year}
  store: {process: stock, initial: store_now, inflow: output, outflow: store_now*pace, bounds: [0, 2*store_now],
          unit: Mshell}
  plan: {process: schedule, table: {2024: made, 2026: 3}, unit: Mshell/year}
  calls: {process: poisson_count, rate: pace, unit: call}
  plain: {process: poisson_count, rate: 0.5 + time}
  war: {process: markov_chain, initial: full, rates: {full: {low: pace}, low: {full: 1}}}
formulas:
  need: {expr: "short(use, output)", unit: Mshell/year}
  loose: vague*made + vague*price + percent*vague + calls*plain + plain*plan
  mixed: held(need > 0) + share_of_time(need > 1) + (war == 'low')
events:
  jump: {hazard: pace*(need > 0), repeats: true, effects: {output: {add: need/2}, store: {multiply: 1 - cut}},
         branch: {left: cut, right: otherwise}}
  calm: {when: since(jump) > grace}
observe:
  known: {at: start, expr: output - 1, between: [-9, 9], unit: Mshell/year}
measures:
  years: {expr: 2024.5 + first_time(calm), unit: year}
  total: {expr: "sum_between(output, calm, 0, 1)", unit: Mshell}
  loosest: loose + mixed + store/use
outcome:
  high: rolling_mean(output, 1) > lag(use, 1) + made*occurred(calm)
  low: otherwise
questions:
  soon: {text: How much is needed?, as_of: 2025, value: "mean(output, need)", unit: Mshell/year}
"""

# what stands there, what stands there instead, where the message points, the message
CLASHES = [
    ("level: made*(1 - cut)", "level: made + money", "money, speed",
     "drivers.output.level: made + money: Mshell/year and BUSD/year can't be added; convert one, or correct a unit"),
    ("level: made*(1 - cut)", "level: made - 2 - store_now", "store_now, speed",
     "made - 2 - store_now: Mshell/year and Mshell can't be subtracted"),
    ("level: made*(1 - cut)", "level: store_now/grace", None, None),
    ("level: made*(1 - cut)", "level: made**2/use", None, None),
    ("level: made*(1 - cut)", "level: made**3/use", "made**3",
     "made**3/use is in Mshell2/year2, level must be in Mshell/year"),
    ("level: made*(1 - cut)", "level: 3*store_now", None, None),
    ("level: made*(1 - cut)", "level: store_now", "store_now, speed",
     "drivers.output.level: store_now is in Mshell, level must be in Mshell/year; convert it, or correct a unit"),
    ("level: made*(1 - cut)", "level: made*percent", "made*percent", "made*percent is in %*Mshell/year, level must be"),
    ("level: made*(1 - cut)", "level: made if cut < wait else use", "wait else",
     "a pure number and month can't be compared"),
    ("level: made*(1 - cut)", "level: made if cut < 1 else money", "money, speed",
     "can't be the two values of one choice"),
    ("level: made*(1 - cut)", "level: 'max(0, made, -money)'", "-money)",
     "max(0, made, -money): Mshell/year and BUSD/year can't be compared"),
    ("level: made*(1 - cut)", "level: 'clip(made, 0, store_now)'", "store_now)'", "can't be compared"),
    ("level: made*(1 - cut)", "level: 'coalesce(made, money)'", "money)'",
     "coalesce(made, money): Mshell/year and BUSD/year"),
    ("level: made*(1 - cut)", "level: 'coalesce(made, 0)'", None, None),
    ("level: made*(1 - cut)", "level: floor(store_now)", "floor(store_now)", "floor(store_now) is in Mshell, level"),
    ("level: made*(1 - cut)", "level: made*(1 + cut*sin(2*month_of_year))", None, None),
    ("level: made*(1 - cut)", "level: made + cos(time)", "cos(time)", "Mshell/year and a pure number can't be added"),
    ("hazard: pace*(need > 0)", "hazard: rate_of(cut)*(need > 0)", None, None),
    ("hazard: pace*(need > 0)", "hazard: rate_of(percent)", "percent)",
     "events.jump.hazard: rate_of(percent): a chance a year is a pure number, not in %; convert one"),
    ("hazard: pace*(need > 0)", "hazard: rate_of(cut)*grace", "rate_of(cut)",
     "rate_of(cut)*grace is a pure number, a hazard must"),
    ("since(jump) > grace", "'earliest(jump, calm) > wait'", "wait'}", "earliest(jump, calm) > wait: year and month"),
    ("level: made*(1 - cut)", "level: made*exp(time)*sqrt(money)", None, None),
    ("initial: made, ", "initial: money, ", "money, level",
     "drivers.output.initial: money is in BUSD/year, initial must be in Mshell/year"),
    ("speed: pace", "speed: grace", "grace, vol", "drivers.output.speed: grace is in year, speed must be in 1/year"),
    ("speed: pace", "speed: 1/grace", None, None),
    ("inflow: output", "inflow: store_now", "store_now, outflow",
     "store_now is in Mshell, inflow must be in Mshell/year"),
    ("[0, 2*store_now]", "[0, made]", "made],\n",
     "drivers.store.bounds[1]: made is in Mshell/year, bounds must be in Mshell"),
    ("2024: made", "2024: store_now", "store_now, 2026",
     "drivers.plan.table.2024: store_now is in Mshell, table must be"),
    ("rate: pace, unit: call", "rate: made, unit: call", "made, unit: call",
     "made is in Mshell/year, rate must be in 1/year or in call/year"),
    ("rate: 0.5 + time", "rate: made", "made}", "made is in Mshell/year, rate must be in 1/year"),
    ("{low: pace}", "{low: grace}", "grace}, low",
     "drivers.war.rates.full.low: grace is in year, rates must be in 1/year"),
    ('"short(use, output)"', '"short(use, store)"', "store)\"",
     "use - store: Mshell/year and Mshell can't be subtracted"),
    ('"short(use, output)"', '"short(use, output)*pace"', "short(use", "is in Mshell/year2, need is in Mshell/year"),
    ("hazard: pace*(need > 0)", "hazard: need*(need > 0)", "need*(need",
     "events.jump.hazard: need*(need > 0) is in Mshell/year, a hazard must be in 1/year"),
    ("> grace}", "> grace}\n  then: {after: jump, delay: wait}", "wait}",
     "events.then.delay: wait is in month, a delay must be in year"),
    ("> grace}", "> grace}\n  then: {after: jump, delay: grace + wait/12}", None, None),
    ("{add: need/2}", "{add: money}", "money}, store",
     "events.jump.effects.output.add: money is in BUSD/year, output is in Mshell/year"),
    ("{multiply: 1 - cut}", "{multiply: percent}", "percent}}", "percent is in %, a factor must be a pure number"),
    ("{left: cut,", "{left: pace,", "pace, right", "pace is in 1/year, a chance must be a pure number"),
    ("since(jump) > grace", "since(jump) > wait", "wait}", "since(jump) > wait: year and month can't be compared"),
    ("since(jump) > grace", "time > wait/12", None, None),
    ("since(jump) > grace", "time + months(3) > grace", None, None),
    ("expr: output - 1", "expr: store", "store, between",
     "observe.known.expr: store is in Mshell, known is in Mshell/year"),
    ("2024.5 + first_time(calm)", "first_time(calm)*need", "first_time(calm)*need",
     "first_time(calm)*need is in Mshell, years is in year"),
    ('"mean(output, need)"', '"mean(output, store)"', 'store)"',
     "mean(output, store): Mshell/year and Mshell can't be averaged"),
    ("lag(use, 1)", "lag(money, 1)", "made*occurred",
     "lag(money, 1) + made*occurred(calm): BUSD/year and Mshell/year can't be added"),
    ('"sum_between(output, calm, 0, 1)"', "realised_outflow(store)", "realised_outflow",
     "realised_outflow(store) is in Mshell/year, total is in Mshell;"),
    ('0, 1)", unit: Mshell', '0, 1)", unit: "Mshell//year"', 'Mshell//year"',
     "measures.total.unit: not a unit: '/' can't stand there; write a unit as"),
]  # fmt: skip


def test_the_sound_scenario_has_no_clash(tmp_path: Path) -> None:
    assert [problem for problem in told(tmp_path, SOUND) if not problem.warning] == []


@pytest.mark.parametrize(("old", "new", "at", "message"), CLASHES, ids=[f"{case[1][:50]}" for case in CLASHES])
def test_a_clash_is_told_where_it_is(tmp_path: Path, old: str, new: str, at: str | None, message: str | None) -> None:
    assert SOUND.count(old) == 1
    text = SOUND.replace(old, new)
    errors = [problem for problem in told(tmp_path, text) if not problem.warning]
    if message is None:
        assert errors == []
        return
    assert len(errors) == 1, errors
    assert message in str(errors[0])
    if at is not None:
        assert places(errors) == [place(text, at)]


def test_all_at_once_with_other_errors(tmp_path: Path) -> None:
    text = SOUND.replace("speed: pace", "speed: grace").replace("since(jump) > grace", "since(jmp) > grace")
    assert [problem.path for problem in told(tmp_path, text)] == ["drivers.output.speed", "events.calm.when"]


def test_without_declared_units_nothing_clashes(tmp_path: Path) -> None:
    text = (
        re.sub(r",\s+unit: [^}]*", "", SOUND)
        .replace("rate: pace", "rate: pace + time")
        .replace("> grace", "> held(need > 0)*time")
    )
    assert "unit" not in text
    assert [str(problem) for problem in told(tmp_path, text) if not problem.warning] == []


def test_every_process_tells_units_of_fields_it_has() -> None:
    told_units = {kind: process.field_units for kind, process in processes().items()}
    assert {kind for kind, found in told_units.items() if found} >= {"stock", "poisson_count", "ornstein_uhlenbeck"}
    for kind, found in told_units.items():
        assert set(found) <= set(processes()[kind].model_fields), kind
        for text in found.values():
            assert [parse_unit(part) for part in text.split(" or ")]


def test_every_function_tells_a_unit_that_can_be_read() -> None:
    units = {name: parse_unit(function.unit) for name, function in memory_functions().items() if function.unit}
    assert str(units["since"]) == "year"
    assert str(units["lag"]) == "own"
    assert "rolling_sum" not in units

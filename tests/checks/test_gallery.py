"""A gallery of mistakes, each with the message a person needs: place, value, remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load, load_with_warnings

SOUND = """\
name: sound
clock: {start: 2024-07, end: 2034-07, step: month}
sources:
  S1: {title: A source}
mechanisms:
  M1: {claim: Something pushes, source: S1 ¶2}
parameters:
  speed: {quantiles: {5%: 0.5, 50%: 1, 95%: 2}, lower: 0, upper: 4, source: S1 ¶3}
  chance: {uniform: [0, 1], tags: [M1]}
parameter_correlations: {}
drivers:
  x: {process: ornstein_uhlenbeck, initial: 0, level: 1, speed: speed, volatility: 0.3, history: {2023-01: 0}}
  flag: {process: level, initial: 0}
  plan: {process: schedule, table: {2025: 0, 2027-03: 1}}
  store: {process: stock, initial: 1, inflow: 1, outflow: plan}
  calls: {process: poisson_count, rate: 3}
correlations: {}
formulas:
  high: x > 1
  recent: rolling_mean(x, months(6))
events:
  jump: {hazard: 0.2 + flag, repeats: true, effects: {x: {add: 1}}}
  turn: {at: 2026-05, branch: {left: chance, right: otherwise}, effects: {flag: {set: 1}}}
  calm: {when: recent < 0.5}
measures:
  peak: max_so_far(x) + count(jump) + store + calls + high
outcome:
  up: peak > 2
  down: otherwise
questions:
  soon: {text: Does it happen soon?, by: 2025-12, when: occurred(jump)}
simulate: {paths: 100, seed: 1}
"""

# what stands in the sound scenario, what stands there instead, where the message points (at this text), the message
GALLERY = [
    ("clock:", "clok:", "clok", "unknown section (did you mean 'clock'?)"),
    ("step: month", "step: fortnight", "fortnight", "must be one of"),
    ("end: 2034-07", "end: 2024-07", "{start", "must lie at least one month after the start"),
    ("end: 2034-07", "end: 2034-07-15", "{start", "must lie on the grid of months"),
    ("end: 2034-07", "end: July", "{start", "'July' is not a date: write 2026, 2026-Q2, 2026-05, 2026-05-17 or"),
    ("{quantiles: {5%: 0.5, 50%: 1, 95%: 2}", "{quantiles: {5%: 0.5, 50%: 3, 95%: 2}", "{5%", "values must increase"),
    ("{uniform: [0, 1]", "{unifrm: [0, 1]", "{unifrm", "'unifrm' is none (did you mean 'uniform'?)"),
    ("{uniform: [0, 1]", "{uniform: [0, 1], fixed: 2", "{uniform", "more than one distribution: uniform, fixed"),
    ("{uniform: [0, 1]", "{uniform: [1, 0]", "[1, 0]", "low"),
    ("chance: {uniform", "5chance: {uniform", "5chance", "a name has letters, digits and _"),
    ("flag: {process", "time: {process", "time:", "'time' is a word of the language"),
    ("flag: {process", "held: {process", "held:", "'held' is a word of the language"),
    ("high: x > 1", "x: x > 1", "x: x >", "'x' stands in drivers already: choose another name"),
    ("process: ornstein_uhlenbeck", "process: ornstein", "ornstein,", "unknown process 'ornstein'"),
    ("process: level, ", "", "{initial: 0}", "process is missing"),
    ("volatility: 0.3", "volatility: -0.3", "-0.3", "drivers.x.volatility: must be >= 0 (got -0.3)"),
    ("volatility: 0.3", "volatilty: 0.3", "volatilty", "unknown key (did you mean 'volatility'?)"),
    (", volatility: 0.3", "", "{process: ornstein_uhlenbeck", "volatility: is missing"),
    ("volatility: 0.3", "volatility: [1]", "[1]", "a number or an expression is needed (got a list)"),
    ("speed: speed,", "speed: sped,", "sped,", "unknown name 'sped' (did you mean 'speed'?)"),
    ("initial: 0, level", "initial: recent, level", "recent,", "changes along a path"),
    ("level: 1,", "level: peak,", "peak,", "is a measure and exists only when a path is finished"),
    ("level: 1,", "level: calm,", "calm,", "calm is an event: ask occurred(calm)"),
    ("level: 1,", "level: 1 +,", ", speed: speed", "not an expression: it ends too early"),
    ("level: 1,", "level: x.real,", "x.real", "names have no parts here"),
    ("level: 1,", "level: year >= 2026-10,", "2026-10,", "a date in an expression is written date('2026-10')"),
    ("level: 1,", "level: 5%,", "5%,", "write 0.05 (got 5%)"),
    ("level: 1,", "level: x^2,", "^2", "a power is written with **"),
    ("high: x > 1", "high: if x > 1 then 1 else 0", "if x", "a choice is written 1 if x > 1 else 0"),
    ("high: x > 1", "high: x > 1,000", "1,000", "write 1000, or 1.000 if its comma is a decimal one (got 1,000)"),
    ("high: x > 1", "high: max(x, 1,000) > 1", "1,000", "write 1000"),
    ("high: x > 1", "high: x > 0,5", "0,5", "write 0.5 (got 0,5)"),
    ("high: x > 1", "high: x > 10k", "10k", "write 10e3 (got 10k)"),
    ("high: x > 1", "high: x > 2 speed", "2 speed", "a product needs its sign: write 2*speed"),
    ("high: x > 1", "high: x > \u22121", "\u22121", "(U+2212 MINUS SIGN) can't be used here: write -"),
    ("high: x > 1", "high: x\u00a0> 1", "\u00a0>", "NO-BREAK SPACE can't be used here: write an ordinary space"),
    ("high: x > 1", "high: x \uff1e 1", "\uff1e", "FULLWIDTH GREATER-THAN SIGN) can't be used here: write >"),
    ("high: x > 1", "high: x <> 1", "<>", "'<>' can't be used: write !="),
    ("high: x > 1", "high: x > 1 AND x < 2", "AND", "'AND' is not known: write and"),
    ("high: x > 1", "high: sum(x) > 1", "sum(x)", "the sum of one number is that number: write sum(a, b), over the members of a group sum_over"),
    ("high: x > 1", "high: x == TRUE", "TRUE", "unknown name 'TRUE': write true"),
    ("high: x > 1", "high: flag(2) > 1", "flag(2)", "flag is not a function: remove the parentheses, or write flag*(…)"),
    ("speed: {quantiles: {5%: 0.5,", "speed: {quantiles: {5%: 50 %,", "{5%", "; write 0.5"),
    ("level: 1,", "level: exp(),", "exp(),", "exp takes 1 argument (got 0)"),
    ("level: 1,", "level: expp(x),", "expp(x)", "unknown function 'expp' (did you mean 'exp'?)"),
    ("level: 1,", "level: flag('a'),", "flag('a')", "flag is not a function"),
    ("level: 1,", "level: held,", "held,", "held is a function: it needs its arguments"),
    ("level: 1,", "level: clip(x, 0, 1),", "clip", 'the commas split this expression into several keys; quote it'),
    ("level: 1,", "level: x == 'low',", "'low'", "x is a number and can't be compared with the text 'low'"),
    ("{2025: 0, 2027-03: 1}", "{2027: 0, 2025-03: 1}", "{2027", "the dates must rise from row to row"),
    ("{2025: 0, 2027-03: 1}", "{2025: 0, 2027-3: 1}", "{2025", "'2027-3' is not a date"),
    ("initial: 1, inflow", "initial: -1, inflow", "-1,", "must be >= 0 (got -1)"),
    ("\ncorrelations: {}", "\ncorrelations: {x ~ flag: 0.4}", "0.4", "flag has no Brownian noise to correlate (it is a level)"),
    ("\ncorrelations: {}", "\ncorrelations: {x ~ y: 0.4}", "0.4", "no driver 'y'"),
    ("\ncorrelations: {}", "\ncorrelations: {x ~ x: 0.3}", "x ~ x", "write two drivers as 'a ~ b'"),
    ("\ncorrelations: {}", "\ncorrelations: {x ~ store: 7}", "7}", "a correlation lies between -1 and 1 (got 7); write 0.07 for 7 %"),
    ("parameter_correlations: {}", "parameter_correlations: {speed ~ chanc: 0.4}", "0.4", "no parameter 'chanc' (did you mean 'chance'?)"),
    ("parameter_correlations: {}", "parameter_correlations: {speed~chanc: 0.4}", "0.4", "no parameter 'chanc'"),
    ("parameter_correlations: {}", "parameter_correlations: {speed ~ x: 0.4}", "0.4", "no parameter 'x'"),
    ("parameter_correlations: {}", "parameter_correlations: {speed - chance: 1}", "speed - ", "write two parameters as 'a ~ b'"),
    ("parameter_correlations: {}", "parameter_correlations: {speed ~ chance: 80%}", "80%}\ndrivers", "a correlation must be a number (got '80%'); write 0.8"),
    ("parameter_correlations: {}", "parameter_correlations: 0.5", "0.5\ndrivers", "a mapping is needed: {a ~ b: 0.3}"),
    (
        "chance: {uniform: [0, 1], tags: [M1]}\nparameter_correlations: {}",
        "chance: {fixed: 0.3}\nparameter_correlations: {speed ~ chance: 0.4}",
        "0.4", "chance is fixed and can't be correlated: give it a distribution, or delete this pair (set it to null)",
    ),
    (
        "parameter_correlations: {}",
        "  c: {uniform: [0, 1]}\nparameter_correlations: {speed ~ chance: 0.9, chance ~ c: 0.9, c ~ speed: -0.9}",
        "-0.9}",
        "these rank correlations can't hold together: speed ~ chance 0.9, chance ~ c 0.9, c ~ speed -0.9; with the other two, c ~ speed may be 0.64 to 1; they could if all were at most 0.53 of that",
    ),
    (
        "parameter_correlations: {}",
        "  c: {uniform: [0, 1]}\nparameter_correlations: {speed ~ chance: 0.8, c~chance: -0.8}",
        "-0.8}", "speed ~ chance 0.8, c ~ chance -0.8, and 0 where none is given (c ~ speed); with the other two, c ~ speed may be -1 to -0.32; they could if all were at most 0.86 of that",
    ),
    (
        "parameter_correlations: {}",
        "  ally: {choice: {1: 0.1, 0: 0.9}}\nparameter_correlations: {ally ~ speed: 0.8}",
        "0.8}", "ally and speed can't be correlated by 0.8: one of them has so few values that their ranks reach -0.51 to 0.51 and no more; write a correlation in between",
    ),
    (
        "parameter_correlations: {}",
        "  never: {choice: {1: 0, 0: 1}}\nparameter_correlations: {never ~ speed: 0.1}",
        "0.1}", "never is fixed and can't be correlated",
    ),
    ("high: x > 1", "high: low + 1\n  low: high - 1", "high: low", "a circle: high → low → high"),
    ("months(6))", "speed)", "speed)", "needs a constant length of time"),
    ("months(6))", "0.03)", "rolling_mean(x, 0.03", "are 0.36 steps of a month: give a whole number"),
    ("months(6))", "months(0))", "months(0", "needs a length of time above zero (got 0)"),
    ("hazard: 0.2 + flag", "hazard: -0.2", "-0.2", "events.jump.hazard: must be >= 0 (got -0.2)"),
    ("hazard: 0.2 + flag", "hazard: 1, at: 2025", "{hazard", "has hazard and at; an event has one of hazard, at, when"),
    ("hazard: 0.2 + flag, repeats: true, ", "", "{effects", "never happens: give it a hazard, at, when or after"),
    ("{add: 1}", "{add: 1, set: 2}", "{add", "needs exactly one of set, add, multiply (got set and add)"),
    ("{x: {add: 1}}", "{x: 1}", "1}}\n  turn", "events.jump.effects.x: a mapping (key: value) is needed (got 1); it takes set, add, multiply"),
    ("{add: 1}", "{plus: 1}", "plus", "unknown key; it takes set, add, multiply"),
    ("effects: {x:", "effects: {xx:", "{add", "no driver 'xx'"),
    ("effects: {x:", "effects: {recent:", "{add", "it is a formula, and only drivers can be moved"),
    ("effects: {x:", "effects: {plan:", "{add", "a schedule can't be moved by an event"),
    ("at: 2026-05", "at: 2026-13", "2026-13", "'2026-13' is no date of the calendar"),
    ("at: 2026-05", "at: 2024-01", "2024-01", "which branch came is known"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump}", "{after", "events.calm: follows jump, but how much later? say delay: months(3), or a distribution: delay: {lognormal: {median: 0.25, sigma: 0.5}}"),
    ("calm: {when: recent < 0.5}", "calm: {when: recent < 0.5, delay: 1}", "1}\nmeasures", "goes with after: say which event this one follows: after: NAME"),
    ("calm: {when: recent < 0.5}", "calm: {after: jumb, delay: 1}", "jumb", "events.calm.after: no event 'jumb' (did you mean 'jump'?)"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump, delay: -1}", "-1}", "events.calm.delay: must be >= 0 (got -1)"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump, delay: {uniform: [1, 0]}}", "[1, 0]", "events.calm.delay.uniform: low"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump, delay: {unifrm: [0, 1]}}", "{unifrm", "events.calm.delay: no distribution; 'unifrm' is none (did you mean 'uniform'?)"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump, delay: {uniform: [0, 1], unit: year}}", "unit: year", "events.calm.delay.unit: unknown key; beside uniform stand lower and upper"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump, when: recent < 0.5, delay: 1}", "{after", "has when and after; an event has one of hazard, at, when, after"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump, delay: 1, repeats: true}", "true}\nmeasures", "only a hazard or a condition can repeat; it occurs as often as jump"),
    ("calm: {when: recent < 0.5}", "calm: {after: calm, delay: 1}", "calm, delay", "a circle: calm comes, in the end, after itself, and so never happens"),
    ("calm: {when: recent < 0.5}", "calm: {at: 2024-05}\n  late: {after: calm, delay: speed}", "delay: speed", "calm occurs before the clock's start, in 2024-05, where a delay must be a number: write months(3)"),
    ("calm: {when: recent < 0.5}", "calm: {at: 2024-05}\n  late: {after: calm, delay: months(1), branch: {a: 0.5}}", "branch: {a", "it has happened by the start, in 2024-06, as calm had, so which branch came is known"),
    ("initial: 0, level: 1", "initial: 5, bounds: [0, 1], level: 1", "5, bounds", "drivers.x.initial: 5 lies outside the bounds of x, 0 to 1, so it would start at 1: correct one"),
    ("initial: 0, level: 1", "initial: 0, bounds: [1, 0], level: 1", "[1, 0], level", "drivers.x.bounds: the first must not be above the second (got 1 and 0): x would be 1 for ever"),
    ("volatility: 0.3", "volatility: 0.1 - 0.3", "0.1 - 0.3", "drivers.x.volatility: must be >= 0 (it is -0.2)"),
    ("{left: chance,", "{left: 1.5,", "1.5", "events.turn.branch.left: a chance is 1 at most (got 1.5)"),
    ("{left: chance, right: otherwise}", "{left: 0.7, mid: 0.6, right: otherwise}", "0.6", "events.turn.branch.mid: the chances up to here are 0.7 + 0.6 = 1.3: at most 1"),
    ("hazard: 0.2 + flag", "hazard: 1.0e+6", "1.0e+6", "83,333 occurrences a month (more than 1,000 end the path): lower it, or say each: step"),
    ("flag: {process: level, initial: 0}", "flag: {process: logit_ornstein_uhlenbeck, initial: 1.5, level: 0.5, speed: 1, volatility: 1}", "1.5", "a logit_ornstein_uhlenbeck can't be 1.5: flag would start at 0.999999"),
    ("flag: {process: level, initial: 0}", "flag: {process: logit_ornstein_uhlenbeck, initial: 0.5, level: 35, speed: 1, volatility: 1}", "35", "a logit_ornstein_uhlenbeck can't follow level 35"),
    ("flag: {process: level, initial: 0}", "flag: {process: log_ornstein_uhlenbeck, initial: 1 - 1, level: 1, speed: 1, volatility: 1}", "1 - 1", "can't be 0: flag would end the path"),
    ("rate: 3}", "rate: 3, history: {2023: -1}}", "-1}", "drivers.calls.history.2023: a count can't be negative (got -1)"),
    ("chance: {uniform: [0, 1]", "chance: {fixed: 35, unit: probability", "chance: {fixed", "35 is no probability, which lies between 0 and 1: write 0.35 for 35 %"),
    ("calm: {when: recent < 0.5}", "calm: {after: jump, delay: 1 - 2}", "1 - 2}", "events.calm.delay: must be >= 0 (it is -1)"),
    ("at: 2026-05", "at: [2026-05, 2026-06, 2026-13]", "2026-13", "events.turn.at[2]: '2026-13' is no date of the calendar"),
    ("at: 2026-05", "at: [2026-Q2, 2027, 2026-04-01]", "2026-04-01", "2026-04-01 stands twice (as 2026-Q2): an event happens once at a date"),
    ("at: 2026-05", "at: [2026-05, 2024-01]", "2024-01", "which branch came is known"),
    ("at: 2026-05", "at: []", "[], branch", "events.turn.at: needs a date at least"),
    ("at: 2026-05", "at: [2026-05, null]", "null]", "a text is needed"),
    ("at: 2026-05", "at: 2026-05, latest: 2028", "2028", "goes with a hazard"),
    ("at: 2026-05", "at: 2026-05, repeats: true", "true, branch", "only a hazard or a condition can repeat; several dates are a list: at: [2026, 2027-06]"),
    ("hazard: 0.2 + flag, repeats: true", "hazard: 0.2 + flag, each: step", "step, effects", "goes with a hazard that repeats, which may make it happen several times in a step: add repeats: true"),
    ("at: 2026-05", "at: 2026-05, each: step", "step, branch", "can make it happen twice in a step: remove it"),
    ("0.2 + flag, repeats: true", "0.2 + flag, repeats: true, each: month", "month, effects", "each: must be one of 'step' (got 'month')"),
    ("{left: chance, right: otherwise}", "{left: otherwise, right: 0.2}", "otherwise, right", "must be the last branch"),
    ("{left: chance,", "{jump: chance,", "0.2 + flag", "is a branch of turn, which decides when it happens"),
    ("{left: chance,", "{turn: chance,", "{turn", "a circle: turn branches, in the end, into itself"),
    ("when: recent < 0.5", "when: recent", "recent}", "a condition is needed here, recent is a number"),
    ("count(jump)", "count_between(jump, 'x', 2)", "'x', 2", "'x' is not a date: write 2026, 2026-Q2"),
    ("count(jump)", "count_between(jump, 0, time)", "time)", "count_between needs a constant date here, such as date('2026-10')"),
    ("count(jump)", "count_between(jump, '2020', 2)", "'2020', 2", "count_between counts from the start on, and this date lies before it"),
    ("count(jump)", "count_between(jump, 2, 1)", "count_between(jump, 2", "must end after it begins: count_between(e, date('2026')"),
    ("count(jump)", "count_between(jump, '2099', '2100')", "count_between(jump, '2099'", "nothing happens after the clock's end"),
    ("count(jump)", "before(jump)", "before(jump)", "before takes 2 arguments (got 1)"),
    ("count(jump)", "earliest(jump, store)", "store) +", "earliest needs an event; there is no event 'store'"),
    ("count(jump)", "earliest()", "earliest()", "earliest takes 1 or more arguments (got 0)"),
    ("count(jump)", "coalesce(x)", "coalesce(x)", "coalesce takes 2 or more arguments (got 1)"),
    ("count(jump)", "rate_of(90)", "90)", "rate_of takes a chance a year, from 0 to below 1 (got 90); 90 % is written 0.9"),
    ("count(jump)", "rate_of(-0.1)", "-0.1)", "from 0 to below 1 (got -0.1)"),
    ("count(jump)", "rate_of(1)", "1)", "what is certain has no rate: give the event a date"),
    ("count(jump)", "sin", "sin", "sin is a function: it needs its arguments in parentheses"),
    ("count(jump)", "month_of_year(x)", "month_of_year(x)", "month_of_year is not a function: remove the parentheses"),
    ("count(jump)", "count(jmp)", "jmp", "there is no event 'jmp' (did you mean 'jump'?)"),
    ("max_so_far(x)", "max_so_far(peak)", "peak: ", "a circle: peak → peak"),
    ("peak > 2", "peek > 2", "peek", "unknown name 'peek' (did you mean 'peak'?)"),
    ("down: otherwise", "down: else", "else", "'else' is not known: what is left is written otherwise"),
    ("down: otherwise", "down: peak < 3", "peak < 3", "the last class must be `otherwise`"),
    ("up: peak > 2", "up: otherwise", "otherwise\n  down", "otherwise must be the last class"),
    ("by: 2025-12, ", "", "{text", "needs a date: either by or as_of"),
    ("by: 2025-12", "by: 2034-07", "2034-07, when", "the end of 2034-07 lies outside the clock, which runs from 2024-07 to the beginning of 2034-07: write 2034-06 or earlier, or let the clock end at 2034-08"),
    ("by: 2025-12", "by: 2034", "2034, when", "write 2033 or earlier, or let the clock end at 2035-01"),
    ("by: 2025-12", "by: 2034-Q3", "2034-Q3, when", "write 2034-Q2 or earlier, or let the clock end at 2034-10"),
    ("by: 2025-12", "by: 2024-06-05", "2024-06-05, when", "write 2024-06-30 or later, or let the clock start at 2024-06"),
    ("by: 2025-12", "by: 2044", "2044", "the end of 2044 lies outside the clock"),
    ("when: occurred(jump)}", "when: occurred(jump), value: x}", "{text", "needs either when (a condition) or value"),
    ("when: occurred(jump)}", "when: peak > 2}", "peak > 2}", "is a measure and exists only when a path is finished"),
    ("source: S1 ¶3", "source: S7 ¶3", "S7", "no source 'S7'; there is only S1; declare it under sources"),
    ("tags: [M1]", "tags: [M2]", "[M2]", "no mechanism 'M2'; there is only M1"),
    ("source: S1 ¶2}", "acts: {raise: spede, on: x, push: up}}", "spede", "mechanisms.M1.acts.raise: no parameter 'spede' (did you mean 'speed'?)"),
    ("source: S1 ¶2}", "acts: {raise: x, on: x, push: up}}", "x, on", "x is a driver, and only a parameter can be raised"),
    ("source: S1 ¶2}", "acts: {raise: left, on: x, push: up}}", "left, on", "left is an event, and only a parameter"),
    ("source: S1 ¶2}", "acts: {raise: speed, on: recnt, push: up}}", "recnt", "no driver, formula, measure or event 'recnt' (did you mean 'recent'?)"),
    ("source: S1 ¶2}", "acts: {raise: speed, on: chance, push: up}}", "chance, push", "chance is a parameter: a driver, formula, measure or event is needed"),
    ("source: S1 ¶2}", "acts: {raise: speed, on: up, push: up}}", "up, push", "up is an outcome class: a driver"),
    ("source: S1 ¶2}", "acts: [{raise: speed, on: x, push: up}, {raise: speed, on: x, push: upward}]}", "upward", "mechanisms.M1.acts[1].push: must be one of 'up' or 'down' (got 'upward')"),
    ("source: S1 ¶2}", "acts: {raise: speed, on: x}}", "{raise", "mechanisms.M1.acts.push: is missing"),
    ("source: S1 ¶2}", "acts: {raises: speed, on: x, push: up}}", "raises", "unknown key (did you mean 'raise'?)"),
    ("source: S1 ¶2}", "acts: {raise: speed, on: x, push: up, with: 3}}", "with", "unknown key; it takes raise, on, push, between"),
    ("source: S1 ¶2}", "acts: {raise: speed, on: x, push: up, between: [2, 1]}}", "[2, 1]}}", "the first must be less than the second"),
    ("source: S1 ¶2}", "acts: speed}", "speed}\nparameters", "a list is needed"),
    ("source: S1 ¶3", "confidence: sure", "sure", "must be one of"),
    ("paths: 100", "paths: 0", "0, seed", "must be >= 1 (got 0)"),
    ("paths: 100", "paths: 1.5", "1.5", "a whole number is needed"),
    ("seed: 1", "seed: -9", "-9", "must be >= 0 (got -9)"),
    ("initial: 1, inflow", "initial: 1,000, inflow", "1,000", "drivers.store.initial: the comma splits this number: write 1000, or 1.000 if its comma is a decimal one (got 1,000)"),
    ("initial: 1, inflow", "initial: 1,5, inflow", "1,5", "the comma splits this number: write 1.5 (got 1,5)"),
    ("initial: 1, inflow", "initial: 1_000, inflow", "1_000", "drivers.store.initial: not how a number is written here: write 1000 (got 1_000)"),
    ("initial: 1, inflow", "initial: 0x1F, inflow", "0x1F", "not how a number is written here: write 31, or quote a text (got 0x1F)"),
    ("rate: 3}", "rate: 2*0x1F}", "0x1F", "not how a number is written here: write 31 (got 0x1F)"),
    ("rate: 3}", "rate: 2*007}", "007", "not how a number is written here: write 7 (got 007)"),
    ("rate: 3}", "rate: 007}", "007", "not how a number is written here: write 7, or quote a text (got 007)"),
    ("{uniform: [0, 1]", "{fixed: 1_000", "1_000", "fixed must be a number (got '1_000'); write 1000"),
    ("{uniform: [0, 1]", "{uniform: [0, 1,000]", "000]", "the comma before 000 splits a number"),
    ("{2023-01: 0}", "{2023-01: 1_000}", "1_000", "history.2023-01: a number is needed (got '1_000'); write 1000"),
    ("{2023-01: 0}", "{2023-01: '5'}", "'5'", "a number is needed (got '5'); remove the quotes"),
    ("{2023-01: 0}", "{2023-01: true}", "true}", "a number is needed (got true); write 1"),
    ("{2023-01: 0}", "{2023-01: .nan}", ".nan", "a finite number is needed (got nan)"),
    ("{2023-01: 0}", "{2023-01: 5 km}", "5 km", "a number is needed (got '5 km'); write 5 alone; what it counts is said by `unit`"),
    ("paths: 100", "paths: 1_000", "1_000", "a number is needed (got '1_000'); write 1000"),
    ("name: sound", "name: a/b", "a/b", "names a folder of results"),
]  # fmt: skip


def test_the_sound_scenario_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "sound.yaml"
    file.write_text(SOUND)
    loaded = load_with_warnings(file)
    assert loaded.model.scenario.name == "sound"
    assert loaded.warnings == ()


@pytest.mark.parametrize(("old", "new", "at", "message"), GALLERY, ids=[f"{case[1][:40]}" for case in GALLERY])
def test_message(tmp_path: Path, old: str, new: str, at: str, message: str) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load(file)
    found = [problem for problem in caught.value.problems if message in str(problem)]
    assert found, f"not among:\n{caught.value}"
    before = text[: text.index(at)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    places = [(problem.place.line, problem.place.column) for problem in found if problem.place]
    assert (line, column) in places, f"{places} is not {(line, column)}\n{caught.value}"


def test_all_problems_of_a_file_at_once(tmp_path: Path) -> None:
    text = SOUND
    for old, new in (("volatility: 0.3", "volatility: -0.3"), ("peak > 2", "peek > 2"), ("paths: 100", "paths: 0")):
        text = text.replace(old, new)
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert [problem.path for problem in caught.value.problems] == [
        "drivers.x.volatility",
        "outcome.up",
        "simulate.paths",
    ]


def test_warnings(tmp_path: Path) -> None:
    file = tmp_path / "loose.yaml"
    file.write_text(SOUND.replace("speed: speed", "speed: 1").replace("at: 2026-05", "at: 2040"))
    told = [str(warning) for warning in load_with_warnings(file).warnings]
    assert any("parameters.speed: speed is used nowhere" in text for text in told)
    assert any("2040 lies after the end of the clock" in text for text in told)

"""Models made to take for ever: tables, correlations, distributions, functions, set.

Each with what is said of it; nothing, if it is a scenario.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.helpers.fuzz.hostile_parts import (
    DAILY,
    DRIVERS,
    OUTCOME,
    days,
    formulas,
    functions,
    many_drivers,
    section,
    sections,
)

TABLES: dict[str, tuple[Callable[[], str], str]] = {
    "an enormous history": (
        lambda: many_drivers(
            [f"x: {{process: level, initial: 1, history: {{{', '.join(f'{d}: 1' for d in days(14_000))}}}}}"]
        ),
        "",
    ),
    "histories from the year 1": (
        lambda: (
            DAILY
            + section("drivers", (f"d{i}: {{process: level, initial: 1, history: {{2023: 1}}}}" for i in range(2400)))
            + OUTCOME
        ),
        "the histories up to here reach back more than 100,000",
    ),
    "histories used": (
        lambda: (
            DAILY
            + section("drivers", (f"d{i}: {{process: level, initial: 1, history: {{0001: 1}}}}" for i in range(50)))
            + section("formulas", (f"f{i}: lag(d{i}, 20)" for i in range(50)))
            + OUTCOME
        ),
        "the histories up to here reach back more than 100,000",
    ),
    "an enormous schedule": (
        lambda: many_drivers([f"x: {{process: schedule, table: {{{', '.join(f'{d}: 1' for d in days(2000))}}}}}"]),
        "",
    ),
    "an enormous linear schedule": (
        lambda: many_drivers(
            [f"x: {{process: schedule, shape: linear, table: {{{', '.join(f'{d}: 1' for d in days(2000))}}}}}"]
        ),
        "",
    ),
    "a schedule of expressions": (
        lambda: many_drivers(
            [
                "y: {process: level, initial: 1}",
                f"x: {{process: schedule, shape: linear, table: {{{', '.join(f'{d}: y+y+y+y' for d in days(2900))}}}}}",
            ]
        ),
        "2,900 rows, and at most 2,000 are read: take dates",
    ),
    "a hundred thousand rows": (
        lambda: many_drivers([f"x: {{process: schedule, table: {{{', '.join(f'{d}: 1' for d in days(100_000))}}}}}"]),
        "'hostile.yaml' is larger than 250 kB; that is no",
    ),
    "long windows": (
        lambda: (
            "clock: {start: 1800, end: 2070, step: day}\n"
            + DRIVERS
            + section("formulas", (f"f{i}: lag(x, {2600 - i / 365.25})" for i in range(2000)))
            + OUTCOME
        ),
        "and at most 1,000,000 are kept (8.0 MB): shorten",
    ),
    "a window beyond the calendar": (
        lambda: (
            "clock: {start: 9000, end: 9900, step: year}\n"
            + DRIVERS
            + "formulas: {f: 'rolling_mean(x, 5000)'}\n"
            + OUTCOME
        ),
        "",
    ),
    "regimes": (
        lambda: many_drivers(
            [f"x: {{process: markov_chain, initial: r0, rates: {{{', '.join(f'r{i}: {{}}' for i in range(2900))}}}}}"]
        ),
        "more than 40 regimes: put some of them together",
    ),
    "a regime with endless rates": (
        lambda: many_drivers(["x: {process: markov_chain, initial: a, rates: {a: {b: 1e308, c: 1e308}, b: {a: 1}}}"]),
        "",
    ),
    "correlations": (
        lambda: many_drivers(
            (f"d{i}: {{process: random_walk, initial: 0, drift: 0, volatility: 1}}" for i in range(50)),
            section("correlations", (f"d{i} ~ d{j}: 0.01" for i in range(50) for j in range(i))),
        ),
        "",
    ),
    "a chain of correlations": (
        lambda: many_drivers(
            (f"d{i}: {{process: random_walk, initial: 0, drift: 0, volatility: 1}}" for i in range(1400)),
            section("correlations", (f"d{i} ~ d{i + 1}: 0.1" for i in range(1399))),
        ),
        "more than 50 are correlated with one another, directly",
    ),
    "pairs of correlations": (
        lambda: many_drivers(
            (f"d{i}: {{process: random_walk, initial: 0, drift: 0, volatility: 1}}" for i in range(1800)),
            section("correlations", (f"d{2 * i} ~ d{2 * i + 1}: 0.1" for i in range(900))),
        ),
        "",
    ),
    "correlations of parameters": (
        lambda: sections(
            parameters=section("parameters", (f"p{i}: {{uniform: [0, 1]}}" for i in range(50))),
            more=section("parameter_correlations", (f"p{i} ~ p{j}: 0.01" for i in range(50) for j in range(i))),
        ),
        "",
    ),
    "correlations of nobody": (
        lambda: sections(more=section("correlations", (f"d{i} ~ d{i + 1}: 0.1" for i in range(2900)))),
        "more than 50 are correlated with one another, directly",
    ),
    "choices": (
        lambda: sections(
            parameters=section(
                "parameters", [f"p: {{choice: {{{', '.join(f'{i}: {1 / 8192}' for i in range(8192))}}}}}"]
            )
        ),
        "",
    ),
    "quantiles": (
        lambda: sections(
            parameters=section(
                "parameters", [f"p: {{quantiles: {{{', '.join(f'{i / 100}%: {i}' for i in range(1, 9999))}}}}}"]
            )
        ),
        "at most 8 points (got 9998); leave out inner ones",
    ),
    "hard quantiles": (
        lambda: sections(
            parameters=section(
                "parameters", (f"p{i}: {{quantiles: {{1%: {i}, 50%: {i + 1}, 51%: {i + 900}}}}}" for i in range(2000))
            )
        ),
        "the middle value must lie between 858.6 and 895.7, got",
    ),
    "quantiles, many": (
        lambda: sections(
            parameters=section(
                "parameters",
                (
                    f"p{i}: {{quantiles: {{5%: {i + 1}, 25%: {i + 2}, 50%: {i + 3}, 95%: {i + 5}}}, lower: 0}}"
                    for i in range(2000)
                ),
            )
        ),
        "",
    ),
    "gammas": (
        lambda: sections(
            parameters=section("parameters", (f"p{i}: {{gamma: {{mean: 1, sd: {i + 11}e-3}}}}" for i in range(2700)))
        ),
        "",
    ),
    "betas": (
        lambda: sections(
            parameters=section("parameters", (f"p{i}: {{beta: {{alpha: 10000, beta: 0.01}}}}" for i in range(2700)))
        ),
        "",
    ),
    "units": (
        lambda: sections(
            formulas=section("formulas", (f"f{i}: {{expr: x, unit: {'/'.join('abcdefgh' * 12)}}}" for i in range(900)))
        ),
        "",
    ),
    "units of powers": (
        lambda: sections(
            parameters="parameters: {p: {fixed: 1, unit: m^99}}\n",
            formulas=f"formulas: {{f: '{'(' * 50}p{'**99)' * 50}'}}\n",
        ),
        "",
    ),
    "a unit in brackets": (
        lambda: sections(parameters=f"parameters: {{p: {{fixed: 1, unit: '{'(' * 199}'}}}}\n"),
        "not a unit: something is missing at its end; write a",
    ),
    "functions that double": (
        lambda: functions(["x + x", *(f"f{i}(x) + f{i}(x)" for i in range(60))], "f60(x)"),
        "f60: more than 40 functions within one another: use",
    ),
    "a chain of functions": (
        lambda: functions(["x + x", *(f"f{i}(x) + 1" for i in range(2900))], "f2900(x)"),
        "f2900: more than 40 functions within one another: use",
    ),
    "a chain of heavy functions": (
        lambda: functions(["x", *(f"{'-(' * 50}f{i}(x){')' * 50}" for i in range(300))], "f300(x)"),
        "f300: more than 90 operations hang on one another: use",
    ),
    "functions in functions": (
        lambda: functions(["x + x"], "f0(" * 55 + "x" + ")" * 55),
        "f0 has more than 20,000 parts: use formulas",
    ),
    "heavy calls in one formula": (lambda: functions(["+".join(["x*x*x"] * 40)] * 2, "+".join(["f0(x)"] * 40)), ""),
    "heavy calls, nested": (
        lambda: functions(
            [f"max({','.join('x' * 2000)})", f"max({','.join(['f0(x)'] * 8)})"], "max(" + ",".join(["f1(x)"] * 80) + ")"
        ),
        "more than 90 operations hang on one another: use",
    ),
    "heavy calls everywhere": (
        lambda: sections(
            functions='functions:\n  g(x): "' + "+".join(["(x*x*x)"] * 40) + '"\n',
            formulas=section("formulas", (f"f{i}: g(x)+g(y)" for i in range(2900))),
        ),
        "the expressions up to here have more than 30,000 parts",
    ),
    "a circle of functions": (
        lambda: functions((f"f{(i + 1) % 2000}(x)" for i in range(2000)), "f0(x)"),
        "f0: more than 40 functions within one another: use",
    ),
    "functions with many arguments": (
        lambda: sections(
            functions=f"functions:\n  ? g({','.join(f'a{i}' for i in range(40))})\n  : a0\n",
            formulas=f"formulas: {{f: 'g({','.join('x' * 40)})'}}\n",
        ),
        "",
    ),
    "many lines of set": (
        lambda: formulas(f"f{i}: x" for i in range(2900)) + section("set", (f"formulas.f{i}: y" for i in range(1000))),
        "",
    ),
    "many deletions": (
        lambda: (
            formulas(f"f{i}: x" for i in range(2900)) + section("set", (f"formulas.f{i}: null" for i in range(2900)))
        ),
        "sets more than 1,000 values; write them into the",
    ),
    "set of nothing": (
        lambda: formulas(f"f{i}: x" for i in range(2900)) + section("set", (f"formulas.g{i}: y" for i in range(2900))),
        "sets more than 1,000 values; write them into the",
    ),
    "set of long paths": (
        lambda: sections(more=section("set", (f"? {'a.' * 99}a{i}\n  : 1" for i in range(1500)))),
        "'hostile.yaml' is larger than 250 kB; that is no",
    ),
    "set of brackets": (
        lambda: sections(more=section("set", (f"? a{'[0]' * 60}{i}\n  : 1" for i in range(900)))),
        "'a[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]",
    ),
    "deep set": (
        lambda: sections(more=f"set: {{drivers: {'{x: ' * 37}1{'}' * 37}}}\n"),
        "unknown key; it takes initial",
    ),
    "regimes in a square": (
        lambda: many_drivers(
            [
                "x: {process: markov_chain, initial: r0, rates: {"
                + ", ".join(f"r{i}: {{{', '.join(f'r{j}: 1' for j in range(40) if j != i)}}}" for i in range(40))
                + "}}"
            ]
        ),
        "",
    ),
    "no classes": (lambda: sections(outcome="outcome: {}\n"), "needs at least one class, the last of them `otherwise`"),
    "a clock of a billion steps": (
        lambda: "clock: {start: 0001-01-01, end: 9998-01-01, step: day}\n" + DRIVERS + OUTCOME,
        "3,651,329 steps from 0001-01-01 to 9998-01-01; at most",
    ),
}

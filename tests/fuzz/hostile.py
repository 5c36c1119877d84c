"""Texts made to hurt whoever reads them: each is refused at a place in one line, or is read, in little time and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable

HEAD = "name: hostile\nclock: {start: 2024, end: 2034, step: year}\n"
DAILY = "name: hostile\nclock: {start: 2024, end: 2034, step: day}\n"
DRIVERS = "drivers:\n  x: {process: level, initial: 1}\n  y: {process: level, initial: 2}\n"
OUTCOME = "outcome: {all: otherwise}\n"


def sections(**texts: str) -> str:
    """A sound scenario with these sections, instead of its own or more."""
    own = {"drivers": DRIVERS, "outcome": OUTCOME}
    return HEAD + "".join({**own, **texts}.values())


def section(name: str, lines: Iterable[str]) -> str:
    return f"{name}:\n" + "".join(f"  {line}\n" for line in lines)


def formula(text: str) -> str:
    return sections(formulas=f'formulas:\n  f: "{text}"\n')


def formulas(lines: Iterable[str]) -> str:
    return sections(formulas=section("formulas", lines))


def many_drivers(lines: Iterable[str], more: str = "") -> str:
    return sections(drivers=section("drivers", lines), more=more)


def days(number: int) -> Iterable[str]:
    """Dates, one after the other, from the year 1000."""
    for k in range(number):
        yield f"{1000 + k // 336}-{k // 28 % 12 + 1:02d}-{k % 28 + 1:02d}"


def functions(bodies: Iterable[str], formula: str) -> str:
    lines = (f'f{i}(x): "{body}"' for i, body in enumerate(bodies))
    return sections(functions=section("functions", lines), formulas=f"formulas: {{f: '{formula}'}}\n")


def events(lines: Iterable[str]) -> str:
    return sections(events=section("events", lines))


def _deep_block() -> str:
    return HEAD + "".join(f"{' ' * i}a{i}:\n" for i in range(600))


def _aliased_expression() -> str:
    term = "x*" * 4900 + "x"
    long = " + ".join([f"({'*'.join('x' * 40)})"] * 80)
    del term
    return many_drivers(
        ["x: {process: level, initial: 1}", f"e: &e {{process: stock, initial: 1, inflow: '{long}', outflow: 1}}"]
        + [f"d{i}: *e" for i in range(3000)]
    )


HOSTILE: dict[str, Callable[[], str]] = {
    # texts
    "deep block": _deep_block,
    "deep flow": lambda: sections(formulas=f"formulas: {'{a: ' * 5000}"),
    "alias bomb": lambda: (
        "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    ),
    "alias bomb of text": lambda: sections(
        more=f"a: &a '{'x' * 9000}'\n" + "sources:\n" + "".join(f"  S{i}: {{title: *a}}\n" for i in range(2900))
    ),
    "aliased expression": _aliased_expression,
    "one long line": lambda: HEAD + "note: " + "word " * 45_000 + "\n" + DRIVERS + OUTCOME,
    "many blank lines": lambda: HEAD + "\n" * 240_000 + DRIVERS + OUTCOME,
    "many comments": lambda: HEAD + "# no\n" * 45_000 + DRIVERS + OUTCOME,
    "one long comment": lambda: HEAD + "#" * 240_000 + "\n" + DRIVERS + OUTCOME,
    "an enormous list": lambda: sections(more=f"sources: [{'1,' * 29_000}]\n"),
    "an enormous mapping": lambda: sections(more=section("sources", (f"S{i}: {{title: t}}" for i in range(7000)))),
    "ever the same key": lambda: sections(more=section("sources", ["S: {title: t}"] * 7000)),
    "unknown sections": lambda: sections(more="".join(f"section{i}: 1\n" for i in range(7000))),
    "unknown keys": lambda: many_drivers([f"x: {{process: level, initial: 1, {', '.join(f'k{i}: 1' for i in range(7000))}}}"]),
    "a long key": lambda: sections(more=f"{'k' * 100_000}: 1\n"),
    "a long name of a driver": lambda: many_drivers([f"{'k' * 199}: {{process: level, initial: 1}}"]),
    "quotes and quotes": lambda: sections(more="note: " + "'" * 100_001 + "\n"),
    "backslashes": lambda: sections(more='note: "' + "\\" * 100_001 + "\n"),
    "commas in parentheses": lambda: sections(more="formulas: [" + "f(x, " * 20_000),
    "tags": lambda: sections(more=section("sources", (f"S{i}: !!python/object/apply:os.system [ls]" for i in range(5000)))),
    "anchors": lambda: sections(more=section("sources", (f"S{i}: &a{i} {{title: t}}" for i in range(2900)))),
    "unknown anchors": lambda: sections(more=section("sources", (f"S{i}: *a{i}" for i in range(2900)))),
    "known anchors, unknown ones": lambda: sections(
        more=section("sources", [*(f"S{i}: &anchor{i} 1" for i in range(2900)), *(f"T{i}: *ancor{i}" for i in range(2900))])
    ),
    "a huge integer": lambda: formula("9" * 5000),
    "a huge hexadecimal integer": lambda: formula("0x" + "f" * 9000),
    "a huge seed": lambda: sections(more=f"simulate: {{seed: {'9' * 299}, paths: {'9' * 299}}}\n"),
    "huge numbers": lambda: many_drivers([f"x: {{process: level, initial: {'9' * 300}, bounds: [-{'9' * 300}, 0x{'f' * 290}]}}"]),
    # expressions
    "a tower of powers": lambda: formula("**".join(["9"] * 80)),
    "a higher tower": lambda: formula("**".join(["9"] * 4000)),
    "powers of powers": lambda: formula("(" * 50 + "x" + "**1024)" * 50),
    "a megabyte of expression": lambda: formula("x + " * 60_000 + "x"),
    "attributes": lambda: formula("x.__class__.__mro__[1].__subclasses__()"),
    "many attributes": lambda: formulas(f"f{i}: x.__class__" for i in range(2900)),
    "a lambda": lambda: formula("(lambda: 1)()"),
    "import": lambda: formula("__import__('os').system('ls')"),
    "brackets": lambda: formula("(" * 4000 + "x" + ")" * 4000),
    "minuses": lambda: formula("-" * 9000 + "x"),
    "nots": lambda: formula("not " * 2000 + "x"),
    "a chain of comparisons": lambda: formula("<".join("x" * 4000)),
    "comparisons of comparisons": lambda: formula("<".join(["(x<y<x)"] * 1000)),
    "a chain in a chain": lambda: formula("(x<" * 50 + "x" + "<x)" * 50),
    "choices in conditions": lambda: formula("(1 if " * 55 + "x<1" + " else 2)" * 55),
    "choices in comparisons": lambda: formula("(1 if " * 55 + "x" + "<3 else 2)" * 55),
    "a list of thousands": lambda: formula(f"x in [{','.join('1' * 4000)}]"),
    "arguments": lambda: formula(f"max({','.join('x' * 4000)})"),
    "max of max": lambda: formula("max(x," * 58 + "x" + ")" * 58),
    "mean of mean": lambda: formula("mean(" * 58 + "x" + ",y)" * 58),
    "months of months": lambda: formula("lag(x, " + "months(" * 55 + "1" + ")" * 55 + ")"),
    "memory in memory": lambda: formula("lag(" * 50 + "x" + ",1)" * 50),
    "rolling in rolling": lambda: formula("rolling_mean(" * 50 + "x" + ",5)" * 50),
    "one name, unknown": lambda: formula(f"{'k' * 9000} + 1"),
    "unknown names": lambda: formulas(f"formula{i}: formala{i} + 1" for i in range(2900)),
    "long unknown names": lambda: formulas(f"{'k' * 150}{i}: {'k' * 150}l{i}" for i in range(700)),
    "accents": lambda: formula("é" * 4999 + " é"),
    "dates": lambda: formula("2026-10 " * 1000),
    "texts": lambda: formula("'a' == " * 1000 + "'a'"),
    "quotes in an expression": lambda: formula("'" * 9999),
    # many elements
    "a chain of formulas": lambda: formulas(["f0: x", *(f"f{i}: f{i - 1} + 1" for i in range(1, 2900))]),
    "a chain of formulas, backwards": lambda: formulas([*(f"f{i}: f{i + 1} + 1" for i in range(2900)), "f2900: x"]),
    "formulas that double": lambda: formulas(["f0: x", *(f"f{i}: f{i - 1} + f{i - 1}" for i in range(1, 2900))]),
    "formulas of all others": lambda: formulas(
        ["f0: x", *(f"f{i}: {' + '.join(f'f{j}' for j in range(max(0, i - 20), i))}" for i in range(1, 700))]
    ),
    "a circle of formulas": lambda: formulas(f"f{i}: f{(i + 1) % 2900} + 1" for i in range(2900)),
    "circles everywhere": lambda: formulas(f"f{i}: {' + '.join(f'f{j}' for j in range(60))}" for i in range(60)),
    "formulas, all alike": lambda: formulas(f"f{i}: x" for i in range(2900)),
    "dense formulas": lambda: formulas(f"f{i}: {'+'.join('x' * 12)}" for i in range(1250)),
    "formulas with memory": lambda: formulas(f"f{i}: lag(x, {i % 9 + 1})" for i in range(2900)),
    "doubts that double": lambda: sections(
        drivers=DRIVERS + "  z: {process: ornstein_uhlenbeck, initial: 0, level: f40, speed: 1, volatility: 1}\n",
        events="events: {e: {hazard: 1}}\n",
        formulas=section("formulas", ["f0: since(e)", *(f"f{i}: f{i - 1} + f{i - 1}" for i in range(1, 60))]),
    ),
    "drivers": lambda: many_drivers(f"d{i}: {{process: level, initial: 1}}" for i in range(2900)),
    "parameters": lambda: sections(parameters=section("parameters", (f"p{i}: {{uniform: [0, 1]}}" for i in range(2900)))),
    "parameters, like one another": lambda: sections(
        parameters=section("parameters", ["p0: 1", *(f"p{i}: {{like: p{i - 1}}}" for i in range(1, 2900))])
    ),
    "a circle of likes": lambda: sections(
        parameters=section("parameters", (f"p{i}: {{like: p{(i + 1) % 9000}}}" for i in range(2900)))
    ),
    "events": lambda: events(f"e{i}: {{at: 2025}}" for i in range(2900)),
    "events with effects": lambda: events(f"e{i}: {{at: 2025, effects: {{x: {{set: x}}}}}}" for i in range(2300)),
    "events that ask for events": lambda: events(f"e{i}: {{when: occurred(e{i - 1 if i else 1})}}" for i in range(2900)),
    "an enormous branch": lambda: events([f"e: {{at: 2025, branch: {{{', '.join(f'b{i}: 0' for i in range(2900))}}}}}"]),
    "a chain of branches": lambda: events(
        ["e0: {at: 2025, branch: {e1: 1}, effects: {x: {set: x}}}"]
        + [f"e{i}: {{branch: {{e{i + 1}: 1}}, effects: {{x: {{set: x}}}}}}" for i in range(1, 2000)]
        + ["e2000: {}"]
    ),
    "a circle of branches": lambda: events(f"e{i}: {{branch: {{e{(i + 1) % 2900}: 1}}}}" for i in range(2900)),
    "branches into one another": lambda: events(
        f"e{i}: {{branch: {{{', '.join(f'e{j}: 0' for j in range(70))}}}}}" for i in range(70)
    ),
    "outcomes": lambda: sections(outcome=section("outcome", [*(f"c{i}: x > 1" for i in range(2900)), "z: otherwise"])),
    "questions": lambda: sections(
        questions=section("questions", (f"q{i}: {{text: t, by: 2025, when: x > 1}}" for i in range(2400)))
    ),
    "measures": lambda: sections(measures=section("measures", ["m0: x", *(f"m{i}: m{i - 1}" for i in range(1, 2900))])),
    "tags of mechanisms": lambda: sections(
        mechanisms=section("mechanisms", (f"M{i}: {{claim: c}}" for i in range(1400))),
        formulas=section("formulas", (f"f{i}: {{expr: x, tags: M{i}}}" for i in range(1400))),
    ),
    "tags, unknown": lambda: sections(
        formulas=section("formulas", [f"f: {{expr: x, tags: [{', '.join(f'M{i}' for i in range(20_000))}]}}"])
    ),
    "sources, unknown": lambda: sections(
        sources=section("sources", (f"S{i}: {{title: c}}" for i in range(1400))),
        formulas=section("formulas", (f"f{i}: {{expr: x, source: T{i}}}" for i in range(1400))),
    ),
    # tables
    "an enormous history": lambda: many_drivers(
        [f"x: {{process: level, initial: 1, history: {{{', '.join(f'{d}: 1' for d in days(14_000))}}}}}"]
    ),
    "histories from the year 1": lambda: DAILY
    + section("drivers", (f"d{i}: {{process: level, initial: 1, history: {{2023: 1}}}}" for i in range(2400)))
    + OUTCOME,
    "histories used": lambda: DAILY
    + section("drivers", (f"d{i}: {{process: level, initial: 1, history: {{0001: 1}}}}" for i in range(50)))
    + section("formulas", (f"f{i}: lag(d{i}, 20)" for i in range(50)))
    + OUTCOME,
    "an enormous schedule": lambda: many_drivers(
        [f"x: {{process: schedule, table: {{{', '.join(f'{d}: 1' for d in days(2000))}}}}}"]
    ),
    "an enormous linear schedule": lambda: many_drivers(
        [f"x: {{process: schedule, shape: linear, table: {{{', '.join(f'{d}: 1' for d in days(2000))}}}}}"]
    ),
    "a schedule of expressions": lambda: many_drivers(
        [
            "y: {process: level, initial: 1}",
            f"x: {{process: schedule, shape: linear, table: {{{', '.join(f'{d}: y+y+y+y' for d in days(2900))}}}}}",
        ]
    ),
    "a hundred thousand rows": lambda: many_drivers(
        [f"x: {{process: schedule, table: {{{', '.join(f'{d}: 1' for d in days(100_000))}}}}}"]
    ),
    "a long clock": lambda: "clock: {start: 0001, end: 9998, step: day}\n" + DRIVERS + OUTCOME,
    "long windows": lambda: "clock: {start: 1800, end: 2070, step: day}\n"
    + DRIVERS
    + section("formulas", (f"f{i}: lag(x, {2600 - i / 365.25})" for i in range(2000)))
    + OUTCOME,
    "a window beyond the calendar": lambda: "clock: {start: 9000, end: 9900, step: year}\n"
    + DRIVERS
    + "formulas: {f: 'rolling_mean(x, 5000)'}\n"
    + OUTCOME,
    "regimes": lambda: many_drivers(
        [f"x: {{process: markov_chain, initial: r0, rates: {{{', '.join(f'r{i}: {{}}' for i in range(2900))}}}}}"]
    ),
    "a regime with endless rates": lambda: many_drivers(
        ["x: {process: markov_chain, initial: a, rates: {a: {b: 1e308, c: 1e308}, b: {a: 1}}}"]
    ),
    "correlations": lambda: many_drivers(
        (f"d{i}: {{process: random_walk, initial: 0, drift: 0, volatility: 1}}" for i in range(50)),
        section("correlations", (f"d{i} ~ d{j}: 0.01" for i in range(50) for j in range(i))),
    ),
    "a chain of correlations": lambda: many_drivers(
        (f"d{i}: {{process: random_walk, initial: 0, drift: 0, volatility: 1}}" for i in range(1400)),
        section("correlations", (f"d{i} ~ d{i + 1}: 0.1" for i in range(1399))),
    ),
    "pairs of correlations": lambda: many_drivers(
        (f"d{i}: {{process: random_walk, initial: 0, drift: 0, volatility: 1}}" for i in range(1800)),
        section("correlations", (f"d{2 * i} ~ d{2 * i + 1}: 0.1" for i in range(900))),
    ),
    "correlations of parameters": lambda: sections(
        parameters=section("parameters", (f"p{i}: {{uniform: [0, 1]}}" for i in range(50))),
        more=section("parameter_correlations", (f"p{i} ~ p{j}: 0.01" for i in range(50) for j in range(i))),
    ),
    "correlations of nobody": lambda: sections(more=section("correlations", (f"d{i} ~ d{i + 1}: 0.1" for i in range(2900)))),
    "choices": lambda: sections(
        parameters=section("parameters", [f"p: {{choice: {{{', '.join(f'{i}: {1 / 8192}' for i in range(8192))}}}}}"])
    ),
    "quantiles": lambda: sections(
        parameters=section(
            "parameters", [f"p: {{quantiles: {{{', '.join(f'{i / 100}%: {i}' for i in range(1, 9999))}}}}}"]
        )
    ),
    "hard quantiles": lambda: sections(
        parameters=section("parameters", (f"p{i}: {{quantiles: {{1%: {i}, 50%: {i + 1}, 51%: {i + 900}}}}}" for i in range(2000)))
    ),
    "quantiles, many": lambda: sections(
        parameters=section(
            "parameters",
            (f"p{i}: {{quantiles: {{5%: {i + 1}, 25%: {i + 2}, 50%: {i + 3}, 95%: {i + 5}}}, lower: 0}}" for i in range(2000)),
        )
    ),
    "gammas": lambda: sections(
        parameters=section("parameters", (f"p{i}: {{gamma: {{mean: 1, sd: {i + 11}e-3}}}}" for i in range(2700)))
    ),
    "betas": lambda: sections(
        parameters=section("parameters", (f"p{i}: {{beta: {{alpha: 10000, beta: 0.01}}}}" for i in range(2700)))
    ),
    "units": lambda: sections(
        formulas=section("formulas", (f"f{i}: {{expr: x, unit: {'/'.join('abcdefgh' * 12)}}}" for i in range(900)))
    ),
    "units of powers": lambda: sections(
        parameters="parameters: {p: {fixed: 1, unit: m^99}}\n", formulas=f"formulas: {{f: '{'(' * 50}p{'**99)' * 50}'}}\n"
    ),
    "a unit in brackets": lambda: sections(parameters=f"parameters: {{p: {{fixed: 1, unit: '{'(' * 199}'}}}}\n"),
    # functions
    "functions that double": lambda: functions(
        ["x + x", *(f"f{i}(x) + f{i}(x)" for i in range(60))], "f60(x)"
    ),
    "a chain of functions": lambda: functions(["x + x", *(f"f{i}(x) + 1" for i in range(2900))], "f2900(x)"),
    "a chain of heavy functions": lambda: functions(
        ["x", *(f"{'-(' * 50}f{i}(x){')' * 50}" for i in range(300))], "f300(x)"
    ),
    "functions in functions": lambda: functions(["x + x"], "f0(" * 55 + "x" + ")" * 55),
    "heavy calls in one formula": lambda: functions(["+".join(["x*x*x"] * 40)] * 2, "+".join(["f0(x)"] * 40)),
    "heavy calls, nested": lambda: functions(
        [f"max({','.join('x' * 2000)})", f"max({','.join(['f0(x)'] * 8)})"], "max(" + ",".join(["f1(x)"] * 80) + ")"
    ),
    "heavy calls everywhere": lambda: sections(
        functions='functions:\n  g(x): "' + "+".join(["(x*x*x)"] * 40) + '"\n',
        formulas=section("formulas", (f"f{i}: g(x)+g(y)" for i in range(2900))),
    ),
    "a circle of functions": lambda: functions((f"f{(i + 1) % 2000}(x)" for i in range(2000)), "f0(x)"),
    "functions with many arguments": lambda: sections(
        functions=f"functions:\n  ? g({','.join(f'a{i}' for i in range(40))})\n  : a0\n",
        formulas=f"formulas: {{f: 'g({','.join('x' * 40)})'}}\n",
    ),
    # set
    "many lines of set": lambda: formulas(f"f{i}: x" for i in range(2900))
    + section("set", (f"formulas.f{i}: y" for i in range(1000))),
    "many deletions": lambda: formulas(f"f{i}: x" for i in range(2900))
    + section("set", (f"formulas.f{i}: null" for i in range(2900))),
    "set of nothing": lambda: formulas(f"f{i}: x" for i in range(2900))
    + section("set", (f"formulas.g{i}: y" for i in range(2900))),
    "set of long paths": lambda: sections(more=section("set", (f"? {'a.' * 99}a{i}\n  : 1" for i in range(1500)))),
    "set of brackets": lambda: sections(more=section("set", (f"? a{'[0]' * 60}{i}\n  : 1" for i in range(900)))),
    "deep set": lambda: sections(more=f"set: {{drivers: {'{x: ' * 37}1{'}' * 37}}}\n"),
}  # fmt: skip

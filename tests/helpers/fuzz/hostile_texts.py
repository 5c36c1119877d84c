"""Texts and expressions made to hurt whoever reads them.

Each with what is said of it; nothing, if it is a scenario.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.helpers.fuzz.hostile_parts import DRIVERS, HEAD, OUTCOME, formula, formulas, many_drivers, section, sections


def _deep_block() -> str:
    return HEAD + "".join(f"{' ' * i}a{i}:\n" for i in range(600))


def _aliased_expression() -> str:
    long = " + ".join([f"({'*'.join('x' * 40)})"] * 80)
    return many_drivers(
        ["x: {process: level, initial: 1}", f"e: &e {{process: stock, initial: 1, inflow: '{long}', outflow: 1}}"]
        + [f"d{i}: *e" for i in range(3000)]
    )


TEXTS: dict[str, tuple[Callable[[], str], str]] = {
    "deep block": (_deep_block, "nested more than 40 deep; nothing in a scenario needs"),
    "deep flow": (
        lambda: sections(formulas=f"formulas: {'{a: ' * 5000}"),
        "nested more than 40 deep; nothing in a scenario needs",
    ),
    "alias bomb": (
        lambda: "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)),
        "more than 30,000 values (long texts and what an alias",
    ),
    "alias bomb of text": (
        lambda: sections(
            more=f"a: &a '{'x' * 9000}'\n" + "sources:\n" + "".join(f"  S{i}: {{title: *a}}\n" for i in range(2900))
        ),
        "more than 30,000 values (long texts and what an alias",
    ),
    "aliased expression": (_aliased_expression, "more than 30,000 values (long texts and what an alias"),
    "one long line": (lambda: HEAD + "note: " + "word " * 45_000 + "\n" + DRIVERS + OUTCOME, ""),
    "many blank lines": (lambda: HEAD + "\n" * 240_000 + DRIVERS + OUTCOME, ""),
    "many comments": (lambda: HEAD + "# no\n" * 45_000 + DRIVERS + OUTCOME, ""),
    "one long comment": (lambda: HEAD + "#" * 240_000 + "\n" + DRIVERS + OUTCOME, ""),
    "an enormous list": (lambda: sections(more=f"sources: [{'1,' * 29_000}]\n"), "a mapping (name: …) is needed"),
    "an enormous mapping": (
        lambda: sections(more=section("sources", (f"S{i}: {{title: t}}" for i in range(7000)))),
        "more than 3,000 elements up to here, in all sections:",
    ),
    "ever the same key": (
        lambda: sections(more=section("sources", ["S: {title: t}"] * 7000)),
        "given twice, first on line 8; remove one of them",
    ),
    "unknown sections": (
        lambda: sections(more="".join(f"section{i}: 1\n" for i in range(7000))),
        "unknown section; there are name, title, note, clock,",
    ),
    "unknown keys": (
        lambda: many_drivers([f"x: {{process: level, initial: 1, {', '.join(f'k{i}: 1' for i in range(7000))}}}"]),
        "unknown key; it takes initial",
    ),
    "a long key": (
        lambda: sections(more=f"{'k' * 100_000}: 1\n"),
        "no ':' here; write 'key: value', and a space after the",
    ),
    "a long name of a driver": (lambda: many_drivers([f"{'k' * 199}: {{process: level, initial: 1}}"]), ""),
    "quotes and quotes": (
        lambda: sections(more="note: " + "'" * 100_001 + "\n"),
        "the quote that opens here is never closed",
    ),
    "backslashes": (
        lambda: sections(more='note: "' + "\\" * 100_001 + "\n"),
        "the quote that opens here is never closed",
    ),
    "commas in parentheses": (
        lambda: sections(more="formulas: [" + "f(x, " * 20_000),
        "the end of the file can't stand here; close what was",
    ),
    "tags": (
        lambda: sections(more=section("sources", (f"S{i}: !!python/object/apply:os.system [ls]" for i in range(5000)))),
        "tags are not used here; remove",
    ),
    "anchors": (lambda: sections(more=section("sources", (f"S{i}: &a{i} {{title: t}}" for i in range(2900)))), ""),
    "unknown anchors": (
        lambda: sections(more=section("sources", (f"S{i}: *a{i}" for i in range(2900)))),
        "no anchor &a0 before this *a0; there is none; if '*' belongs to the",
    ),
    "known anchors, unknown ones": (
        lambda: sections(
            more=section(
                "sources", [*(f"S{i}: &anchor{i} 1" for i in range(2900)), *(f"T{i}: *ancor{i}" for i in range(2900))]
            )
        ),
        "no anchor &ancor0 before this *ancor0; there are anchor0, anchor1,",
    ),
    "a huge integer": (lambda: formula("9" * 5000), "a number too large to hold (above 1.8e308)"),
    "a huge hexadecimal integer": (lambda: formula("0x" + "f" * 9000), "a number too large to hold (above 1.8e308)"),
    "a huge seed": (
        lambda: sections(more=f"simulate: {{seed: {'9' * 299}, paths: {'9' * 299}}}\n"),
        "must be <= 340282366920938463463374607431768211455 (got",
    ),
    "huge numbers": (
        lambda: many_drivers([f"x: {{process: level, initial: {'9' * 300}, bounds: [-{'9' * 300}, 0x{'f' * 290}]}}"]),
        "a number of 301 characters; write it shorter, such as",
    ),
    "a tower of powers": (lambda: formula("**".join(["9"] * 80)), ""),
    "a higher tower": (
        lambda: formula("**".join(["9"] * 4000)),
        "an expression of 11,998 characters; at most 10,000 are",
    ),
    "powers of powers": (lambda: formula("(" * 50 + "x" + "**1024)" * 50), ""),
    "a megabyte of expression": (
        lambda: formula("x + " * 60_000 + "x"),
        "an expression of 240,001 characters; at most 10,000 are",
    ),
    "attributes": (lambda: formula("x.__class__.__mro__[1].__subclasses__()"), "only a function's name can be called"),
    "many attributes": (
        lambda: formulas(f"f{i}: x.__class__" for i in range(2900)),
        "names have no parts here: write one name, without a dot",
    ),
    "a lambda": (lambda: formula("(lambda: 1)()"), "only a function's name can be called"),
    "import": (lambda: formula("__import__('os').system('ls')"), "only a function's name can be called"),
    "brackets": (lambda: formula("(" * 4000 + "x" + ")" * 4000), "nested more than 60 deep: use formulas"),
    "minuses": (lambda: formula("-" * 9000 + "x"), "nested more than 60 deep: use formulas"),
    "nots": (lambda: formula("not " * 2000 + "x"), "nested more than 60 deep: use formulas"),
    "a chain of comparisons": (lambda: formula("<".join("x" * 4000)), ""),
    "comparisons of comparisons": (lambda: formula("<".join(["(x<y<x)"] * 1000)), ""),
    "a chain in a chain": (
        lambda: formula("(x<" * 50 + "x" + "<x)" * 50),
        "more than 20,000 operations, chains of comparisons",
    ),
    "choices in conditions": (
        lambda: formula("(1 if " * 55 + "x<1" + " else 2)" * 55),
        "a condition is needed here, 1 if x < 1 else 2 is a number: compare",
    ),
    "choices in comparisons": (
        lambda: formula("(1 if " * 55 + "x" + "<3 else 2)" * 55),
        "more than 90 operations hang on one another: use",
    ),
    "a list of thousands": (lambda: formula(f"x in [{','.join('1' * 4000)}]"), ""),
    "arguments": (lambda: formula(f"max({','.join('x' * 4000)})"), "more than 90 operations hang on one another: use"),
    "max of max": (lambda: formula("max(x," * 58 + "x" + ")" * 58), ""),
    "mean of mean": (lambda: formula("mean(" * 58 + "x" + ",y)" * 58), ""),
    "months of months": (
        lambda: formula("lag(x, " + "months(" * 55 + "1" + ")" * 55 + ")"),
        "lag: the length of time is less than a step (a year)",
    ),
    "memory in memory": (lambda: formula("lag(" * 50 + "x" + ",1)" * 50), ""),
    "rolling in rolling": (lambda: formula("rolling_mean(" * 50 + "x" + ",5)" * 50), ""),
    "one name, unknown": (lambda: formula(f"{'k' * 9000} + 1"), "a name of more than 200 bytes"),
    "unknown names": (lambda: formulas(f"formula{i}: formala{i} + 1" for i in range(2900)), "unknown name 'formala0'"),
    "long unknown names": (lambda: formulas(f"{'k' * 150}{i}: {'k' * 150}l{i}" for i in range(700)), "unknown name"),
    "accents": (lambda: formula("é" * 4999 + " é"), "not an expression: it can't be read from 'é' on"),
    "dates": (lambda: formula("2026-10 " * 1000), "not an expression: it can't be read from"),
    "texts": (lambda: formula("'a' == " * 1000 + "'a'"), "'a' is a number and can't be compared with the text 'a'"),
    "quotes in an expression": (lambda: formula("'" * 9999), "not an expression: unterminated triple-quoted string"),
    "four megabytes": (
        lambda: HEAD + "#" * 4_000_000 + chr(10) + DRIVERS + OUTCOME,
        "'hostile.yaml' is larger than 250 kB; that is no",
    ),
}

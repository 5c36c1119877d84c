"""What goes wrong with files: keys dropped, doubled and misspelt, values of other sorts, broken quotes."""

from __future__ import annotations

import json
from random import Random
from typing import Any, TypeAlias

Pairs: TypeAlias = "list[tuple[str, Any]]"  # a mapping in which a key may stand twice


class Raw(str):
    """Text that goes into the file as it is."""


class Map(list):
    """A mapping as pairs."""


NASTY: list[Any] = [
    None, True, False, 0, -1, 3, 1.5, -0.0, 10**40, 2**64, [], {}, [1, [2]], {"a": {"b": 1}}, "", " ", "no",
    "otherwise", "x", "é日本", "a\nb", "=1+1",
    "1 +", "1/0", "f0", "d0", "e0", "p0", "time", "'low'", "2026-10", "2024-02-30", "0000", "start",
    "../../etc/passwd", "/dev/zero", "${HOME}", "{{x}}", "<script>", "x" * 300, "(" * 70, "9" * 400,
    "level", "markov_chain",
    Raw("1e999"), Raw(".nan"), Raw(".inf"), Raw("-.inf"), Raw("0x1F"), Raw("0o17"), Raw("2024-02-30"), Raw("12:30"),
    Raw("yes"),
    Raw("~"), Raw(""), Raw("*a"), Raw("&a 1"), Raw("!!python/none 1"), Raw("!x"), Raw("{"), Raw("]"), Raw("'"),
    Raw('"'),
    Raw("|"), Raw("> x"), Raw("%"), Raw("@"), Raw("`x`"), Raw("? x"), Raw("- x"), Raw("a: b: c"), Raw("#"), Raw("\t"),
    Raw('"\\q"'),
    Raw("clip(x, 0, 1)"), Raw("9" * 400), Raw("0x" + "f" * 290), Raw("--- 1"), Raw("<<"),
]  # fmt: skip
KEYS = [
    "",
    "a",
    "expr",
    "process",
    "level",
    "hazard",
    "each",
    "at",
    "when",
    "effects",
    "branch",
    "rates",
    "table",
    "history",
    "bounds",
]
KEYS += [
    "like",
    "stream",
    "unit",
    "tags",
    "source",
    "extends",
    "set",
    "5%",
    "2024",
    "x ~ y",
    "f(x)",
    "<<",
    "é",
    "a.b",
    "a b",
    "true",
]
PATHS = [
    "drivers.d0",
    "drivers.d0.initial",
    "drivers.nobody.initial",
    "events.e0.effects.d0",
    "outcome.rest",
    "outcome",
    "clock",
]
PATHS += [
    "clock.end",
    "simulate.paths",
    "parameters.p0",
    "parameters.p0.quantiles.5%",
    "parameters.p0.quantiles.2.5%",
    "formulas.f0",
]
PATHS += [
    "formulas.f0.expr",
    "observe.o0.between[0]",
    "observe.o0.between[9]",
    "name",
    "",
    ".",
    "a..b",
    "a[",
    "a[x]",
    "[0]",
    "drivers.",
]
PATHS += [
    "drivers[0]",
    "functions.g0(u, v)",
    "events",
    "set",
    "extends",
    "x" * 300,
    "a." * 60 + "a",
    "parameters",
    "measures.m0",
]
SPECIAL = [
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "#",
    " #",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "\t",
    "\n",
    "\r",
    "  ",
]
SPECIAL += [
    "\\",
    "(",
    ")",
    "-",
    "- ",
    "?",
    "---\n",
    "...\n",
    "\0",
    "\ufeff",
    "\u2028",
    "\x85",
    "é",
    "\U0001f600",
    "0",
    ".",
    "~",
]


def pairs_of(value: Any) -> Any:
    """Nested dicts as nested `Map`s, which can be damaged."""
    if isinstance(value, dict):
        return Map((key, pairs_of(item)) for key, item in value.items())
    return [pairs_of(item) for item in value] if isinstance(value, list) else value


def damaged(rng: Random, tree: Map, times: int) -> Map:
    """The tree with so many changes, in place."""
    for _ in range(times):
        around = _somewhere(rng, tree)
        if around:
            _change(rng, around, tree)
    return tree


def _somewhere(rng: Random, tree: Map) -> Map:
    """A mapping in the tree, deep ones as likely as others."""
    found: list[Map] = []
    below: list[Any] = [tree]
    while below:
        current = below.pop()
        if isinstance(current, Map):
            found.append(current)
            below += [item for _, item in current]
        elif isinstance(current, list):
            below += current
    return rng.choice(found)


def _change(rng: Random, around: Map, tree: Map) -> None:
    at = rng.randrange(len(around))
    key, value = around[at]
    match rng.randrange(9):
        case 0:
            del around[at]
        case 1:
            around.insert(rng.randrange(len(around) + 1), (key, rng.choice([value, rng.choice(NASTY)])))
        case 2:
            around[at] = (rng.choice([*KEYS, key[:-1], key + "x", key.upper()]), value)
        case 3 | 4:
            around[at] = (key, rng.choice(NASTY))
        case 5:
            around[at] = (key, rng.choice([[value], Map([(rng.choice(KEYS), value)])]))
        case 6:
            around.append((rng.choice(KEYS), rng.choice(NASTY)))
        case 7:
            other = _somewhere(rng, tree)
            if other:
                around[at] = (key, _copy(rng.choice(other)[1]))
        case 8:
            rng.shuffle(around)


def _copy(value: Any) -> Any:
    if isinstance(value, Map):
        return Map((key, _copy(item)) for key, item in value)
    return [_copy(item) for item in value] if isinstance(value, list) else value


def written(rng: Random, tree: Map) -> str:
    """The tree as YAML: sections as blocks, elements in blocks or on one line."""
    return "".join(_line(rng, key, value, 0) for key, value in tree)


def _line(rng: Random, key: str, value: Any, depth: int) -> str:
    head = f"{'  ' * depth}{_scalar(rng, key)}:"
    if isinstance(value, Map) and value and (depth == 0 or rng.random() < 0.2):
        return head + "\n" + "".join(_line(rng, inner, item, depth + 1) for inner, item in value)
    return f"{head} {_flow(rng, value)}\n"


def _flow(rng: Random, value: Any) -> str:
    if isinstance(value, dict):
        value = pairs_of(value)
    if isinstance(value, Map):
        return "{" + ", ".join(f"{_scalar(rng, key)}: {_flow(rng, item)}" for key, item in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(rng, item) for item in value) + "]"
    return _scalar(rng, value)


def _scalar(rng: Random, value: Any) -> str:
    if isinstance(value, Raw):
        return value
    if isinstance(value, str):
        safe = value.replace("_", "").replace(".", "").replace("-", "").isalnum()
        if safe and rng.random() < 0.9:
            return value
        if "'" not in value and value.isprintable() and rng.random() < 0.5:
            return f"'{value}'"
        return json.dumps(value, ensure_ascii=rng.random() < 0.5)
    return json.dumps(value)


def broken(rng: Random, text: str, times: int) -> str:
    """The text with so many changes of characters and lines."""
    for _ in range(times):
        at = rng.randrange(len(text) + 1)
        until = min(len(text), at + rng.choice([0, 0, 1, 1, 2, 9, 80]))
        match rng.randrange(4):
            case 0 | 1:
                text = text[:at] + rng.choice(SPECIAL) + text[until:]
            case 2:
                text = text[:at] + text[until:]
            case 3:
                lines = text.split("\n")
                here = rng.randrange(len(lines))
                there = rng.randrange(len(lines))
                lines[here] = rng.choice(
                    [lines[there], " " + lines[here], lines[here].strip(), "", lines[here] + lines[there]]
                )
                text = "\n".join(lines)
    return text

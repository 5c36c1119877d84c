"""What may be asked of the paths of a run: `P(occurred(a) | occurred(b))`, `mean(x)`, `P(a) - P(b)`.

A *statistic* is of one expression of the language, over the paths on which another holds. `|` is no operator of the
language, so a text is cut at it before it is read; the parts keep their offsets in the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from simengine.language.expression import Arithmetic, Name, Negative, Node, Number, constant, walk
from simengine.language.parse import ExpressionError, parse

CLASS, EXPERT = "class", "expert"
"""What an expression that is asked calls the outcome class of a path, and the expert whom it asks."""
END = "end."
"""What the names of these and of questions begin with once an expression is settled; no element is called so."""
Kind = Literal["", "chance", "mean", "quantile"]
_WORDS: dict[str, Kind] = {"P": "chance", "mean": "mean", "median": "quantile", "quantile": "quantile"}
_CALL = re.compile(r"(?<![\w.])(P|mean|median|quantile|q\d+)\s*\(")
_OTHERS = {
    **dict.fromkeys(("p", "Pr", "pr", "prob", "Prob", "probability", "chance", "share"), "P(…)"),
    **dict.fromkeys(("E", "avg", "average", "expected"), "mean(…)"),
    **dict.fromkeys(("percentile", "Q"), "quantile(…, 0.9)"),
    **dict.fromkeys(("sd", "std", "stdev", "var", "variance"), "quantile(…, 0.05) and quantile(…, 0.95)"),
}
_UNKNOWN = re.compile(rf"\s*({'|'.join(_OTHERS)})\s*\(")
# Python would read `class` as a word of its own; the long s makes it a name, which is `class` once it is read.
_KEYWORD = re.compile(r"(?<![\w.])class(?!\w)")
_KEYWORD_AS_NAME = "cla\u017fs"
LONGEST = 200  # characters of what is asked that a message repeats


@dataclass(frozen=True, slots=True)
class Statistic:
    """A probability, mean, or quantile at `level`, of `value` over the paths on which `given` holds (None: over all).

    Without a `kind` it is what its value is: the probability of a condition, the mean of a number.
    """

    text: str
    kind: Kind
    value: Node
    given: Node | None = None
    level: float = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that is asked: one statistic, or several joined by `formula`, which calls them `_0`, `_1`, …"""

    text: str
    statistics: tuple[Statistic, ...]
    formula: Node | None = None


def place_in(text: str, error: ExpressionError) -> str:
    """An error in what was asked, with the column it stands at."""
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"{cut}: column {error.offset + 1}: {error.message}"


def parse_asked(text: str) -> Asked:
    """What is asked. Raises ExpressionError, with the offset in `text`."""
    text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    outside = re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "'" * len(quoted.group()), text)
    unknown = _UNKNOWN.match(outside)
    if unknown:
        raise ExpressionError(f"there is no {unknown[1]}(…): ask {_OTHERS[unknown[1]]}", unknown.start(1))
    calls = list(_calls(outside))
    if not calls:
        bar = outside.find("|")
        if bar >= 0:
            raise ExpressionError("`|` stands inside P(… | …), mean(… | …) and so on; either of two is `or`", bar)
        return Asked(text, (Statistic(text.strip(), "", _parse(text, outside, 0, len(text))),))
    statistics = tuple(_statistic(text, outside, *call) for call in calls)
    formula = _formula(outside, calls)
    if isinstance(formula, Name):
        return Asked(text, statistics)
    for (word, opening, _), one in zip(calls, statistics, strict=True):
        if one.kind == "quantile":
            raise ExpressionError(f"{word}(…) stands alone: its error can't be added to others'", opening - len(word))
    return Asked(text, statistics, formula)


def _calls(outside: str) -> Iterator[tuple[str, int, int]]:
    """The statistics of a text: the word, and where its opening and its closing bracket stand."""
    at = 0
    while found := _CALL.search(outside, at):
        opening, word = found.end() - 1, found[1]
        closing = _closing(outside, opening)
        if word == "mean" and "|" not in outside[opening:closing] and len(_cut(outside, opening + 1, closing, ",")) > 1:
            at = found.end()  # the language's own, of several numbers
            continue
        yield word, opening, closing
        at = closing


def _closing(outside: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(outside)):
        depth += (outside[at] in "([{") - (outside[at] in ")]}")
        if depth == 0:
            return at
    raise ExpressionError("this bracket is never closed", opening)


def _cut(outside: str, start: int, end: int, sign: str) -> list[tuple[int, int]]:
    """The stretches between the signs that stand in no bracket of their own."""
    depth, cuts = 0, [start - 1]
    for at in range(start, end):
        depth += (outside[at] in "([{") - (outside[at] in ")]}")
        if depth == 0 and outside[at] == sign:
            cuts.append(at)
    return [(a + 1, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]


def _statistic(text: str, outside: str, word: str, opening: int, closing: int) -> Statistic:
    parts = _cut(outside, opening + 1, closing, "|")
    if len(parts) > 2:
        double = outside[parts[1][0] - 1 : parts[1][0] + 1] == "||"
        remedy = "either of two is `or`" if double else "join conditions by `and`"
        raise ExpressionError(f"{word}(…) has one `|`: {remedy}", parts[1][1])
    value, level = parts[0], 0.5
    if word == "quantile":
        value, level = _with_level(text, outside, value)
    elif word not in _WORDS:
        level = _level_of_word(word, outside.rfind(word, 0, opening))
    whole = text[outside.rfind(word, 0, opening) : closing + 1]
    given = _parse(text, outside, *parts[1]) if len(parts) == 2 else None
    return Statistic(whole, _WORDS.get(word, "quantile"), _parse(text, outside, *value), given, level)


def _with_level(text: str, outside: str, part: tuple[int, int]) -> tuple[tuple[int, int], float]:
    stretches = _cut(outside, *part, ",")
    if len(stretches) < 2:
        message = "quantile has a number and a level before the `|`: quantile(x, 0.9), quantile(x, 0.9 | …)"
        raise ExpressionError(message, part[0])
    level = constant(_parse(text, outside, *stretches[-1]))
    if level is None or not 0.0 < level < 1.0:
        given = text[slice(*stretches[-1])].strip()
        raise ExpressionError(f"a level lies between 0 and 1 (got {given})", stretches[-1][0])
    return (part[0], stretches[-2][1]), level


def _level_of_word(word: str, offset: int) -> float:
    """`q05` is .05, `q975` is .975."""
    digits = word[1:]
    level = float(f"0.{digits}")
    if len(digits) < 2:
        raise ExpressionError(f"{word} may mean two levels: write q0{digits} or q{digits}0", offset)
    if not 0.0 < level < 1.0:
        raise ExpressionError(f"a level lies between 0 and 1: q05, q50, q975 (got {word})", offset)
    return level


def _parse(text: str, outside: str, start: int, end: int) -> Node:
    """A part of the text; spaces stand for what comes before it, so that offsets are those of the whole."""
    part = list(text[start:end])
    for found in _KEYWORD.finditer(outside, start, end):
        part[found.start() - start : found.end() - start] = _KEYWORD_AS_NAME
    try:
        return parse(" " * start + "".join(part))
    except ExpressionError as error:
        message = error.message.replace(_KEYWORD_AS_NAME, CLASS)
        offset = start if not text[start:end].strip() else error.offset
        raise ExpressionError(message, offset) from None


def _formula(outside: str, calls: list[tuple[str, int, int]]) -> Node:
    """What joins several statistics, each a name of as many letters in it."""
    joined = list(outside)
    starts = [outside.rfind(word, 0, opening) for word, opening, _ in calls]
    for number, (start, (_, _, closing)) in enumerate(zip(starts, calls, strict=True)):
        joined[start : closing + 1] = f"_{number}".ljust(closing + 1 - start)
    node = _parse("".join(joined), "".join(joined), 0, len(joined))
    for part in walk(node):
        if isinstance(part, Name) and part.offset not in starts:
            message = f"{part.name} differs from path to path: beside P(…) and mean(…) write mean({part.name})"
            raise ExpressionError(message, part.offset)
        if not isinstance(part, Arithmetic | Negative | Number | Name):
            message = "P(…), mean(…) and so on are joined by + - * / only; a condition goes inside: P(x > 3)"
            raise ExpressionError(message, part.offset)
    return node

"""Units: products of symbols with whole powers.

Nothing is converted here and no symbol is known to be a thousand of another: `kbarrel` and `barrel` are two symbols,
and so are `%` and a share, `month` and `year`. What is known is which words stand for a pure number (`PURE`) and a few
spellings of one symbol (`SPELLINGS`). Any other words, such as `calendar year`, are a symbol of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PURE = frozenset(("1", "share", "fraction", "ratio", "probability", "chance", "factor", "index"))
SPELLINGS: Mapping[str, str] = {"years": "year", "yr": "year", "percent": "%"}
LONGEST = 200  # characters
LARGEST_POWER = 99

_PARTS = re.compile(r"(\*\*|[*·⋅×/^()]|(?:^|\s)per\s)")
_POWERED = re.compile(r"(.*[^\W\d_])([23²³])")  # m2, km³; but not USD2020
_EXPONENT = re.compile(r"-?\d{1,2}")
_HOW = "write a unit as Mshell/year, 1/year, USD*year or m2"


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of symbols; `powers` holds each with its power in the order of the alphabet; empty is a pure number."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        total = dict(self.powers)
        for symbol, power in other.powers:
            total[symbol] = total.get(symbol, 0) + power
        return Unit(tuple(sorted((symbol, power) for symbol, power in total.items() if power)))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other**-1

    def __pow__(self, exponent: int) -> Unit:
        return Unit(tuple((symbol, power * exponent) for symbol, power in self.powers if exponent))

    def __str__(self) -> str:
        """As `parse_unit` reads it: `Mshell/year`; a pure number is `1`."""
        above = "*".join(_written(symbol, power) for symbol, power in self.powers if power > 0)
        return (above or "1") + "".join(f"/{_written(symbol, -power)}" for symbol, power in self.powers if power < 0)

    def of(self, own: Unit | None) -> Unit | None:
        """The unit meant where `own` stands for another one: `own/year` of Mshell is Mshell/year, of None is None."""
        power = dict(self.powers).get("own", 0)
        if not power:
            return self
        return None if own is None else self * (own / Unit((("own", 1),))) ** power


PURE_NUMBER = Unit()


def _written(symbol: str, power: int) -> str:
    if power == 1:
        return symbol
    return f"{symbol}{power}" if power in (2, 3) and symbol[-1].isalpha() else f"{symbol}^{power}"


def parse_unit(text: str) -> Unit:
    """The unit of a text such as `Mshell/year`, `1/year`, `USD per shell`, `m2`, `kg/(m*s^2)`, `share of GDP`.

    `*` and `·` multiply, `/` and the word `per` divide what follows next, from left to right. A 2 or 3 right behind a
    letter is a power, other powers are written `^4`.

    Raises:
        ValueError: in one line: what is wrong, what was given, what to do.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a unit of {len(text)} characters; {_HOW}")
    spaced = (re.sub(r"\s+", " ", part).strip() for part in _PARTS.split(unicodedata.normalize("NFKC", text)))
    reader = _Reader(["/" if part == "per" else part for part in spaced if part], text)
    unit = reader.product(0)
    if reader.parts:
        raise reader.refusal(reader.parts[0])
    return unit


class _Reader:
    """Reads the parts of one text from left to right."""

    def __init__(self, parts: list[str], text: str) -> None:
        self.parts = parts
        self._text = text

    def refusal(self, part: str) -> ValueError:
        where = f"{part!r} can't stand there" if part else "something is missing at its end"
        return ValueError(f"not a unit: {where}; {_HOW} (got {self._text!r})")

    def product(self, depth: int) -> Unit:
        """Factors up to a closing bracket or the end; it may begin with a `/`."""
        unit = PURE_NUMBER if self._next() == "/" else self._factor(depth)
        for operator in self._operators():
            factor = self._factor(depth)
            unit = unit / factor if operator == "/" else unit * factor
        return unit

    def _operators(self) -> Iterator[str]:
        while self._next() in ("*", "·", "⋅", "×", "/"):
            yield self.parts.pop(0)

    def _factor(self, depth: int) -> Unit:
        part = self.parts.pop(0) if self.parts else ""
        if part == "(" and depth < LONGEST:
            unit = self.product(depth + 1)
            if self._next() != ")":
                raise self.refusal(self._next())
            self.parts.pop(0)
        elif not part or _PARTS.fullmatch(part):
            raise self.refusal(part)
        else:
            unit = _symbol(part)
        return unit ** self._exponent() if self._next() in ("^", "**") else unit

    def _exponent(self) -> int:
        self.parts.pop(0)
        part = self.parts.pop(0) if self.parts else ""
        if not _EXPONENT.fullmatch(part):
            raise self.refusal(part)
        return int(part)

    def _next(self) -> str:
        return self.parts[0] if self.parts else ""


def _symbol(word: str) -> Unit:
    if word in PURE or word.startswith("share of "):
        return PURE_NUMBER
    powered = _POWERED.fullmatch(word)
    name, power = (powered.group(1), 2 if powered.group(2) in "2²" else 3) if powered else (word, 1)
    return Unit(((SPELLINGS.get(name, name), power),))

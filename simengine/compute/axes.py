"""What a sweep goes over: values that are listed, or a range of numbers or dates, as KEY=A,B,C and KEY=LOW:HIGH."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simengine.errors import WrongUsageError
from simengine.language.numerals import NUMBER, is_number
from simengine.loading import written
from simengine.runs.variant import unquoted
from simengine.yaml.from_python import plain_of

_RANGE = re.compile(r"\s*([^:\s]+)\s*:\s*([^:\s]+)\s*(?::\s*([0-9]{1,12})\s*)?")
_DATE = re.compile(r"(\d{4})-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?)")
MOST_POINTS = 10_000
_NUMBERS = 5  # along a range of numbers, if nobody says how many
_DIGITS = 5  # of the width of a range, that its values are rounded to
_OPEN, _CLOSED, _QUOTES = "([{", ")]}", "\"'"


@dataclass(frozen=True, slots=True)
class Listed:
    """Values of a key, as they would be typed."""

    key: str
    values: tuple[str, ...]

    @property
    def typed(self) -> str:
        """As it is typed."""
        return f"{self.key}={','.join(self.values)}"

    def grid(self, points: int | None) -> tuple[str, ...]:  # noqa: ARG002 (of a range it says how many)
        """The values of a grid."""
        return self.values

    def at(self, share: float) -> str:
        """The value at a share of 0 to 1 of the list; all of them have as much of it."""
        return self.values[min(int(share * len(self.values)), len(self.values) - 1)]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A range of numbers from `low` to `high`; `count` says how many of a grid."""

    key: str
    low: float
    high: float
    count: int | None = None

    @property
    def typed(self) -> str:
        """As it is typed."""
        return _typed(self.key, self.at(0.0), self.at(1.0), self.count)

    def grid(self, points: int | None) -> tuple[str, ...]:
        """Values as far from one another, both ends among them."""
        count = self.count or points or _NUMBERS
        return tuple(dict.fromkeys(self.at(place / max(1, count - 1)) for place in range(count)))

    def at(self, share: float) -> str:
        """The number at a share of 0 to 1 of the way, to so many digits of its width that it is easily read."""
        value = self.low + share * (self.high - self.low)
        decimals = _DIGITS - math.floor(math.log10(self.high - self.low))
        rounded = min(max(round(value, decimals), self.low), self.high)
        return repr(int(rounded)) if rounded.is_integer() and abs(rounded) < 1e15 else repr(rounded)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days, months or quarters from one to another; `count` says how many of a grid, else all."""

    key: str
    low: str
    high: str
    count: int | None = None

    @property
    def typed(self) -> str:
        """As it is typed."""
        return _typed(self.key, self.low, self.high, self.count)

    def grid(self, points: int | None) -> tuple[str, ...]:
        """Dates about as far from one another, both ends among them."""
        places = self._last - self._first + 1
        count = min(self.count or points or places, places)
        if count > MOST_POINTS:
            told = f"{self.key}: {count:,} dates from {self.low} to {self.high}; at most {MOST_POINTS:,}"
            raise WrongUsageError(f"{told}: say how many, {self.low}:{self.high}:25")
        steps = [round(place * (places - 1) / max(1, count - 1)) for place in range(count)]
        return tuple(self._text(self._first + step) for step in dict.fromkeys(steps))

    def at(self, share: float) -> str:
        """The date at a share of 0 to 1; all of them have as much of it."""
        places = self._last - self._first + 1
        return self._text(self._first + min(int(share * places), places - 1))

    @property
    def _first(self) -> int:
        return _number_of(self.low)

    @property
    def _last(self) -> int:
        return _number_of(self.high)

    def _text(self, number: int) -> str:
        if "Q" in self.low:
            return f"{number // 4:04}-Q{number % 4 + 1}"
        if len(self.low) == len("2026-01"):
            return f"{number // 12:04}-{number % 12 + 1:02}"
        return datetime.date.fromordinal(number).isoformat()


Axis = Listed | Numbers | Dates


def read_axis(text: str) -> Axis:
    """What is typed: KEY=A,B,C or KEY=LOW:HIGH, for a grid KEY=LOW:HIGH:COUNT. WrongUsageError for anything else."""
    key, equals, values = (part.strip() for part in text.partition("="))
    if not equals or not key or not values:
        raise WrongUsageError(f"not KEY=VALUES: {text!r}; write parameters.budget=200,300 or parameters.budget=200:400")
    found = _RANGE.fullmatch(values)
    if found and (axis := _range(key, *found.groups())):
        return axis
    many = split(values)
    ranges = [one for one in many if len(many) > 1 and _is_range(key, one)]
    if ranges:
        told = f"{key}: {ranges[0]} is a range, which stands alone (got {values})"
        raise WrongUsageError(f"{told}; write {key}={ranges[0]}, or all values, {key}=A,B,C")
    return listed(key, many)


def _is_range(key: str, text: str) -> bool:
    found = _RANGE.fullmatch(text)
    return found is not None and _range(key, *found.groups()) is not None


def axes_of(over: Mapping[str, object]) -> tuple[Axis, ...]:
    """What Python gives: a list of values for a key, or a text as it is typed. WrongUsageError, ScenarioError."""
    found: list[Axis] = []
    for key, values in over.items():
        if isinstance(values, str):
            found.append(read_axis(f"{key}={values}"))
        else:
            many = plain_of(values)
            if not isinstance(many, list) or not many:
                raise WrongUsageError(f"{key}: give a list of values, or a range such as '200:400' (got {values!r})")
            found.append(listed(key, [unquoted(written(key, value)) for value in many]))
    return tuple(found)


def listed(key: str, values: Sequence[str]) -> Listed:
    """Values of a key. WrongUsageError where one is missing or stands twice."""
    if not all(values) or len(set(values)) < len(values):
        what = "a value is missing" if not all(values) else "a value stands twice"
        raise WrongUsageError(f"{key}: {what} in {', '.join(map(repr, values))}")
    return Listed(key, tuple(values))


def split(text: str) -> list[str]:
    """A list at its commas, those in brackets and quotes left alone."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        depth += 0 if quote else (letter in _OPEN) - (letter in _CLOSED)
        if letter == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _typed(key: str, low: str, high: str, count: int | None) -> str:
    return f"{key}={low}:{high}" if count is None else f"{key}={low}:{high}:{count}"


def _range(key: str, low: str, high: str, count: str | None) -> Axis | None:
    if count is not None and not 2 <= int(count) <= MOST_POINTS:
        raise WrongUsageError(f"{key}: a range has at least 2 points, and at most {MOST_POINTS:,} (got {count})")
    many = None if count is None else int(count)
    if is_number(low) and is_number(high):
        if not math.isfinite(float(high) - float(low)):
            raise WrongUsageError(f"{key}: {low}:{high} is wider than numbers are: take a smaller range")
        _check_order(key, float(low), float(high), low, high)
        return Numbers(key, float(low), float(high), many)
    if _DATE.fullmatch(low) and _DATE.fullmatch(high):
        if len(low) != len(high) or ("Q" in low) != ("Q" in high):
            raise WrongUsageError(f"{key}: {low} and {high} are not of one sort; write two days, months or quarters")
        _check_order(key, _number_of(low), _number_of(high), low, high)
        return Dates(key, low, high, many)
    if NUMBER.match(low) and NUMBER.match(high) and (any(map(is_number, (low, high)))):
        raise WrongUsageError(f"{key}: {low}:{high} is no range; write two numbers or two dates (2026-01:2028-06)")
    return None


def _check_order(key: str, first: float, last: float, low: str, high: str) -> None:
    if not first < last:
        raise WrongUsageError(f"{key}: a range begins at its lower end (got {low}:{high})")


def _number_of(date: str) -> int:
    """A date as the number of its day, month or quarter. WrongUsageError for one that isn't in the calendar."""
    found = _DATE.fullmatch(date)
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0, 0)
    if quarter:
        return 4 * year + quarter - 1
    try:
        first = datetime.date(year, month, day or 1)
    except ValueError as error:
        raise WrongUsageError(f"{date!r} is not in the calendar") from error
    return first.toordinal() if day else 12 * year + month - 1

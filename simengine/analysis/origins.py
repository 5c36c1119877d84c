"""The dates at which a model is asked what it would have said then."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from simengine.errors import SimengineError, WrongUsageError
from simengine.language.clock import Clock, Instant, period
from simengine.plan.observed import Observed

MOST = 4
"""So many origins are taken if none are named."""
_INSTANT = datetime.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Origin:
    """A date, at whose end one looks ahead: what was known by the instant `end` is known."""

    text: str
    end: Instant


def origins_of(
    texts: Sequence[str], clock: Clock, seen: Sequence[Observed], due: Sequence[Instant]
) -> tuple[Origin, ...]:
    """The origins that are named, each once and in their order in time; else a spread of the dates of what was seen.

    `due` are the dates of questions with an answer. WrongUsageError for what is no date; SimengineError for one before
    the clock starts or after all that could be scored, and if nothing can be.
    """
    comes = sorted([*(one.known for one in seen), *due])
    if not comes:
        raise SimengineError(
            "nothing was seen that could be scored: write `observe` with values, errors and `known`, or give answers"
        )
    if texts:
        found = {text: Origin(text, _end_of(text)) for text in texts}
        named = tuple(sorted(found.values(), key=lambda one: one.end))
    else:
        named = _spread(clock, seen, comes)
    for one in named:
        _check(one, clock, comes[-1])
    return named


def date_before(instant: Instant) -> str:
    """The last day, or the last month, that ends with an instant: `2024-08` for the beginning of September."""
    last = instant - _INSTANT
    whole = instant.day == 1 and instant.hour == instant.minute == instant.second == instant.microsecond == 0
    return last.isoformat()[: 7 if whole else 10]


def _end_of(text: str) -> Instant:
    try:
        return period(text).after
    except ValueError as error:
        raise WrongUsageError(f"an origin is a date: {error}") from None


def _check(one: Origin, clock: Clock, last: Instant) -> None:
    if one.end < clock.start:
        raise SimengineError(
            f"the origin {one.text} lies before the clock starts ({clock.label(0)}), and a model needs a start before "
            "its origins: start the clock earlier, or take later origins"
        )
    if one.end >= last:
        raise SimengineError(
            f"nothing that was seen became known after the origin {one.text} (the last is of {date_before(last)}): "
            "take an earlier origin"
        )


def _spread(clock: Clock, seen: Sequence[Observed], comes: Sequence[Instant]) -> tuple[Origin, ...]:
    """The start, and dates at which something became known, as far apart as their order allows."""
    first = Origin(date_before(clock.start), clock.start)
    known = sorted({one.known for one in seen if clock.start < one.known < comes[-1]})
    ends = [known[at * (len(known) - 1) // max(1, MOST - 2)] for at in range(MOST - 1)] if known else []
    later = [Origin(date_before(end), _end_of(date_before(end))) for end in dict.fromkeys(ends)]
    return (first, *(one for one in later if one.end < comes[-1]))

"""What `simengine story` prints: one future in dated lines, and why it ended in its class."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from simengine.report.layout import fill, fitted, hanging, left, width_of
from simengine.report.numbers import spaced
from simengine.report.story_words import fact, measured, number, share_words
from simengine.runs.words import Words, one_line
from simengine.story.records import Breach, Crossing, Ending, Happening, Shift, Sighting, Story, Switch, Turn, Unusual

_MOST_LINES = 24  # dated lines, as far as there aren't more events
_MOST_TURNS, _FEWEST_TURNS = 8, 3
_TURNS_A_DRIVER = 2
_MOST_CROSSINGS = 4
_MOST_SWITCHES = 8
_MOST_ALIKE = 4  # events of one kind that are told one by one
_MOST_UNUSUAL = 5
_MOST_FIGURES = 6
_GAP, _WIDE = 2, 3
_MOVE = "· "

Line = tuple[int, str, str]  # step, date, text


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated fact: event, shift, switch, crossing, turn, breach or ending; `value` is what `name` came to."""

    step: int
    date: str
    of: str
    name: str
    value: float | str | None
    unit: str
    text: str


def moments(story: Story, *, why: bool = True) -> list[Moment]:
    """Every dated fact of a story, in the order of time, none left out; with `why` events tell the conditions met."""
    return sorted(_moments(story, why=why), key=lambda moment: moment.step)


def _moments(story: Story, *, why: bool) -> Iterator[Moment]:
    words = story.words
    for one in story.happenings:
        text = _happening(one if why else replace(one, parts=()), words, first=True)
        yield Moment(one.step, one.date, "event", one.event, None, "", text)
        for shift in one.shifts:
            yield Moment(one.step, one.date, "shift", shift.driver, shift.after, shift.unit, _shift(shift, words))
    for switch in story.switches:
        yield Moment(switch.step, switch.date, "switch", switch.driver, switch.after, "", _switch(switch, words))
    for line in story.crossings:
        yield Moment(line.step, line.date, "crossing", line.name, line.value, line.unit, _crossing(line, words))
    for turn in story.turns:
        yield Moment(turn.step, turn.date, "turn", turn.driver, turn.value, turn.unit, _turn(turn, words))
    for breach in story.breaches:
        yield Moment(breach.step, breach.date, "breach", breach.invariant, None, "", _breach(breach, words))
    if story.ending is not None:
        end = story.ending
        yield Moment(end.step, end.date, "ending", end.element, None, "", _ending(end, words))


def story_text(story: Story, width: int, chosen: str = "") -> str:
    """The story in at most some 45 lines; `chosen` tells why this path, in a line of the head."""
    sections = [
        _head(story, chosen, width),
        _dated(story, width),
        _courses(story, width),
        _unusual(story, width),
        _figures(story, width),
        _verdicts(story, width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _head(story: Story, chosen: str, width: int) -> list[str]:
    ended = story.ending.status.replace("_", " ") if story.ending else ""
    end = _class(story, story.outcome) if story.outcome else ended
    path = f"{story.scenario}, path {story.path}"
    parts = [f"{path}: {spaced(end)}" if end else path, f"seed {story.seed}", chosen]
    lines = fill([part for part in parts if part], width, _GAP, 4)
    means = story.words.class_texts.get(story.outcome or "", "")
    about = [one_line(text) for text in (story.title, means, story.answer) if text]
    return [*lines, *fitted(about, width, 4)]


def _class(story: Story, name: str) -> str:
    return story.words.title("outcome", name) or spaced(name)


def _dated(story: Story, width: int) -> list[str]:
    """Events at the margin; below those of a step, indented, what the drivers came to in it."""
    words = story.words
    events = list(_happening_lines(story.happenings, words))
    moves = [*_switch_lines(story.switches, words), *_crossing_lines(story.crossings, words)]
    room = min(_MOST_TURNS, max(_FEWEST_TURNS, _MOST_LINES - len(events) - len(moves)))
    moves += _turn_lines(_foremost(story.turns, room), words)
    if story.ending is not None:
        events.append((story.ending.step, story.ending.date, _ending(story.ending, words)))
    events += [(breach.step, breach.date, _breach(breach, words)) for breach in story.breaches]
    lines = sorted([*events, *_together(moves)], key=lambda line: line[0])
    label = max((len(date) for _, date, _ in lines), default=0) + _GAP
    return [
        part
        for i, (step, date, text) in enumerate(lines)
        for part in hanging(("" if i and lines[i - 1][0] == step else date).ljust(label), text, width)
    ]


def _called(words: Words, name: str) -> str:
    """An element's title, or its name as a reader wants it."""
    return words.of_value(name) or words.title("events", name) or spaced(name)


def _breach(breach: Breach, words: Words) -> str:
    name = words.title("invariants", breach.invariant) or spaced(breach.invariant)
    return f"invariant broken: {name}" + (f" ({breach.note})" if breach.note else "")


def _ending(end: Ending, words: Words) -> str:
    why = " and ".join(fact(part) for part in end.parts) or end.advice
    element = words.of_element(end.element) or end.element
    return f"the path ends here, {spaced(end.status)} by {element}: {why}"


def _together(moves: Sequence[Line]) -> Iterator[Line]:
    """The moves of a step in one line."""
    dates = {step: date for step, date, _ in moves}
    for step, date in dates.items():
        yield step, date, _MOVE + "; ".join(text for other, _, text in moves if other == step)


def _happening_lines(happenings: Sequence[Happening], words: Words) -> Iterator[Line]:
    """A line an event; those that come too often are told at their first, with how many follow."""
    kinds = Counter(_kind(one) for one in happenings)
    times: Counter[tuple[str, ...]] = Counter()
    for one in happenings:
        times[_kind(one)] += one.times
    latest = {_kind(one): one.date for one in happenings}
    seen: Counter[tuple[str, ...]] = Counter()
    for one in happenings:
        kind = _kind(one)
        seen[kind] += 1
        often = kinds[kind] > _MOST_ALIKE * (2 if _moves(one) else 1)
        if often and seen[kind] > 1:
            continue
        more = f"; {times[kind] - one.times} more until {latest[kind]}" if often else ""
        yield one.step, one.date, _happening(one, words, first=seen[kind] == 1) + more


def _kind(one: Happening) -> tuple[str, ...]:
    return (one.event, *one.branches)


def _moves(one: Happening) -> bool:
    return any(shift.before != shift.after for shift in one.shifts)


def _happening(one: Happening, words: Words, *, first: bool) -> str:
    text = (f"{one.times} × " if one.times > 1 else "") + ": ".join(_called(words, name) for name in _kind(one))
    text += ", at its latest date" if one.trigger == "latest" else f", after {spaced(one.after)}" if one.after else ""
    notes = f" ({'; '.join(one.notes)})" if first and one.notes else ""
    reasons = " and ".join(fact(part) for part in one.parts)
    moves = [_shift(shift, words) for shift in one.shifts if shift.before is None or shift.before != shift.after]
    shifts = ", ".join(moves) + (" each time" if moves and one.times > 1 else "")
    reason = "; ".join(part for part in (reasons, shifts) if part)
    return f"{text}{notes}{'; ' if one.branches or notes else ': '}{reason}" if reason else text + notes


def _shift(shift: Shift, words: Words) -> str:
    name = _called(words, shift.driver)
    if shift.before is not None and shift.after is not None:
        return f"{name} {measured(shift.before)} → {measured(shift.after, shift.unit)}"
    match shift.operation:
        case "add":
            return f"{name} {'+' if shift.amount >= 0.0 else ''}{number(shift.amount, 2)}"
        case "multiply":
            return f"{name} ×{number(shift.amount)}"
        case _:
            return f"{name} set to {measured(shift.amount, shift.unit)}"


def _switch_lines(switches: Sequence[Switch], words: Words) -> Iterator[Line]:
    often = Counter(switch.driver for switch in switches)
    for one in switches:
        if often[one.driver] <= _MOST_SWITCHES:
            yield one.step, one.date, _switch(one, words)


def _switch(one: Switch, words: Words) -> str:
    return f"{_called(words, one.driver)} {measured(one.before)} → {measured(one.after)}"


def _crossing_lines(crossings: Sequence[Crossing], words: Words) -> Iterator[Line]:
    longest = sorted(crossings, key=lambda crossing: -crossing.weight)[:_MOST_CROSSINGS]
    for one in longest:
        yield one.step, one.date, _crossing(one, words)


def _crossing(one: Crossing, words: Words) -> str:
    moves = "rises above" if one.above else "falls below"
    return f"{_called(words, one.name)} {moves} {_called(words, one.other)}, at {measured(one.value, one.unit)}"


def _foremost(turns: Iterable[Turn], most: int) -> list[Turn]:
    """The turns with the widest swings, a few a driver."""
    kept: list[Turn] = []
    taken: Counter[str] = Counter()
    for turn in sorted(turns, key=lambda turn: -turn.swing):
        if taken[turn.driver] < _TURNS_A_DRIVER and len(kept) < most:
            taken[turn.driver] += 1
            kept.append(turn)
    return kept


def _turn_lines(turns: Sequence[Turn], words: Words) -> Iterator[Line]:
    for turn in turns:
        yield turn.step, turn.date, _turn(turn, words)


def _turn(turn: Turn, words: Words) -> str:
    value = measured(turn.value, turn.unit)
    if turn.utmost:
        return f"{_called(words, turn.driver)} at its {'highest' if turn.high else 'lowest'}, {value}"
    return f"{_called(words, turn.driver)} {'peaks' if turn.high else 'bottoms out'} at {value}"


def _courses(story: Story, width: int) -> list[str]:
    parts = []
    for course in story.courses:
        if course.total is not None:
            parts.append(f"{_called(story.words, course.driver)} {measured(course.total, course.unit)} in all")
        elif course.first != course.last:
            parts.append(
                f"{_called(story.words, course.driver)} {measured(course.first)} → {measured(course.last, course.unit)}"
            )
    return ["from start to end", *_block(parts, width)] if parts else []


def _block(parts: Sequence[str], width: int) -> list[str]:
    return [f"{' ' * _GAP}{line}" for line in fill(parts, width - _GAP, _WIDE)]


def _unusual(story: Story, width: int) -> list[str]:
    if not story.unusual:
        return []
    parts = [_unusual_part(one, story.words) for one in story.unusual[:_MOST_UNUSUAL]]
    more = len(story.unusual) - len(parts)
    parts += [f"and {more} more"] if more else []
    head = f"unusual on this path ({len(story.unusual)} of {story.parameters} parameters, beyond their 5–95 %)"
    return [*fitted([head], width, _GAP), *_block(parts, width)]


def _unusual_part(one: Unusual, words: Words) -> str:
    name = words.called("parameters", one.name)
    return f"{name} {measured(one.value, one.unit)}, {share_words(one.tail, one.share)}"


def _figures(story: Story, width: int) -> list[str]:
    if not story.figures:
        return []
    parts = [_sighting(one, story.words) for one in story.figures[:_MOST_FIGURES]]
    more = len(story.figures) - len(parts)
    parts += [f"and {more} more"] if more else []
    return [*fitted(["as published, and here; the furthest off first"], width, _GAP), *_block(parts, width)]


def _sighting(one: Sighting, words: Words) -> str:
    name = words.called("observe", one.name)
    if math.isnan(one.off):
        return f"{name} {measured(one.value, one.unit)}, here nothing"
    off = f"off by {number(one.off, 2)} × its error"
    return f"{name} {measured(one.value, one.unit)}, here {measured(one.here)} ({off})"


def _verdicts(story: Story, width: int) -> list[str]:
    if not story.verdicts:
        return []
    names = [story.words.called("outcome", verdict.name) for verdict in story.verdicts]
    size = max(map(width_of, names))
    lines = fitted([f"why {names[-1]}, the first class that holds"], width, _GAP)
    for name, verdict in zip(names, story.verdicts, strict=True):
        reason = " and ".join(fact(part) for part in verdict.parts) or "none before it holds"
        lines += hanging(f"  {left(name, size)}  {'yes' if verdict.holds else 'no '}  ", reason, width)
    return lines

"""What `story --why` adds: which chance decided the class of a path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simengine.report.layout import fitted, hanging, left, right, width_of
from simengine.report.numbers import counted
from simengine.runs.words import Words
from simengine.story.deciders import Decider, Deciding, Pair, Piece, Rolls

_MOST, _MOST_PAIRS = 6, 3
_MOST_NAMES = 2
_MOST_CLASSES = 3
_SECTIONS = {"parameter": "parameters", "event": "events", "noise": "drivers"}


def deciding_text(found: Deciding, words: Words, width: int) -> str:
    """A head, a row a decider with what the path becomes, pairs where none decides, and what was left alone."""
    if found.nothing:
        return "\n".join(fitted([f"what decided it can't be told: {found.nothing}"], width, 2))
    rows = [(one.rolls, _decider(one, words)) for one in found.deciders[:_MOST]]
    pairs = [pair for pair in found.pairs if pair.rolls.decides][:_MOST_PAIRS]
    both = [(pair.rolls, _both(found, pair, words)) for pair in pairs]
    return "\n".join(
        [
            *fitted([_head(found)], width, 4),
            *_rows(rows, words, width),
            *fitted([*_between(found, pairs=bool(pairs))], width, 4),
            *_rows(both, words, width),
            *fitted([*_notes(found)], width, 4),
        ]
    )


def _head(found: Deciding) -> str:
    how = f"{found.times} re-rolls of one chance alone, all else as it was"
    if not found.deciders:
        return f"nothing decided it alone: in {how}, it never becomes another class, whichever of {found.tried} it is"
    decide = sum(one.rolls.decides for one in found.deciders)
    if not decide:
        return f"nothing decided it alone: how often it becomes another class in {how}"
    many = f"; {decide} of {found.tried} change it more often than not" if decide > 1 else ""
    return f"what decided it: how often it becomes another class in {how}{many}"


def _rows(rows: Sequence[tuple[Rolls, str]], words: Words, width: int) -> Iterator[str]:
    counts = [f"{rolls.changed} of {rolls.counted}" for rolls, _ in rows]
    size, wide = (max(map(width_of, column), default=0) for column in (counts, [name for _, name in rows]))
    for (rolls, name), count in zip(rows, counts, strict=True):
        classes = [f"{words.called('outcome', one)} {times}" for one, times in rolls.becomes[:_MOST_CLASSES]]
        yield from hanging(f"  {right(count, size)}  {left(name, wide)}  ", ", ".join(classes), width)


def _both(found: Deciding, pair: Pair, words: Words) -> str:
    return " with ".join(_called(found.deciders[at], words) for at in (pair.first, pair.second))


def _decider(one: Decider, words: Words) -> str:
    best = max(one.pieces, key=lambda piece: piece.rolls.share, default=None)
    if best is None or not best.rolls.changed:
        return _called(one, words)
    return f"{_called(one, words)} ({_piece(best)})"


def _piece(best: Piece) -> str:
    what = {"when": "when it comes", "how": "how it turns out"}.get(best.label, best.label)
    return f"{what} alone: {best.rolls.changed}"


def _called(one: Decider, words: Words) -> str:
    if one.kind == "experts":
        return "which expert is asked"
    names = [_name(one, name, words) for name in one.names[:_MOST_NAMES]]
    more = len(one.names) - len(names)
    text = ", ".join(names) + (f" and {more} more" if more else "")
    return f"the noise of {text}" if one.kind == "noise" else text


def _name(one: Decider, name: str, words: Words) -> str:
    return (words.of_value(name) if one.kind == "noise" else "") or words.called(_SECTIONS[one.kind], name)


def _between(found: Deciding, *, pairs: bool) -> Iterator[str]:
    more = len(found.deciders) - _MOST
    if more > 0:
        yield f"  and {more} more, less often"
    if pairs:
        yield "two of them together"
    elif found.pairs:
        most = found.pairs[0].rolls
        yield f"nor do two of the foremost together ({most.changed} of {most.counted} at most): many decided it"


def _notes(found: Deciding) -> Iterator[str]:
    if found.since:
        yield f"only chance after {found.since}, the last observation, is rolled anew: what was before is learnt"
    excluded = sum(one.rolls.excluded for one in found.deciders)
    failed = sum(one.rolls.failed for one in found.deciders)
    if excluded:
        yield f"{counted(excluded, 're-roll')} of these that observations exclude do not count"
    if failed:
        yield f"{counted(failed, 're-roll')} of these that failed do not count"

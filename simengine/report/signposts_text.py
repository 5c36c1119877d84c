"""What `simengine signposts` prints: by date, what to watch for, and what it does to the chance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from simengine.explain.signposts import Signpost, Signposts
from simengine.report.layout import cut, fill, grid, width_of, wrapped
from simengine.report.numbers import counted, estimated, probability, quantities

HEADS = ("moves it by", "seen in", "if seen", "if not")
_SENSE = {"occurred": " occurs", "yes": ": yes"}
_LEGEND = (
    "Each is told over the futures in which it had not been seen before: `seen in` says in how many of them it is, and "
    "how many they are where that isn't all. Once one has looked, the chance lies off by so many points (of a hundred) "
    "on average as `moves it by` says. ± is half of a 95 % interval, [a, b] a lopsided one."
)
_ALL = 0.995
_LONGEST, _NUMBERS = 60, 60  # letters of a label at most, and of what stands beside it


def signposts_text(found: Signposts, width: int) -> str:
    """The chance as things stand, then the signposts of each date."""
    head = [f"{found.scenario}: what to watch, for {found.title}", f"as things stand {estimated_base(found)}"]
    sections = [fill(head, width, indent=4)]
    if found.nothing:
        return "\n\n".join("\n".join(lines) for lines in (*sections, wrapped(f"Nothing: {found.nothing}.", width)))
    sections[0] += wrapped(_how(found), width)
    blocks = {date: [post for post in found.posts if post.by == date] for date in found.dates}
    size = max((width_of(_row_label(post, width)) for post in found.posts), default=0)
    for date, posts in blocks.items():
        if posts:
            rows = [row for post in posts for row in _rows(post, width)]
            sections.append(grid(f"by {date}", HEADS, rows, width, size))
    if found.read:
        sections.append(list(_reads(found, width)))
    return "\n\n".join("\n".join(lines) for lines in (*sections, wrapped(_last(found), width)))


def _reads(found: Signposts, width: int) -> Iterator[str]:
    what_of = "Told apart, for the class itself reads it: it is made of these, not foretold. Each at its best date:"
    yield from wrapped(what_of, width)
    rows = [(cut(f"{post.by}  {what(post)}", _room(width)), cells(post)) for post in found.read]
    yield from grid("", HEADS, rows, width)


def estimated_base(found: Signposts) -> str:
    """`.139 ±.017`: the chance on the half that all is told on."""
    return estimated(found.base.p, found.base.low, found.base.high)


def _how(found: Signposts) -> str:
    chosen = f"Chosen on {counted(found.chosen_on, 'future')}, told on {found.told_on:,} others"
    failed = f"; {found.failed:,} that were chosen are no clearer there than noise and are left out"
    return f"{chosen}, of {found.looked:,} things that can be seen{failed if found.failed else ''}."


def _last(found: Signposts) -> str:
    if found.posts:
        return _LEGEND
    return f"Nothing that can be seen from {found.since} to {found.dates[-1]} moves it by more than noise would."


def _rows(post: Signpost, width: int) -> Iterator[tuple[str, list[str]]]:
    yield _row_label(post, width), cells(post)
    for key in post.same:
        yield cut(f"  says the same: {key}", _room(width)), [""] * len(HEADS)


def _row_label(post: Signpost, width: int) -> str:
    return cut(what(post), _room(width))


def _room(width: int) -> int:
    return max(20, min(_LONGEST, width - _NUMBERS))


def what(post: Signpost) -> str:
    """`Fill of the reservoir < 0.35 share`, `ceasefire occurs`, `war is frozen`."""
    if post.sense in _SENSE:
        return post.title + _SENSE[post.sense]
    if post.sense == "is":
        return f"{post.title} is {post.regime}"
    sign = ">" if post.sense == "above" else "<"
    return f"{post.title} {sign} {quantities([post.threshold])[0]} {post.unit}".rstrip()


def cells(post: Signpost) -> list[str]:
    """The cells under `HEADS`."""
    seen = f"{100.0 * post.seen.p:.0f} %"
    left = "" if post.at_risk.p >= _ALL else f" of {100.0 * post.at_risk.p:.0f} %"
    if_seen = estimated(post.if_seen.p, post.if_seen.low, post.if_seen.high)
    return [points(post), seen + left, if_seen, probability(post.if_not.p)]


def points(post: Signpost) -> str:
    """`5.3 ±1.8`: how far it moves the chance on average, in points."""
    return f"{100.0 * post.moves:.1f} ±{100.0 * (post.high - post.moves):.1f}"


def signposts_json(found: Signposts) -> dict[str, Any]:
    """The same for programs; what is not a number is null."""
    return without_nan(found)


def without_nan(record: Any) -> dict[str, Any]:
    """A record as a dictionary in which what is no finite number is null."""
    known: dict[str, Any] = _known(asdict(record))
    return known


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_known(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

"""What `simengine signposts` prints: by date, what to watch for, and what it does to the chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from simengine.analysis.probability import Proportion
from simengine.explain.signpost import Mean, Signpost, Signposts
from simengine.report.layout import fill, grid, label_rows, width_of, wrapped
from simengine.report.numbers import counted, estimated, mean_text, probability, quantities, spaced, with_unit

HEADS = ("moves it by", "seen in", "if seen", "if not")
_LEGEND = (
    "Each is told over the futures in which it had not been seen before: `seen in` says in how many of them it is, and "
    "how many they are where that isn't all. Once one has looked, {} on average as `moves it by` says. ± is half of a "
    "95 % interval{}."
)
_OF_A_CHANCE = "the chance lies off by so many points (of a hundred)", ", [a, b] a lopsided one"
_OF_A_NUMBER = "the mean lies off by so much", ""
_ALL = 0.995
_LONGEST, _NUMBERS = 60, 60  # letters of a label at most, and of what stands beside it


def signposts_text(found: Signposts, width: int) -> str:
    """The chance as things stand, then the signposts of each date."""
    head = [f"{found.scenario}: what to watch, for {found.title}", f"as things stand {estimated_now(found)}"]
    sections = [fill(head, width, indent=4)]
    if found.nothing:
        return "\n\n".join("\n".join(lines) for lines in (*sections, wrapped(f"Nothing: {found.nothing}.", width)))
    sections[0] += wrapped(_how(found), width)
    blocks = {date: [post for post in found.posts if post.by == date] for date in found.dates}
    size = max((width_of(label) for post in found.posts for label, _ in _rows(post, width)), default=0)
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
    rows = [row for post in found.read for row in label_rows(f"{post.by}  {what(post)}", cells(post), _room(width), 9)]
    yield from grid("", HEADS, rows, width)


def estimated_now(found: Signposts) -> str:
    """`.139 ±.017`: the chance on all futures; the mean of a number, `3.12 ±0.08 GWh on average`."""
    if not found.number:
        return estimate_text(found.overall)
    return " ".join(part for part in (estimate_text(found.overall), found.unit, "on average") if part)


def estimate_text(found: Proportion | Mean) -> str:
    """A chance or a mean with its interval."""
    if isinstance(found, Proportion):
        return estimated(found.p, found.low, found.high)
    return mean_text(found.mean, found.low, found.high)


def bare_text(found: Proportion | Mean) -> str:
    """A chance or a mean without its interval, to the same decimals."""
    return probability(found.p) if isinstance(found, Proportion) else estimate_text(found).split(" ")[0]


def half_text(found: Signposts) -> str:
    """`.745 on the futures told of, .737 on all`; both stand there where they are not the same as told."""
    half, whole = bare_text(found.base), bare_text(found.overall)
    return f"{half} on the futures told of{f', {whole} on all' if half != whole else ''}"


def _how(found: Signposts) -> str:
    half, whole = bare_text(found.base), bare_text(found.overall)
    there = f", of which it is {half}" if half != whole else ""
    chosen = f"Chosen on {counted(found.chosen_on, 'future')}, told on {found.told_on:,} others{there}"
    failed = f"; {found.failed:,} that were chosen are no clearer there than noise and are left out"
    return f"{chosen}, of {found.looked:,} things that can be seen{failed if found.failed else ''}."


def _last(found: Signposts) -> str:
    if found.posts:
        return _LEGEND.format(*(_OF_A_NUMBER if found.number else _OF_A_CHANCE))
    return f"Nothing that can be seen from {found.since} to {found.dates[-1]} moves it by more than noise would."


def _rows(post: Signpost, width: int) -> Iterator[tuple[str, list[str]]]:
    yield from label_rows(what(post), cells(post), _room(width))
    for key in post.same:
        yield from label_rows(f"  says the same: {key}", [""] * len(HEADS), _room(width))


def _room(width: int) -> int:
    return max(20, min(_LONGEST, width - _NUMBERS))


def what(post: Signpost) -> str:
    """`Fill of the reservoir below 0.35`, `price above 27.2 crowns`, `ceasefire: yes`, `war: no`, `war is frozen`."""
    if post.sense in ("occurred", "yes", "no"):
        return f"{post.title}: {'no' if post.sense == 'no' else 'yes'}"
    if post.sense == "is":
        return f"{post.title} is {spaced(post.regime)}"
    return f"{post.title} {post.sense} {with_unit(quantities([post.threshold])[0], post.unit)}"


def briefly(text: str, post: Signpost) -> str:
    """What is seen where there is little room: what occurs, or is answered by yes, by its title alone."""
    return text.removesuffix(": yes") if post.sense in ("occurred", "yes") else text


def most_telling(posts: Sequence[Signpost], most: int) -> list[Signpost]:
    """The signposts that move the answer the most, as often as they can be seen at all, each thing once."""
    kept: dict[tuple[str, str], Signpost] = {}
    for post in sorted(posts, key=lambda one: -one.moves * one.at_risk.p):
        kept.setdefault((post.of, post.name), post)
    return list(kept.values())[:most]


def cells(post: Signpost) -> list[str]:
    """The cells under `HEADS`."""
    seen = f"{100.0 * post.seen.p:.0f} %"
    left = "" if post.at_risk.p >= _ALL else f" of {100.0 * post.at_risk.p:.0f} %"
    return [moves_text(post), seen + left, estimate_text(post.if_seen), bare_text(post.if_not)]


def moves_text(post: Signpost) -> str:
    """`5.3 ±1.8`: how far it moves the chance on average, in points, or the mean in its unit."""
    if isinstance(post.base, Mean):
        return mean_text(post.moves, 2.0 * post.moves - post.high, post.high)
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

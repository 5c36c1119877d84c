"""What `compare` prints: a run, and what others change against it, pair by pair."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.simultaneous import chances_of
from simengine.analysis.summary import Summary
from simengine.report.comparison_cells import (
    Cell,
    both_text,
    estimated_chance,
    estimated_mean,
    own_counts,
    title_of,
)
from simengine.report.comparison_evidence import evidence_lines
from simengine.report.comparison_notes import BOTH, PATHS, notes, simultaneous_text
from simengine.report.layout import fill, grid, hanging, left, width_of, wrapped
from simengine.report.numbers import probability, rounded_up
from simengine.report.summary_text import LEGEND, answer_lines, class_lines, header
from simengine.runs.words import one_line

_MOVES = 3
_NOISE = 3
_LABEL = 40  # the widest a title may make its column
Row = tuple[str, list[str]]


def comparison_text(base: Summary, comparisons: Sequence[Comparison], width: int) -> str:
    """A run and its paired differences to others: its answer, classes, largest moves, questions, measures, notes."""
    if not comparisons:
        raise ValueError("there is nothing to compare with")
    how = "paired vs" if all(comparison.pairs for comparison in comparisons) else "change from"
    tables = {f"{how} {base.scenario}": _of_classes(comparisons), **_others(comparisons)}
    label = max(width_of(text) for title, rows in tables.items() for text in (title, *(name for name, _ in rows)))
    heads = [f" {comparison.other}" for comparison in comparisons]  # over the digits, not over the sign
    told = {title: grid(title, heads, rows, width, label) if rows else [] for title, rows in tables.items()}
    first, *rest = told.values()
    sections = [
        header(base, width),
        answer_lines(base, width),
        class_lines(base, width),
        [*first, *_all_moves(comparisons, width, label)],
        *rest,
        evidence_lines(comparisons, width),
        [*notes(comparisons, width), LEGEND, *hanging("", simultaneous_text(comparisons), width)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _of_classes(comparisons: Sequence[Comparison]) -> list[Row]:
    """The answer, if it is none of the rows below it, then the classes, then those that count together."""
    words, headline = comparisons[0].words, comparisons[0].headline
    classes = _rows(
        comparisons,
        [{name: c.outcome.get(name) for name in c.classes} for c in comparisons],
        lambda name: words.called("outcome", name),
    )
    together = _rows(comparisons, [c.together for c in comparisons], one_line)
    if headline is None or not words.report.answer or headline.title in [name for name, _ in (*classes, *together)]:
        return [*classes, *together]
    title, cell = headline.title, estimated_chance if headline.chance else estimated_mean
    answers = [{title: c.answer} for c in comparisons]
    return [*_rows(comparisons, answers, lambda _: title, lambda _: cell), *classes, *together]


def _others(comparisons: Sequence[Comparison]) -> dict[str, list[Row]]:
    words = comparisons[0].words
    units = {name: unit for comparison in comparisons for name, unit in comparison.measure_units.items()}
    truths = {name for comparison in comparisons for name in comparison.truths}

    values = {name: unit for comparison in comparisons for name, unit in comparison.value_units.items()}

    def question(name: str) -> str:
        title = words.called("questions", name)
        return f"{title}, {values[name]}" if values.get(name) else title

    def measure(name: str) -> str:
        title = words.called("measures", name)
        return f"{title}, {units[name]}" if units.get(name) and name not in truths else title

    wanted = words.report.measures
    every = [{**c.measures, **dict.fromkeys(_apart(c, "measure"))} for c in comparisons]
    measures = [{n: one[n] for n in wanted or one if n in one} for one in every]
    questions = [{**c.questions, **c.values, **dict.fromkeys(_apart(c, "question"))} for c in comparisons]
    return {
        "questions": _rows(
            comparisons, questions, question, lambda name: estimated_mean if name in values else estimated_chance
        ),
        "means of measures": _rows(
            comparisons, measures, measure, lambda name: estimated_chance if name in truths else estimated_mean
        ),
    }


def _apart(comparison: Comparison, of: str) -> list[str]:
    """What of both runs is not subtracted."""
    return [] if comparison.subtracted else [one.name for one in comparison.unlike if one.of == of]


def _rows(
    comparisons: Sequence[Comparison],
    found: Sequence[Mapping[str, Difference | None]],
    called: Callable[[str], str],
    cell: Callable[[str], Cell] = lambda _: estimated_chance,
) -> list[Row]:
    """A row a name with a cell a comparison; above it others for what its title is too long for.

    Below it stand, where not the same paths count in both runs, how many do, and the difference over those of both.
    What is None is not subtracted.
    """
    rows: list[Row] = []
    for name in dict.fromkeys(name for one in found for name in one):
        *above, last = wrapped(called(name), _LABEL, 2) or [""]
        rows += [(line, [""] * len(found)) for line in above]
        cells = [(cell(name)(d) if d else "unlike") if name in one else "" for one in found for d in (one.get(name),)]
        rows += [(last, cells), *_below(comparisons, [one.get(name) for one in found], cell(name))]
    return rows


def _below(comparisons: Sequence[Comparison], found: Sequence[Difference | None], cell: Cell) -> list[Row]:
    pairs = list(zip(comparisons, found, strict=True))
    below = [
        (f"  {PATHS}", [own_counts(c, d) if d else "" for c, d in pairs]),
        (f"  {BOTH}", [both_text(c, d, cell) if d else "" for c, d in pairs]),
    ]
    return [(name, cells) for name, cells in below if any(cells)]


def pairing_text(gain: float) -> str:
    """What pairing did to the intervals, in words; `gain` is unpaired standard error over paired."""
    if math.isnan(gain):
        return ""
    if math.isinf(gain):
        return "no pair differs in any of these"
    if 1.9 <= gain <= 2.1:
        return "pairing halves the interval"
    if gain < 0.95:
        return f"pairing widens the interval by a factor {1.0 / gain:.1f}"
    if gain < 1.05:
        return "pairing leaves the interval as it is"
    return f"pairing narrows the interval by a factor {gain:.1f}"


def _all_moves(comparisons: Sequence[Comparison], width: int, label: int) -> list[str]:
    lines: list[str] = []
    for comparison in comparisons:
        how = pairing_text(comparison.gain) if comparison.pairs else ""
        pairing = "the two agree on every path" if comparison.alike else how
        text = [part for part in (_moves(comparison), pairing) if part]
        what = "moves" if comparison.outcome else "pairs"
        head = left(f"{what} ({comparison.other})  ", label + 3)
        if text and width_of(head) + width_of(text[0]) <= width:
            first, *rest = fill(text, width - width_of(head), gap=7)
            lines += [head + first, *(" " * width_of(head) + line for line in rest)]
        elif text:
            lines += hanging(head, "; ".join(text), width)
        noise = _noise(comparison)
        lines += hanging(left(f"in noise ({comparison.other})  ", label + 3), noise, width) if noise else []
    return lines


def _noise(comparison: Comparison) -> str:
    """The differences that can't be told from none, and how many paths would do: the fewest first."""
    found = sorted(
        (paths, title_of(comparison, of, name))
        for (of, name), d in chances_of(comparison).items()
        if math.isfinite(paths := comparison.paths_needed(d))
    )
    would = [" paths would do", *[""] * _NOISE]
    told = [f"{title} ({rounded_up(paths)}{do})" for (paths, title), do in zip(found[:_NOISE], would, strict=False)]
    more = [f"{len(found) - _NOISE} more"] if len(found) > _NOISE else []
    return ", ".join([*told, *more])


def _moves(comparison: Comparison) -> str:
    called = {name: comparison.words.called("outcome", name) for name in comparison.classes}
    largest = [move for move in comparison.moves()[:_MOVES] if move[2] >= 0.0005]
    return ", ".join(f"{called[a]}→{called[b]} {probability(share)}" for a, b, share in largest)

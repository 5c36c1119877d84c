"""What `compare` prints: a run, and what others change against it, pair by pair."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.summary import Summary
from simengine.report.endings_text import reasons, weakened_text
from simengine.report.layout import fill, grid, hanging, left, width_of, wrapped
from simengine.report.numbers import change, counted, estimated_difference, probability, short_names
from simengine.report.summary_text import LEGEND, answer_lines, class_lines, header
from simengine.runs.words import Words, one_line
from simengine.scenario.answer import SECTIONS

_MOVES = 3
_AMONG = 4
_LABEL = 40  # the widest a title may make its column
Cell = Callable[[Difference], str]
Row = tuple[str, list[str]]


def comparison_text(base: Summary, comparisons: Sequence[Comparison], width: int) -> str:
    """A run and its paired differences to others: its answer, classes, largest moves, questions, measures, notes."""
    if not comparisons:
        raise ValueError("there is nothing to compare with")
    tables = {f"paired vs {base.scenario}": _of_classes(comparisons), **_others(comparisons)}
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
        [*_notes(comparisons, width), LEGEND],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _of_classes(comparisons: Sequence[Comparison]) -> list[Row]:
    """The answer, if it is none of the rows below it, then the classes, then those that count together."""
    words, headline = comparisons[0].words, comparisons[0].headline
    classes = _rows([c.outcome for c in comparisons], lambda name: words.called("outcome", name))
    together = _rows([c.together for c in comparisons], one_line)
    if headline is None or not words.report.answer or headline.title in [name for name, _ in (*classes, *together)]:
        return [*classes, *together]
    title, cell = headline.title, estimated_chance if headline.chance else _mean
    answers = [{title: c.answer} if c.answer else {} for c in comparisons]
    return [*_rows(answers, lambda _: title, lambda _: cell), *classes, *together]


def _others(comparisons: Sequence[Comparison]) -> dict[str, list[Row]]:
    words = comparisons[0].words
    units = {name: unit for comparison in comparisons for name, unit in comparison.measure_units.items()}
    truths = {name for comparison in comparisons for name in comparison.truths}

    def measure(name: str) -> str:
        title = words.called("measures", name)
        return f"{title}, {units[name]}" if units.get(name) and name not in truths else title

    wanted = words.report.measures
    measures = [{n: c.measures[n] for n in wanted or c.measures if n in c.measures} for c in comparisons]
    return {
        "questions": _rows([c.questions for c in comparisons], lambda name: words.called("questions", name)),
        "means of measures": _rows(measures, measure, lambda name: estimated_chance if name in truths else _mean),
    }


def estimated_chance(found: Difference) -> str:
    """A difference of probabilities."""
    return estimated_difference(found.d, found.low, found.high)


def _mean(found: Difference) -> str:
    return change(found.d, found.low, found.high)


def _rows(
    found: Sequence[Mapping[str, Difference]],
    called: Callable[[str], str],
    cell: Callable[[str], Cell] = lambda _: estimated_chance,
) -> list[Row]:
    """A row a name with a cell a comparison; above it others for what its title is too long for."""
    rows: list[Row] = []
    for name in dict.fromkeys(name for one in found for name in one):
        *above, last = wrapped(called(name), _LABEL, 2) or [""]
        rows += [(line, [""] * len(found)) for line in above]
        rows.append((last, [cell(name)(one[name]) if name in one else "" for one in found]))
    return rows


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
    short = short_names([comparison.other for comparison in comparisons])
    lines: list[str] = []
    for comparison in comparisons:
        pairing = "the two agree on every path" if comparison.alike else pairing_text(comparison.gain)
        text = [part for part in (_moves(comparison), pairing) if part]
        what = "moves" if comparison.outcome else "pairs"
        head = left(f"{what} ({short[comparison.other]})", label + 3)
        if text and width_of(head) + width_of(text[0]) <= width:
            first, *rest = fill(text, width - width_of(head), gap=7)
            lines += [head + first, *(" " * width_of(head) + line for line in rest)]
        elif text:
            lines += hanging(head, "; ".join(text), width)
    return lines


def _moves(comparison: Comparison) -> str:
    short = _short_classes(comparison.classes, comparison.words)
    largest = [move for move in comparison.moves()[:_MOVES] if move[2] >= 0.0005]
    return ", ".join(f"{short[a]}→{short[b]} {probability(share)}" for a, b, share in largest)


def _short_classes(classes: Sequence[str], words: Words) -> dict[str, str]:
    return {name: words.title("outcome", name) or short for name, short in short_names(classes).items()}


def _notes(comparisons: Sequence[Comparison], width: int) -> list[str]:
    """What is to be known of each run; what is so of several is told once."""
    said: dict[str, list[str]] = {}
    for comparison in comparisons:
        for text in _notes_of(comparison):
            said.setdefault(text, []).append(comparison.other)
    lines: list[str] = []
    for text, (first, *more) in said.items():
        all_of_them = more and len(more) + 1 == len(comparisons)
        who = "each of these" if all_of_them else f"{first} and {len(more)} more" if more else first
        lines += hanging(f"{who}: ", text, width)
    return lines


def _notes_of(comparison: Comparison) -> list[str]:
    ended, notes = comparison.ended, list(comparison.notes)
    weak = weakened_text(ended.paths, ended.failed, ended.excluded)
    if weak:
        told = reasons(ended.endings, comparison.words, ended.paths, ended.failed, ended.excluded)
        notes.insert(0, "; ".join([weak, *told]))
    lone = comparison.dropped + comparison.unmatched
    if lone:
        alone = _among_pairs(comparison)
        what = f"{comparison.pairs:,} pairs; {_lone(comparison)}, and every figure is over all paths of its own run"
        notes.insert(0, f"{what}; {alone}" if alone else what)
    return notes


def _lone(comparison: Comparison) -> str:
    """What the paths are that make no pair."""
    dropped, unmatched = comparison.dropped, comparison.unmatched
    parts = [f"{counted(dropped, 'path')} {'is' if dropped == 1 else 'are'} ok in only one run"] if dropped else []
    if unmatched:
        parts.append(f"{counted(unmatched, 'path')} {'was' if unmatched == 1 else 'were'} drawn in only one run")
    return ", ".join(parts)


def _among_pairs(comparison: Comparison) -> str:
    """The differences over the pairs alone, where they are read otherwise than those above: the most unlike first."""
    found = list[tuple[float, str]]()
    for (of, name), d in comparison.figures.items():
        cell, alone = estimated_chance if of != "measure" or name in comparison.truths else _mean, d.among_pairs
        if alone and d.pairs and cell(alone).split()[0] != cell(d).split()[0]:
            title = one_line(name) if of == "together" else comparison.words.called(SECTIONS[of], name)
            found.append((abs(alone.d - d.d) / max(alone.se, math.ulp(0.0)), f"{title} {cell(alone)}"))
    told = [text for _, text in sorted(found, key=lambda one: -one[0])[:_AMONG]]
    more = [f"{len(found) - _AMONG} more in --json"] if len(found) > _AMONG else []
    return f"among the pairs alone: {', '.join([*told, *more])}" if found else ""

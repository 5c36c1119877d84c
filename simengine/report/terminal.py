"""What `summary` and `compare` print: plain text, the same on a terminal and in a pipe."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.summary import Summary
from simengine.report.experts_text import disagreement_lines
from simengine.report.layout import GAP, aligned, fill, fitted, grid, hanging
from simengine.report.numbers import bar, change, difference, half_width, probability, quantities, short_names

_BAR = 20  # characters for a probability of 1
_MOVES = 3
LEGEND = "± is half of a 95 % interval"


def summary_text(summary: Summary, width: int) -> str:
    """One run: its classes with bars, its measures (median, 5–95 %), its questions with their text."""
    rest = [_measures(summary, width), _questions(summary, width)] if summary.outcome else []
    rest.append(disagreement_lines(summary.disagreement, width))
    return "\n\n".join([classes_text(summary, width), *("\n".join(lines) for lines in (*rest, [LEGEND]) if lines)])


def classes_text(summary: Summary, width: int) -> str:
    """The first part of `summary_text`, as far as the classes; without classes all of it but the `LEGEND` of its ±."""
    head = [*_header(summary, width), *([summary.title] if summary.title else [])]
    sections = [_classes(summary, width)]
    if not summary.outcome:
        sections = [_measures(summary, width), _questions(summary, width)]
    found = ["\n".join(lines) for lines in sections if lines]
    return "\n\n".join(["\n".join(head), *(found or ["no outcome, measure or question: nothing is read off a path"])])


def comparison_text(base: Summary, comparisons: Sequence[Comparison], width: int) -> str:
    """A run and its paired differences to others: classes, largest moves, questions, means of measures, notes."""
    if not comparisons:
        raise ValueError("there is nothing to compare with")
    sections = [
        [*_header(base, width), *_classes(base, width)],
        [*_class_differences(base.scenario, comparisons, width), *_all_moves(base.scenario, comparisons, width)],
        _question_differences(comparisons, width),
        _measure_differences(comparisons, width),
        [*_notes(comparisons, width), LEGEND],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def pairing_text(gain: float) -> str:
    """What pairing did to the intervals, in words; `gain` is unpaired standard error over paired."""
    if math.isnan(gain):
        return ""
    if math.isinf(gain):
        return "the two agree on every path"
    if 1.9 <= gain <= 2.1:
        return "pairing halves the interval"
    if gain < 0.95:
        return f"pairing widens the interval by a factor {1.0 / gain:.1f}"
    if gain < 1.05:
        return "pairing leaves the interval as it is"
    return f"pairing narrows the interval by a factor {gain:.1f}"


def _header(summary: Summary, width: int) -> list[str]:
    parts = [
        summary.scenario,
        f"{summary.paths:,} paths",
        f"{summary.failed:,} failed",
        f"{summary.excluded:,} excluded by what is known",
        f"seed {summary.seed}",
    ]
    if summary.nested > 1:
        parts.append(f"{summary.nested:,} paths to a draw of the parameters")
    return fill(parts, width, indent=4)


def _classes(summary: Summary, width: int) -> list[str]:
    rows = [(name, probability(e.p), half_width(e.low, e.high)) for name, e in summary.outcome.items()]
    if not rows:
        return []
    names = max(len(name) for name, _, _ in rows)
    lines = [f"{name.ljust(names)}  {p:>5} {half}" for name, p, half in rows]
    size = max(len(line) for line in lines)
    room = min(_BAR, width - size - GAP)
    if room < _BAR // 2:
        return lines
    bars = [bar(estimate.p, room) for estimate in summary.outcome.values()]
    return [f"{line.ljust(size)}{' ' * GAP}{drawn}".rstrip() for line, drawn in zip(lines, bars, strict=True)]


def _measures(summary: Summary, width: int) -> list[str]:
    if not summary.measures:
        return []
    rows = [("measures", "median", "5–95 %", "unit", "")]
    for name, estimate in summary.measures.items():
        median, low, high = _triple(estimate)
        rows.append((name, median, f"{low} – {high}", summary.measure_units.get(name, ""), _missing(estimate)))
    return fitted(aligned(rows, right=frozenset({1})), width, indent=4)


def _questions(summary: Summary, width: int) -> list[str]:
    if not summary.questions:
        return []
    answers = {name: _answer(estimate) for name, estimate in summary.questions.items()}
    labels = aligned([("questions", ""), *answers.items()])
    lines = [labels[0]]
    size = max(len(label) for label in labels[1:])
    for label, (name, estimate) in zip(labels[1:], summary.questions.items(), strict=True):
        text = "  ".join(part for part in (summary.question_texts.get(name, ""), _missing(estimate)) if part)
        lines += hanging(label.ljust(size + GAP), text, width)
    return lines


def _answer(estimate: Proportion | Spread) -> str:
    if isinstance(estimate, Proportion):
        return f"{probability(estimate.p)} {half_width(estimate.low, estimate.high)}"
    median, low, high = _triple(estimate)
    return f"{median} ({low} – {high})"


def _triple(estimate: Spread) -> tuple[str, str, str]:
    median, low, high = quantities([estimate.quantiles[level] for level in (0.5, 0.05, 0.95)])
    return median, low, high


def _missing(estimate: Proportion | Spread) -> str:
    return f"({estimate.missing:,} of {estimate.missing + estimate.n:,} paths have none)" if estimate.missing else ""


def _label_width(base: str, comparisons: Sequence[Comparison]) -> int:
    short = short_names([comparison.other for comparison in comparisons])
    labels = [f"paired vs {base}", *short, *(f"moves ({name})" for name in short.values())]
    return max(len(label) for label in labels)


def _class_differences(base: str, comparisons: Sequence[Comparison], width: int) -> list[str]:
    names = _ordered_union([list(comparison.outcome) for comparison in comparisons])
    if not names:
        return []
    short = short_names(names)
    rows = [(c.other, [_cell(c.outcome.get(name)) for name in names]) for c in comparisons]
    heads = [" " + short[name] for name in names]  # over the digits, not over the sign
    return grid(f"paired vs {base}", heads, rows, width, _label_width(base, comparisons))


def _cell(d: Difference | None) -> str:
    return f"{difference(d.d)} {half_width(d.low, d.high)}" if d else ""


def _all_moves(base: str, comparisons: Sequence[Comparison], width: int) -> list[str]:
    short = short_names([comparison.other for comparison in comparisons])
    label = _label_width(base, comparisons) + 3
    lines: list[str] = []
    for comparison in comparisons:
        text = [part for part in (_moves(comparison), pairing_text(comparison.gain)) if part]
        what = "moves" if comparison.outcome else "pairs"
        head = f"{what} ({short[comparison.other]})".ljust(label)
        if text and len(head) + len(text[0]) <= width:
            first, *rest = fill(text, width - label, gap=7)
            lines += [head + first, *(" " * label + line for line in rest)]
        elif text:
            lines += hanging(head, "; ".join(text), width)
    return lines


def _moves(comparison: Comparison) -> str:
    short = short_names(comparison.classes)
    largest = [move for move in comparison.moves()[:_MOVES] if move[2] >= 0.0005]
    return ", ".join(f"{short[a]}→{short[b]} {probability(share)}" for a, b, share in largest)


def _question_differences(comparisons: Sequence[Comparison], width: int) -> list[str]:
    names = _ordered_union([list(comparison.questions) for comparison in comparisons])
    rows = [(c.other, [_cell(c.questions.get(name)) for name in names]) for c in comparisons]
    return grid("questions", [" " + name for name in names], rows, width) if names else []


def _measure_differences(comparisons: Sequence[Comparison], width: int) -> list[str]:
    names = _ordered_union([list(comparison.measures) for comparison in comparisons])
    units = {name: unit for comparison in comparisons for name, unit in comparison.measure_units.items()}
    heads = [f" {name}, {units[name]}" if units.get(name) else f" {name}" for name in names]
    rows = [(c.other, [_mean_cell(c.measures.get(name)) for name in names]) for c in comparisons]
    return grid("means of measures", heads, rows, width) if names else []


def _mean_cell(d: Difference | None) -> str:
    return change(d.d, d.low, d.high) if d else ""


def _notes(comparisons: Sequence[Comparison], width: int) -> list[str]:
    lines: list[str] = []
    for comparison in comparisons:
        notes = list(comparison.notes)
        if comparison.dropped:
            text = f"{comparison.pairs:,} pairs; {comparison.dropped:,} dropped, being ok in only one of the two runs"
            notes.insert(0, text)
        if comparison.unmatched:
            notes.append(f"{comparison.unmatched:,} paths left out, being in only one of the two runs")
        for text in notes:
            lines += hanging(f"{comparison.other}: ", text, width)
    return lines


def _ordered_union(lists: Sequence[list[str]]) -> list[str]:
    return list(dict.fromkeys(name for names in lists for name in names))

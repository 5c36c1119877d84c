"""What `summary` prints, and the part of it that other commands begin with: plain text, on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.summary import Summary
from simengine.report.endings_text import reasons, weakened_text
from simengine.report.experts_text import disagreement_lines
from simengine.report.ignorance_text import ignorance_lines
from simengine.report.layout import GAP, aligned, fill, fitted, hanging, left, width_of, wrapped
from simengine.report.learnt_text import learning_lines, learnt_lines
from simengine.report.numbers import bar, counted, estimated, mean_text, probability, quantities
from simengine.runs.words import one_line

_BAR = 20  # characters for a probability of 1
_LABEL = 44  # the widest a title may make its column
LEGEND = "± is half of a 95 % interval, [a, b] a lopsided one"


def summary_text(summary: Summary, width: int, *, everything: bool = False) -> str:
    """One run: its answer, its classes with bars, its measures, its questions with their text.

    Of the measures those that the report names, unless `everything` is wanted.
    """
    rest = _lists(summary, width, everything) if summary.outcome else []
    rest += [disagreement_lines(summary, width), ignorance_lines(summary, width), learning_lines(summary.learnt, width)]
    sections = [classes_text(summary, width, everything=everything), *("\n".join(lines) for lines in rest if lines)]
    return "\n\n".join([*sections, LEGEND])


def classes_text(summary: Summary, width: int, *, everything: bool = False) -> str:
    """The first part of `summary_text`, as far as the classes; without classes all of it but the `LEGEND` of its ±."""
    sections = [answer_lines(summary, width), class_lines(summary, width)]
    if not summary.outcome:
        sections += _lists(summary, width, everything)
    found = ["\n".join(lines) for lines in (*sections, invariant_lines(summary, width)) if lines]
    head = [*header(summary, width), *title_lines(summary, width)]
    return "\n\n".join(["\n".join(head), *(found or ["no outcome, measure or question: nothing is read off a path"])])


def invariant_lines(summary: Summary, width: int) -> list[str]:
    """A line an invariant that broke; one for all, if none did."""
    if not summary.invariants:
        return []
    of = f"of {counted(summary.paths - summary.failed - summary.excluded, 'path')}"
    lines = [
        f"invariant broken: {summary.words.called('invariants', name)}, on {one.paths:,} {of} "
        f"({probability(one.share.p)}), first on path {one.first_path}"
        for name, one in summary.invariants.items()
        if one.paths
    ]
    return fitted(lines, width, 4) or [f"{counted(len(summary.invariants), 'invariant')} held on every path"]


def title_lines(summary: Summary, width: int) -> list[str]:
    """The scenario's title, unless that is no more than its name."""
    return wrapped(one_line(summary.title), width) if summary.title != summary.scenario else []


def header(summary: Summary, width: int) -> list[str]:
    """Which run it is, how its paths ended, and what ended those that do not count."""
    parts = [
        summary.scenario,
        counted(summary.paths, "path"),
        f"{summary.failed:,} failed",
        f"{summary.excluded:,} excluded by what is known",
        f"seed {summary.seed}",
        *([f"as of {summary.as_of}"] if summary.as_of else []),
    ]
    if summary.sampling.nested > 1:
        parts.append(f"{summary.sampling.nested:,} paths to a draw of the parameters")
    told = reasons(summary.endings, summary.words, summary.paths, summary.failed, summary.excluded)
    below = fitted([summary.changed] * bool(summary.changed) + told, width, 4)
    return [*fill(parts, width, indent=4), *below, *learnt_lines(summary.learnt, width)]


def answer_lines(summary: Summary, width: int) -> list[str]:
    """The question that the report asks, and what answers it; nothing where it says neither."""
    report = summary.words.report
    if summary.headline is None or summary.answer is None or not (report.question or report.answer):
        return []
    unit = f" {summary.headline.unit}" if summary.headline.unit else ""
    parts = [f"{estimate_text(summary.answer)}{unit}", _weakened(summary), _missing(summary.answer)]
    answer = "  ".join(part for part in parts if part)
    lines = wrapped(one_line(report.question), width)
    return [*lines, *hanging(f"{summary.headline.title}: ", answer, width)]


def class_lines(summary: Summary, width: int) -> list[str]:
    """A line a class with a bar; below, those that count together."""
    classes = [(summary.words.called("outcome", name), found) for name, found in summary.outcome.items()]
    together = [(one_line(title), found) for title, found in summary.together.items()]
    if not classes:
        return []
    size = min(_LABEL, max(width_of(name) for name, _ in (*classes, *together)))
    weak = _weakened(summary)
    lines = [f"{left('', size)}  {weak}"] if weak else []
    figures = max(width_of(estimate_text(found)) for _, found in (*classes, *together))
    room = min(_BAR, width - size - figures - 2 * GAP)

    def told(name: str, found: Proportion) -> list[str]:
        *above, last = wrapped(name, size, 2) or [""]
        drawn = bar(found.p, room) if room >= _BAR // 2 else ""
        return [*above, f"{left(last, size)}  {left(estimate_text(found), figures)}  {drawn}".rstrip()]

    lines += [line for name, found in classes for line in told(name, found)]
    lines += ["together"] if together else []
    return [*lines, *(line for name, found in together for line in told(name, found))]


def _lists(summary: Summary, width: int, everything: bool) -> list[list[str]]:
    return [_measures(summary, width, everything), _questions(summary, width)]


def _measures(summary: Summary, width: int, everything: bool) -> list[str]:
    wanted = summary.words.report.measures
    shown = summary.measures if everything or not wanted else {name: summary.measures[name] for name in wanted}
    if not shown:
        return []
    weak = _weakened(summary) if any(isinstance(found, Proportion) for found in shown.values()) else ""
    label = f"measures, {weak}" if weak else "measures"
    rows: list[tuple[str, ...]] = [(label, "mean", "median", "5–95 %", "unit", "")]
    for name, found in shown.items():
        cells = (summary.measure_units.get(name, "") if isinstance(found, Spread) else "", _missing(found))
        rows += _labelled(summary.words.called("measures", name), (*_figures(found), *cells), width)
    lines = fitted(aligned(_without_empty(rows), to_right=frozenset({2})), width, 4)
    hidden = len(summary.measures) - len(shown)
    return [*lines, f"{counted(hidden, 'more measure')}: --all"] if hidden else lines


def _labelled(label: str, cells: Sequence[str], width: int) -> list[tuple[str, ...]]:
    """A row, and above it others for what its label is too long for."""
    *above, last = wrapped(label, min(_LABEL, max(20, width // 2)), 2) or [""]
    return [*((line, *[""] * len(cells)) for line in above), (last, *cells)]


def _without_empty(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Without columns in which nothing stands below their heads, if the head is about a number over paths."""
    kept = [at for at in range(len(rows[0])) if at not in (2, 3, 4) or any(row[at] for row in rows[1:])]
    return [[row[at] for at in kept] for row in rows]


def _figures(found: Proportion | Spread) -> tuple[str, str, str]:
    """Mean, median and 5–95 %; of a chance its probability alone, of a constant the number alone."""
    if isinstance(found, Proportion):
        return estimated(found.p, found.low, found.high), "", ""
    mean = mean_text(found.mean, found.low, found.high)
    if found.is_constant:
        return mean, "", ""
    median, low, high = quantities([found.quantiles[level] for level in (0.5, 0.05, 0.95)])
    return mean, median, f"{low} – {high}"


def estimate_text(found: Proportion | Spread) -> str:
    """A chance with its interval, or a number: `3.21 ±0.12, median 3 (0 – 9)`."""
    mean, median, ends = _figures(found)
    return f"{mean}, median {median} ({ends})" if median else mean


def _questions(summary: Summary, width: int) -> list[str]:
    if not summary.questions:
        return []
    units = summary.question_units
    rows: list[tuple[str, ...]] = [("questions", "", _weakened(summary))]
    for name, found in summary.questions.items():
        unit = f" {units[name]}" if units.get(name) and isinstance(found, Spread) else ""
        about = (one_line(summary.question_texts.get(name, "")), _missing(found))
        label = summary.words.called("questions", name)
        rows += _labelled(label, (estimate_text(found) + unit, "  ".join(part for part in about if part)), width)
    return list(_with_texts(rows, width))


def _with_texts(rows: Sequence[Sequence[str]], width: int) -> Iterable[str]:
    """Rows in columns, the last a text that is wrapped in its column."""
    labels = aligned([row[:-1] for row in rows])
    size = max(width_of(label) for label in labels)
    for label, row in zip(labels, rows, strict=True):
        yield from hanging(left(label, size + GAP), row[-1], width)


def _weakened(summary: Summary) -> str:
    return weakened_text(summary.paths, summary.failed, summary.excluded)


def _missing(estimate: Proportion | Spread) -> str:
    return f"({estimate.missing:,} of {estimate.missing + estimate.n:,} have none)" if estimate.missing else ""

"""What other scenarios change: a forest plot of paired differences, and from where to where futures move."""

from __future__ import annotations

from simengine.analysis.compare import Comparison, Of
from simengine.analysis.probability import Spread
from simengine.page.block import Block, Made, command, picture, told
from simengine.page.changes_table import POINTS, Row, changes_table, size_of
from simengine.page.facts import Facts
from simengine.page.markup import Markup, code_name, details, joined, table
from simengine.page.words import moved_by
from simengine.report.comparison_cells import title_of
from simengine.report.numbers import percent, spaced
from simengine.report.plots.answer_differences import by_effect
from simengine.report.plots.answer_differences import picture as forest

_MOVES, _LEAST = 3, 0.0005


def scenarios(facts: Facts) -> Block | None:
    """The differences from the base, where other runs are given."""
    if facts.compared is None:
        return None
    others, parts = facts.compared.others, list[Markup]()
    titles = facts.titles
    made = Made(
        command("compare", "--all", *facts.names),
        "the answer's mean over a scenario's futures less that over the base's; future k of both shares its chance, "
        "and the interval is that of pairs",
    )
    found = by_effect(others)
    if found:
        heads = ("scenario", "run", "change", "clear", "where futures move")
        rows = [
            (
                titles.get(one.other) or spaced(one.other),
                code_name(one.other),
                moved_by(d, one.headline),
                "yes" if d.clear else "zero is inside",
                _moves(one),
            )
            for one, d in found
        ]
        numbers = table("Change of the answer against the base, the largest first", heads, rows)
        alt = f"What each scenario changes in the answer of {facts.run.name}, with 95 % intervals"
        parts.append(picture("forest", lambda: forest(others, titles), alt, numbers, made))
    parts.append(details("Every outcome, every scenario", _every(facts, others)))
    missing = [one.other for one in others if one.answer is None]
    parts.append(told(f"Without the answer of the base: {', '.join(missing)}." if missing else ""))
    parts.append(told(*(f"{one.other}: {note}" for one in others for note in one.notes)))
    return Block("scenarios", "What would change it", joined(parts))


def _moves(comparison: Comparison) -> str:
    """Between which classes most futures move."""
    called = {name: comparison.words.called("outcome", name) for name in comparison.classes}
    largest = [move for move in comparison.moves()[:_MOVES] if move[2] >= _LEAST]
    return "; ".join(f"{called[a]} → {called[b]} {percent(share)}" for a, b, share in largest)


def _every(facts: Facts, others: tuple[Comparison, ...]) -> Markup:
    figures = dict.fromkeys(key for one in others for key in one.figures if key[0] in ("class", "together", "question"))
    rows = [_row(facts, others, of, name) for of, name in figures]
    return changes_table("Changes against the base", others, facts.titles, rows)


def _row(facts: Facts, others: tuple[Comparison, ...], of: Of, name: str) -> Row:
    """A figure by its title, with what its differences are in."""
    first = next(one for one in others if (of, name) in one.figures)
    number = of == "question" and name in first.values
    unit = first.value_units.get(name, "") if number else POINTS
    asked = facts.summary.questions.get(name) if number else None
    size = size_of(asked) if isinstance(asked, Spread) else 0.0
    text = facts.summary.question_texts.get(name) if of == "question" else None
    return text or title_of(first, of, name), unit, size, lambda one: one.figures.get((of, name))

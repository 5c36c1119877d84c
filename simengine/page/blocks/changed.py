"""What changed since an earlier report, and why: the answer then and now, and what each change of the text does."""

from __future__ import annotations

from simengine.explain.why import ChangeTold, Step
from simengine.page.block import Block, Made, command, picture, told
from simengine.page.facts import Facts
from simengine.page.markup import Markup, details, items, joined, table
from simengine.page.words import answer_sentence
from simengine.report.numbers import counted
from simengine.report.plots import waterfall
from simengine.report.why_text import effect_text, estimated_figure
from simengine.results.why_different import Why

_LONGEST = 160  # letters of a text that changed


def changed(facts: Facts) -> Block | None:
    """The answer in both runs and a waterfall between them, where an earlier run is named."""
    since = facts.since
    if since is None:
        return None
    then, now = since.summary, facts.summary
    lines = [f"The report before was of {since.name}, drawn on {since.drawn_on}."]
    if then.headline and then.answer and now.headline and now.answer:
        lines.append(f"Then: {answer_sentence(then.headline, then.answer)}")
        lines.append(f"Now: {answer_sentence(now.headline, now.answer)}")
    parts = [told(*lines), *_why(facts, since.why)]
    return Block("changed", "What changed since the last report, and why", joined(parts))


def _why(facts: Facts, found: Why | None) -> list[Markup]:
    if found is None:
        reason = facts.why_not.get("what changed", "")
        return [told(f"Why it changed can't be told: {reason}" if reason else "")]
    texts = details(
        f"What changed in the text: {counted(len(found.changes), 'place')}", items(map(_text, found.changes))
    )
    if found.nothing:
        return [told(f"Nothing to explain: {found.nothing}."), texts if found.changes else joined([])]
    made = Made(
        command("compare", "--why", found.base, found.other),
        f"both texts on the dice of {found.base}, {counted(found.paths, 'future')} of each: the changes made one on "
        "top of the other, and each alone",
    )
    unit = f" in {found.unit}" if found.unit else ""
    heads = ("change", "on top of those above", "so far", "alone")
    numbers = table(
        f"What each change does to {found.figure}{unit}", heads, [_row(found, step) for step in found.steps]
    )
    alt = f"What each change between {found.base} and {found.other} does to {found.figure}"
    return [
        picture("waterfall", lambda: waterfall.picture(found), alt, numbers, made),
        texts,
        told(*found.notes),
    ]


def _row(found: Why, step: Step) -> tuple[str, ...]:
    in_turn, alone = (effect_text(one, chance=found.chance) for one in (step.in_turn, step.alone))
    return step.name, in_turn, estimated_figure(step.after), alone


def _text(one: ChangeTold) -> str:
    """Where it stands, and how it reads now."""
    if one.kind == "changed":
        return f"{one.path}: {_short(one.before)} → {_short(one.after)}"
    return f"{one.path} {one.kind}: {_short(one.before or one.after)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""What is read off a path: observations, questions, measures, and its class."""

from __future__ import annotations

from simengine.engines.kernel.context import MOST_STATEMENTS, Context, indented, loop


def write_read(context: Context) -> list[str]:
    """The calls that answer what is asked at this step; those of observations give how many paths they exclude."""
    return [*_observations(context), *_questions(context)]


def _observations(context: Context) -> list[str]:
    calls = []
    for index, seen in enumerate(context.plan.observations):
        at = context.setting(seen.step)
        low, high = (
            f"c[{context.numbers.extend((bound,), f'observe.{seen.name}')}]" for bound in (seen.low, seen.high)
        )
        lines = [
            f"x = {context.text(seen.expr, f'observe.{seen.name}')}",
            f"if v[r_alive + i] != 0.0 and not ({low} <= x and x <= {high}):",
            f"    fail(code, i, k, READ, {index}, EXCLUDED)",
            "    excluded += 1",
        ]
        body = ["excluded = 0", f"if {at} == k:", *(f"    {line}" for line in loop(lines)), "return excluded"]
        call = context.define(f"observe_{seen.name}_known", f"Excludes paths that contradict {seen.name}.", body)
        calls.append(f"ended += {call}")
    return calls


def _questions(context: Context) -> list[str]:
    """Answers are computed at the step of their question only; some stand in one function."""
    blocks = []
    for question, row in zip(context.plan.questions, context.layout.answers, strict=True):
        place = f"questions.{question.name}"
        answer = context.text(question.expr, place)
        if question.kind == "chance":
            answer = f"where({answer}, 1.0, 0.0)"
        if question.given is not None:
            answer = f"where({context.text(question.given, place)}, {answer}, nan)"
        inside = indented(loop([f"v[{row} + i] = {answer}"]))
        blocks.append([f"if {context.setting(question.step)} == k:", *inside])
    calls = []
    for first in range(0, len(blocks), MOST_STATEMENTS):
        lines = [line for block in blocks[first : first + MOST_STATEMENTS] for line in block]
        calls.append(context.define(f"answer_{first // MOST_STATEMENTS + 1}", "Answers that are due.", lines))
    return calls


def write_end(context: Context) -> list[str]:
    """The calls that compute measures and classes at the end."""
    statements = [
        f"{context.at(cell.slot)} = {context.text(cell.expr, f'measures.{cell.name}')}"
        for cell in context.plan.measures
    ]
    calls = context.define_loops("compute_measures", "Measures.", statements)
    outcome = f"{float(len(context.plan.classes) - 1)!r}"
    for index, (name, condition) in reversed([*enumerate(context.plan.classes)]):
        if condition is not None:
            outcome = f"where({context.text(condition, f'outcome.{name}')}, {float(index)!r}, {outcome})"
    calls.append(context.define("classify", "The first class that holds.", loop([f"v[r_class + i] = {outcome}"])))
    return calls

"""A text with one change, and what is said of it where."""

from __future__ import annotations

from pathlib import Path

from simengine.errors import Problem, ScenarioError
from simengine.loading import load_with_warnings


def told(folder: Path, text: str) -> list[Problem]:
    """Every error of a scenario's text or, if there are none, every warning."""
    file = folder / "small.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        return list(load_with_warnings(file).warnings)
    except ScenarioError as error:
        return list(error.problems)


def place(text: str, at: str) -> tuple[int, int]:
    """The line and column at which `at` begins in a text; it must stand there once."""
    assert text.count(at) == 1, f"{at!r} stands {text.count(at)} times"
    before = text[: text.index(at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def places(problems: list[Problem]) -> list[tuple[int, int]]:
    """Where problems are."""
    return [(problem.place.line, problem.place.column) for problem in problems if problem.place]

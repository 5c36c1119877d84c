"""Control characters and escape sequences never reach the terminal raw."""

from __future__ import annotations

import pytest

from simengine.cli.output import note, say
from simengine.errors import Place, Problem, ScenarioError, SimengineError, visible

TEXTS = [
    ("\x1b[31mred", r"\x1b[31mred"),
    ("\x9b2J", r"\x9b2J"),
    ("a\rb\x07\x7f", r"a\rb\x07\x7f"),
    ("\u202etfel", r"\u202etfel"),
    ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ("한국 مرحبا é ± $", "한국 مرحبا é ± $"),
    ("\ud800", r"\ud800"),
]


@pytest.mark.parametrize(("text", "shown"), TEXTS, ids=[ascii(shown) for _, shown in TEXTS])
def test_what_is_shown(text, shown, capsys):
    assert visible(text) == shown
    say(text)
    note(text)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (f"{shown}\n", f"{shown}\n")
    assert str(SimengineError(text)) == shown
    problem = Problem(Place("a.yaml", 1, 2), "title", text)
    assert str(problem) == str(ScenarioError([problem])) == f"a.yaml:1:2: title: {shown}"

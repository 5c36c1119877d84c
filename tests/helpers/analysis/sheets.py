"""Sheets and answers written by hand, as files."""

from pathlib import Path

from simengine.runs.sheet_file import hash_of

HEAD = """\
sheet: 1
scenario: pier
as_of: {as_of}
frozen: {frozen}T09:00:00Z
questions:
"""


def a_sheet(folder: Path, name: str, questions: str, as_of: str = "2026-01-01", frozen: str = "2026-01-05") -> Path:
    """A sheet with these questions (YAML, a line each), with its hash."""
    text = HEAD.format(as_of=as_of, frozen=frozen) + "".join(f"  {line}\n" for line in questions.strip().splitlines())
    file = folder / f"{name}.yaml"
    file.write_text(f"{text}hash: {hash_of(text)}\n", encoding="utf-8")
    return file


def some_answers(folder: Path, answers: str) -> Path:
    """A file of answers, a line each."""
    file = folder / "answers.yaml"
    lines = "".join(f"  {line.strip()}\n" for line in answers.strip().splitlines())
    file.write_text(f"answers:\n{lines}", encoding="utf-8")
    return file

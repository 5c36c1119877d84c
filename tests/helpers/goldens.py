"""Outputs that are kept as files: what a test compares with them, and how they are written anew."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

COMMAND = "python3 start.py test --regenerate"


@dataclass
class Goldens:
    """Compares texts with files, or writes these, and tells which it wrote."""

    write: bool
    tell: Callable[[str], None]

    def __call__(self, path: Path, text: str) -> None:
        """Fails unless the file holds the text, which ends its last line if it doesn't itself."""
        text = text if text.endswith("\n") else f"{text}\n"
        stored = path.read_text(encoding="utf-8") if path.exists() else ""
        if stored == text:
            return
        name = path.relative_to(Path(__file__).parents[2]).as_posix()
        if not self.write:
            changed = "\n".join(
                difflib.unified_diff(stored.splitlines(), text.splitlines(), name, "now", lineterm="", n=1)
            )
            pytest.fail(f"{name} is not so; `{COMMAND}` writes it anew\n{changed}", pytrace=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        self.tell(name)

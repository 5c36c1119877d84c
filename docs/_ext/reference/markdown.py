"""Pieces of Markdown."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(`[^`]*`)")
_SPECIAL = re.compile(r"([\\*_\[\]<>~#])")


def prose(text: str) -> str:
    """A text of ours on one line, in which only `code` is markup."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\1", part) for part in parts)


def paragraphs(doc: str | None) -> list[str]:
    """The paragraphs of a docstring; what it raises becomes a list."""
    return [_paragraph(block) for block in inspect.cleandoc(doc or "").split("\n\n") if block.strip()]


def _paragraph(block: str) -> str:
    head, _, rest = block.partition("\n")
    if head != "Raises:":
        return prose(block)
    items = re.split(r"\n(?! )", inspect.cleandoc(rest))
    return "\n".join(["Raises:", "", *(f"- {prose(item)}" for item in items)])


def module_head(kind: type, name: str) -> tuple[str, str]:
    """What a kind's module begins with: the name and what it is, "`level`: a value that …".

    A module that begins otherwise gives the bare name, and the first paragraph of the class.
    """
    line = (sys.modules[kind.__module__].__doc__ or "").strip().split("\n")[0]
    head, _, words = line.partition(": ")
    if words and re.match(rf"`{name}\b", head):
        return head, prose(words)
    return f"`{name}`", paragraphs(kind.__doc__)[0]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, without the columns in which nothing stands."""
    cells = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    used = [i for i in range(len(head)) if any(row[i] for row in cells)]
    lines = [[head[i] for i in used], ["---"] * len(used), *([row[i] for i in used] for row in cells)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fenced(text: str, language: str = "") -> str:
    """A block of code."""
    return f"```{language}\n{text}\n```"


def joined(parts: Iterable[str]) -> str:
    """Parts of a page, apart from each other."""
    return "\n\n".join(part for part in parts if part) + "\n"

"""Names that commands had before: not commands any more, but understood for a version, to say the new one."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from simengine.errors import SimengineError


class RenamedError(SimengineError):
    """A command line in old words."""

    exit_code = 2

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(f"simengine: {shlex.join(old)!r} is now: {shlex.join(['simengine', *new])}")


def refuse_old_words(words: Sequence[str]) -> None:
    """RenamedError, with the same command in today's words, if these have an old name for it."""
    new = _renewed(words)
    if new != list(words):
        raise RenamedError(words, new)


def _renewed(words: Sequence[str]) -> list[str]:
    match words:
        case ["schema", *rest]:
            return ["show", "--schema", *rest]
        case ["sources", *rest] if "--check" in rest:
            return ["check", *(word for word in rest if word not in ("--check", "--all"))]
        case ["sources", *rest]:
            options = next((at for at, word in enumerate(rest) if word.startswith("-")), len(rest))
            return ["show", *rest[:options], "--sources", *rest[options:]]
        case ["show", *rest]:
            return ["show", *("--program" if word == "--kernel" else word for word in rest)]
    return list(words)

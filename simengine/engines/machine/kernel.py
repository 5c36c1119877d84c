"""What a kernel is: its name, the letters of its operands, and what it is made of.

The letters are those of `operands`, and `C` for an array of constants, `n` for the first of four rows that are written,
`d` for a die. The last may be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

PREFIX = "simengine_"


@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel: `template` names the function of `templates` or `noise` that makes it, of these `parts`."""

    name: str
    letters: str
    template: str
    parts: tuple[Any, ...] = ()
    repeated: bool = False


def word_letters(kernel: Kernel, count: int) -> str:
    """The letters of so many operand words of a kernel; `i` for the size of a memory."""
    return _word_letters(kernel.letters, kernel.repeated, count)


@cache
def _word_letters(each: str, repeated: bool, count: int) -> str:
    letters = each.replace("l", "lll").replace("m", "mi")
    return letters + letters[-1] * (count - len(letters)) if repeated else letters


def symbol(name: str) -> str:
    """What a kernel is called in an object file."""
    return PREFIX + "".join(
        letter if letter.isascii() and letter.isalnum() else f"_{ord(letter):x}_" for letter in name
    )

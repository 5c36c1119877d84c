"""What a kernel is: its name, the letters of its operands, and what it is made of.

The letters are those of `operands`, and `C` for an array of constants, `n` for the first of four rows that are written,
`d` for a die. The last may be repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


def word_letters(kernel: Kernel, count: int) -> Iterator[str]:
    """The letter of each of a kernel's operand words; `i` for the size of a memory."""
    letters = kernel.letters.replace("l", "lll").replace("m", "mi")
    yield from letters
    for _ in range(count - len(letters) if kernel.repeated else 0):
        yield letters[-1]


def symbol(name: str) -> str:
    """What a kernel is called in an object file."""
    return PREFIX + "".join(
        letter if letter.isascii() and letter.isalnum() else f"_{ord(letter):x}_" for letter in name
    )

"""The digest of a plug-in's code: another one for whatever a path can depend on, the same for all else."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simengine.errors import SimengineError
from simengine.language.fields import Expr
from simengine.processes import processes
from simengine.processes._code_identity import code_digest
from simengine.processes._plugins import all_processes, find_plugin
from simengine.processes._process import Draw, Process

TEXT = '''\
"""Tides."""

import math
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from pydantic import Field, field_validator

from simengine.language.fields import Expr, NonNegativeExpr
from simengine.numerics import exp
from simengine.processes._process import Draw, Process

PULL = 0.5
TABLE = (1.0, 2.0)
NEVER_READ = 1


@dataclass(frozen=True)
class Moon:
    """Far away."""

    mass: float = 7.0

    def force(self, x: float) -> float:
        return self.mass * x


MOON = Moon()


class Phase(Enum):
    NEW = 1.0


NOW = Phase.NEW


def even(n: int) -> bool:
    return n == 0 or odd(n - 1)


def odd(n: int) -> bool:
    return n > 0 and even(n - 1)


def drawn(x: float) -> float:
    """Back to where it was."""
    return NOW.value * PULL * exp(-x) + TABLE[0] + MOON.force(x)


def waves(height: float):
    def wave(x: float, scale: float = 2.0) -> float:
        return sum(height * y for y in [x]) / scale

    return wave


class Water(Process):
    wet: ClassVar[bool] = True
    field_units: ClassVar = {"speed": "1/year"}

    @staticmethod
    def observe(state: float) -> float:
        return state + 1.0


class Tide(Water):
    """Comes and goes."""

    kind = "tide"
    draws = (Draw.BROWNIAN,)
    prepared = ("speed",)
    wave = staticmethod(waves(3.0))
    initial: Expr
    speed: NonNegativeExpr = Field(1.0, description="how fast")
    lanes: int = 3

    @field_validator("lanes")
    @classmethod
    def few(cls, value: int) -> int:
        return min(value, 9)

    @staticmethod
    def prepare(dt: float, speed: float) -> tuple[float, ...]:
        return (speed * dt, math.sqrt(dt))

    @staticmethod
    def step(x: float, dt: float, a: float, b: float, noise: float) -> float:
        try:
            y = drawn(x) if x in {1.0, 2.0, 5.0} else -x
        except ZeroDivisionError:
            y = 0.0
        return y * a + b * noise + Tide.wave(x) + odd(3)
'''
SAME = {
    "a comment": ("y = 0.0", "y = 0.0  # flat"),
    "a comment above": ("PULL = 0.5", "# strength\n\n\nPULL = 0.5"),
    "a docstring": ('    """Back to where it was."""\n', ""),
    "a docstring more": ("        return (speed * dt", '        """Ready."""\n{}'),
    "a docstring of the class": ("Comes and goes.", "Goes."),
    "what is never read": ("NEVER_READ = 1", "NEVER_READ = 2"),
    "a type": ("def even(n: int) -> bool", "def even(n: float) -> bool"),
    "what a field is called for": ("how fast", "how quick"),
    "a unit": ('"1/year"', '"own/year"'),
    "spaces": ("y * a + b * noise", "(y*a) + (b*noise)"),
}
OTHER = {
    "a constant in the body": ("else -x", "else -2 * x"),
    "an operation": ("y * a + b", "y * a - b"),
    "a global": ("PULL = 0.5", "PULL = 0.25"),
    "another type of the same number": ("PULL = 0.5", "PULL = 1"),
    "a table": ("(1.0, 2.0)", "(1.0, 2.5)"),
    "an object's value": ("Moon()", "Moon(8.0)"),
    "a member's value": ("NEW = 1.0", "NEW = 2.0"),
    "a field that all have": ("    lanes: int = 3", "    stream: str = 'moon'\n    lanes: int = 3"),
    "an object's method": ("self.mass * x", "self.mass + x"),
    "a function it calls": ("TABLE[0]", "TABLE[1]"),
    "a function that calls itself in turn": ("n == 0 or", "n == 1 or"),
    "a function of simengine's": ("import exp", "import tanh as exp"),
    "a closure": ("waves(3.0)", "waves(3.5)"),
    "a function inside": ("height * y", "height + y"),
    "what an argument is by default": ("scale: float = 2.0", "scale: float = 2.5"),
    "one of a set": ("{1.0, 2.0, 5.0}", "{1.0, 2.0, 6.0}"),
    "what is caught": ("except ZeroDivisionError", "except OverflowError"),
    "draws": ("(Draw.BROWNIAN,)", "(Draw.NORMAL,)"),
    "what is prepared": ('prepared = ("speed",)', "prepared = ()"),
    "whether it is wide": ('kind = "tide"', 'kind = "tide"\n    wide = True'),
    "whether it counts": ('kind = "tide"', 'kind = "tide"\n    counts = True'),
    "whether it can be moved": ('kind = "tide"', 'kind = "tide"\n    movable = False'),
    "a field's name": ("    lanes: int = 3", "    roads: int = 3\n    lanes: int = 3"),
    "a field's type": ("lanes: int = 3", "lanes: float = 3"),
    "a field's check": ("speed: NonNegativeExpr", "speed: Expr"),
    "a field's default": ("lanes: int = 3", "lanes: int = 4"),
    "the order of the fields": ("    initial: Expr\n", "    lanes: int = 3\n    initial: Expr\n"),
    "a validator": ("min(value, 9)", "min(value, 8)"),
    "a base's method": ("state + 1.0", "state + 2.0"),
    "a base's variable": ("wet: ClassVar[bool] = True", "wet: ClassVar[bool] = False"),
    "a method more": ('kind = "tide"', 'kind = "tide"\n    place = staticmethod(lambda value: value - 1)'),
    "what is imported": ("math.sqrt", "math.floor"),
}


def digest(folder: Path, text: str = TEXT) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "tides.py").write_text(text, encoding="utf-8")
    return code_digest(all_processes([find_plugin(folder / "tides.py")])["tide"])


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new.replace("{}", old))


@pytest.mark.parametrize("change", SAME)
def test_what_no_path_sees_is_not_in_it(tmp_path: Path, change: str) -> None:
    assert digest(tmp_path, edited(*SAME[change])) == digest(tmp_path)


@pytest.mark.parametrize("change", OTHER)
def test_what_a_path_can_see_is_in_it(tmp_path: Path, change: str) -> None:
    assert digest(tmp_path, edited(*OTHER[change])) != digest(tmp_path)


def test_the_place_of_the_file_is_not_in_it(tmp_path: Path) -> None:
    assert digest(tmp_path / "here") == digest(tmp_path / "there", "\n\n" + TEXT)


def test_a_module_beside_it_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plug-in imports of the user's own counts as far as it is read."""
    text = edited("import math\n", "import math\nimport shore\n").replace("state + 1.0", "shore.near.level(state)")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # the file changes within a second
    found = []
    for level in ("x + 1", "x + 2", "x + 1  # so it is"):
        (tmp_path / "shore.py").write_text(
            f"class near:\n    def level(x):\n        return {level}\n\nidle = iter([])\n"
        )
        monkeypatch.delitem(sys.modules, "shore", raising=False)
        found.append(digest(tmp_path / "plugin", text + f"# {level}"))
    assert found[0] == found[2] != found[1]


@pytest.mark.parametrize("seed", ["0", "77"])
def test_another_process_finds_the_same(tmp_path: Path, seed: str) -> None:
    here = digest(tmp_path)
    script = (
        "import sys\n"
        "from simengine.processes._code_identity import code_digest\n"
        "from simengine.processes._plugins import all_processes, find_plugin\n"
        "print(code_digest(all_processes([find_plugin(sys.argv[1])])['tide']))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "tides.py")]
    known = {**os.environ, "PYTHONHASHSEED": seed}
    assert subprocess.run(command, env=known, capture_output=True, text=True, check=True).stdout.strip() == here


# Classes


def made(step: Callable[..., Any], **others: Any) -> type[Process]:
    """A kind as a notebook would make it."""

    class Cell(Process):
        kind = "cell"
        draws = (Draw.NORMAL,)
        initial: Expr

    Cell.step = staticmethod(step)
    for name, value in others.items():
        setattr(Cell, name, value)
    return Cell


def test_two_that_are_written_alike_are_alike() -> None:
    # fmt: off
    kinds = [
        made(lambda x, dt, noise: x + noise),
        made(
            lambda x, dt, noise: (x + noise)
        ),
        made(lambda x, dt, noise: x - noise),
    ]
    # fmt: on
    first, again, other = map(code_digest, kinds)
    assert first == again != other


def test_a_value_it_closes_over() -> None:
    def kind(size: Any) -> type[Process]:
        return made(lambda x, dt, noise: x + size * noise)

    values = [0.5, 0.25, 1, 1.0, True, "1", None, (1,), [1], {1}, {1: 2}, {1: 3}, np.array([1.0]), np.array([2.0]), len]
    digests = [code_digest(kind(value)) for value in values]
    assert digests == [code_digest(kind(value)) for value in values]
    assert len(set(digests)) == len(values)


def test_what_cannot_be_told_is_refused() -> None:
    stream = io.BufferedReader(io.BytesIO(b"3"))  # type: ignore[arg-type]
    with pytest.raises(SimengineError, match=r"the code of .*Cell reads a BufferedReader, .*: let it read numbers"):
        code_digest(made(lambda x, dt, noise: stream.read()))


def test_every_kind_has_its_own() -> None:
    """Those that come with simengine are in no digest by their code, but could be."""
    digests = {code_digest(kind) for kind in processes().values()}
    assert len(digests) == len(processes()) > 10

"""Compiled kernels on the disk: compiled once, found again, never trusted when damaged, and what is said about it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from simengine.engines.kernel.cache import PLACE, cache_folder, load_kernel
from tests.house.tree import ROOT

TEXT = '''"""A kernel of one function."""

from numba import njit


@njit(cache=True)
def doubled(x):
    return 2.0*x + {number}
'''
SAID = [r"compiling the model, once …", r"compiling the model, once: \d+ s"]
PROGRAM = """
import sys
from types import SimpleNamespace
from simengine.engines.kernel.cache import load_kernel
kernel = SimpleNamespace(text=sys.argv[1])
sys.stdin.readline()
module = load_kernel(kernel, lambda module: module.doubled(1.0), lambda text: print("said", text))
print("found", module.doubled(20.0))
"""


class Disk:
    """Loads a kernel as a process that has just started would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def load(self, number: float = 2.0):
        self.said.clear()
        self.forget()
        return load_kernel(SimpleNamespace(text=TEXT.format(number=number)), self.warm, self.said.append)

    @staticmethod
    def warm(module) -> None:
        module.doubled(1.0)

    @staticmethod
    def forget() -> None:
        for name in [name for name in sys.modules if name.startswith("simengine_kernel_")]:
            del sys.modules[name]

    def files(self) -> list[Path]:
        return sorted(file for file in self.folder.rglob("*") if file.is_file() and file.suffix != ".lock")

    def said_that_it_compiles(self) -> bool:
        return len(self.said) == 2 and all(re.fullmatch(*two) for two in zip(SAID, self.said, strict=True))


@pytest.fixture
def disk(tmp_path, monkeypatch):
    monkeypatch.setenv(PLACE, str(tmp_path / "kernels"))
    others = {name: module for name, module in sys.modules.items() if name.startswith("simengine_kernel_")}
    yield Disk(tmp_path / "kernels")
    Disk.forget()
    sys.modules.update(others)


def hits(module) -> tuple[int, int]:
    """How many functions were found on the disk, and how many had to be compiled."""
    stats = module.doubled.stats
    return sum(stats.cache_hits.values()), sum(stats.cache_misses.values())


def test_a_kernel_is_compiled_once(disk):
    first = disk.load()
    assert disk.said_that_it_compiles()
    assert hits(first) == (0, 1)
    again = disk.load()
    assert disk.said == []
    assert hits(again) == (1, 0)
    assert again is not first
    assert again.doubled(20.0) == 42.0


def test_in_a_process_it_is_loaded_once(disk):
    module = disk.load()
    kernel = SimpleNamespace(text=TEXT.format(number=2.0))
    assert load_kernel(kernel, pytest.fail, pytest.fail) is module


def test_another_text_is_another_kernel(disk):
    assert disk.load(2.0).doubled(1.0) == 4.0
    assert disk.load(3.0).doubled(1.0) == 5.0
    assert disk.said_that_it_compiles()
    assert disk.load(2.0).doubled(1.0) == 4.0
    assert disk.said == []


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def altered(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def changed_date(file: Path) -> None:
    """The compiler goes by the date of the text and would compile without a word."""
    os.utime(file, ns=(0, 0))


KINDS = ["py", "nbi", "nbc", "json"]


@pytest.mark.parametrize("damage", [cut, empty, altered, Path.unlink], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_entry_is_built_anew(disk, kind, damage):
    disk.load()
    (file,) = (file for file in disk.files() if file.suffix == f".{kind}")
    damage(file)
    assert hits(disk.load()) == (0, 1)
    assert disk.said_that_it_compiles()
    assert hits(disk.load()) == (1, 0)
    assert disk.said == []


def test_every_file_of_an_entry_was_damaged(disk):
    disk.load()
    assert sorted(file.suffix[1:] for file in disk.files() if file.suffix != ".pyc") == sorted(KINDS)


def test_an_entry_with_another_date_is_built_anew(disk):
    disk.load()
    (file,) = (file for file in disk.files() if file.suffix == ".py")
    changed_date(file)
    disk.load()
    assert disk.said_that_it_compiles()
    assert hits(disk.load()) == (1, 0)


def test_what_does_not_belong_there_is_removed(disk):
    disk.load()
    strange = disk.files()[0].parent / "strange" / "file.nbc"
    strange.parent.mkdir()
    strange.write_bytes(b"?")
    disk.load()
    assert disk.said_that_it_compiles()
    assert not strange.parent.exists()


def test_a_kernel_that_cant_be_compiled_leaves_nothing_behind(disk):
    wrong = SimpleNamespace(text=TEXT.format(number="nothing_of_that_name"))
    with pytest.raises(Exception, match="nothing_of_that_name"):
        load_kernel(wrong, disk.warm, disk.said.append)
    assert [file for file in disk.files() if file.suffix == ".json"] == []
    assert [name for name in sys.modules if name.startswith("simengine_kernel_")] == []


def blocked_by_a_file(folder: Path) -> None:
    folder.write_text("not a folder", encoding="utf-8")


def without_permission(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o500)


@pytest.mark.parametrize("block", [blocked_by_a_file, without_permission], ids=lambda block: block.__name__)
def test_a_folder_that_cant_be_written_costs_a_word(disk, block):
    if block is without_permission and (sys.platform == "win32" or os.geteuid() == 0):
        pytest.skip("permissions do not bind this user")
    block(disk.folder)
    assert disk.load().doubled(20.0) == 42.0
    warning, *rest = disk.said
    assert re.fullmatch(rf"compiled kernels can't be kept in {disk.folder}: .+; {PLACE} names another folder", warning)
    disk.said = rest
    assert disk.said_that_it_compiles()


def test_processes_that_start_together_compile_once(disk):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command, pipe = [sys.executable, "-c", PROGRAM, TEXT.format(number=2.0)], subprocess.PIPE
    both = [
        subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8")
        for _ in range(3)
    ]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=120) for one in both]
    assert [one.returncode for one in both] == [0, 0, 0], told
    assert ["found 42.0" in out for out, _ in told] == [True, True, True]
    assert sum(out.count("said") for out, _ in told) == 2


def test_where_kernels_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv(PLACE, str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv(PLACE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "simengine" / "kernels"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cache_folder() == tmp_path / ".cache" / "simengine" / "kernels"

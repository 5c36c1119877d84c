"""Files made to hurt: each is refused at its place in one line, or is read; in two seconds and 200 MB."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import MOST_PROBLEMS
from simengine.loading import Loaded
from simengine.model.model import Model
from simengine.plan.planning import make_plan
from simengine.yaml.source_file import LARGEST
from tests.helpers.fuzz.hostile_models import MODELS
from tests.helpers.fuzz.hostile_parts import DRIVERS, HEAD, OUTCOME, sections
from tests.helpers.fuzz.hostile_tables import TABLES
from tests.helpers.fuzz.hostile_texts import TEXTS
from tests.helpers.fuzz.measured_calls import Cost, loaded, measured
from tests.helpers.switches import asked

LONGEST_MESSAGE = 12_000
NAMES = [*TEXTS, *MODELS, *TABLES]
MOST_STEPS = 200


def read(file: Path, *overrides: str) -> tuple[Model | str, Cost]:
    """The scenario of a file, or what is said of it; nothing is said of other files, or without a place."""
    found, cost = measured(lambda: loaded(file, overrides))
    if isinstance(found, Loaded):
        return found.model, cost
    assert 0 < len(found) <= MOST_PROBLEMS + 1
    for problem in found:
        assert problem.message
        assert len(str(problem).splitlines()) == 1
        assert len(str(problem)) < LONGEST_MESSAGE
        assert problem.place is not None
        assert problem.place.file.startswith((str(file.parent), "command line: "))
    return "\n".join(map(str, found)), cost


@pytest.mark.parametrize("name", NAMES if asked("SIMENGINE_FUZZ") else NAMES[::3])
def test_a_hostile_file_is_refused_or_read_in_little_time(name: str, tmp_path: Path) -> None:
    make, told = {**TEXTS, **MODELS, **TABLES}[name]
    file = tmp_path / "hostile.yaml"
    file.write_text(make(), encoding="utf-8")
    found, cost = read(file)
    assert cost.within_limits(), cost
    if isinstance(found, str):
        assert told
        assert told in found
        return
    assert not told
    plan, cost = measured(lambda: make_plan(found))
    assert cost.within_limits(), cost
    if plan.clock.steps <= MOST_STEPS:
        draws, cost = measured(lambda: ReferenceEngine(plan).simulate([0]))
        assert len(draws.status) == 1
        assert cost.megabytes < 400


SOUND = HEAD + DRIVERS + OUTCOME
BYTES: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (SOUND.encode() + b"note: caf\xe9\n", "hostile.yaml:7:10: not UTF-8 (byte 0xe9)"),
    "UTF-16": (SOUND.encode("utf-16"), "hostile.yaml:1:1: not UTF-8 (byte 0xff)"),
    "surrogates": (b"name: \xed\xa0\x80\n", "not UTF-8"),
    "a NUL": (SOUND.encode() + b"note: a\0b\n", "hostile.yaml:7:8: the character U+0000"),
    "NULs": (b"\0" * 200_000, "hostile.yaml:1:1: the character U+0000"),
    "noise": (bytes(range(256)) * 400, "hostile.yaml:2:118: not UTF-8 (byte 0x80)"),
    "nothing": (b"", "hostile.yaml:1:1: the file is empty"),
    "a mark and nothing": (b"\xef\xbb\xbf", "the file is empty"),
    "two marks": (b"\xef\xbb\xbf" * 2 + SOUND.encode(), ""),
    "tabs": (SOUND.replace("  x", "\tx").encode(), "hostile.yaml:4:1: a tab where the line is indented"),
    "CRLF": (SOUND.replace("\n", "\r\n").encode(), ""),
    "CR": (SOUND.replace("\n", "\r").encode(), ""),
    "a mark": (b"\xef\xbb\xbf" + SOUND.encode(), ""),
    "Norway": (sections(sources="sources: {no: {title: no, date: 2024}, yes: {title: off}}\n").encode(), ""),
    "no for a truth": (sections(events="events: {e: {hazard: 1, repeats: no}}\n").encode(), ""),
    "dates for keys": (
        sections(formulas="formulas: {2024-05-17: x}\n").encode(),
        "hostile.yaml:7:12: formulas.2024-05-17: a name has letters, digits and _",
    ),
    "dates for values": (
        sections(formulas="formulas: {f: 2024-05-17}\n").encode(),
        "hostile.yaml:7:15: formulas.f.expr: a date in an expression is written date('2024-05-17')",
    ),
    "the page after": (SOUND.encode() + b"--- \nname: other\n", "hostile.yaml:7:1: a second document begins here"),
}


@pytest.mark.parametrize("name", BYTES)
def test_hostile_bytes(name: str, tmp_path: Path) -> None:
    data, told = BYTES[name]
    file = tmp_path / "hostile.yaml"
    file.write_bytes(data)
    found, cost = read(file)
    assert cost.within_limits(), cost
    assert (told in found and told) if isinstance(found, str) else not told, found


def _linked_outside(folder: Path) -> None:
    (folder.parent / "outside.yaml").write_text(SOUND)
    (folder / "link.yaml").symlink_to(folder.parent / "outside.yaml")


def _linked_folder(folder: Path) -> None:
    (folder / "link").symlink_to("/dev")


def _linked_circle(folder: Path) -> None:
    (folder / "link.yaml").symlink_to(folder / "knil.yaml")
    (folder / "knil.yaml").symlink_to(folder / "link.yaml")


def _chain(folder: Path) -> None:
    for i in range(60):
        (folder / f"b{i}.yaml").write_text(f"extends: b{i + 1}.yaml\n")


def _fan(folder: Path) -> None:
    """Every file extends all below it: without counting, each would be read very often."""
    for i in range(30):
        (folder / f"b{i}.yaml").write_text("extends: [" + ", ".join(f"b{j}.yaml" for j in range(i + 1, 30)) + "]\n")


def _heavy(folder: Path) -> None:
    for i in range(30):
        (folder / f"b{i}.yaml").write_text("#" * 30_000 + f"\nextends: b{i + 1}.yaml\n")


def _many(folder: Path) -> None:
    for i in range(3000):
        (folder / f"b{i}.yaml").write_text(f"note: {i}\n")


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")


def _unreadable(folder: Path) -> None:
    (folder / "folder.yaml").mkdir()


def _nothing(folder: Path) -> None:
    """No more files."""


FOLDERS: list[tuple[Callable[[Path], None], str, str]] = [
    (_nothing, "hostile.yaml", "a circle: "),
    (_nothing, "./../here/hostile.yaml", "a circle: "),
    (_nothing, "../outside.yaml", "leads out of the scenario's folder"),
    (_nothing, "a/../../../../../etc/passwd", "leads out of the scenario's folder"),
    (_nothing, "/etc/passwd", "is an absolute path"),
    (_nothing, "/dev/zero", "is an absolute path"),
    (_nothing, "~/secret.yaml", "no folder"),
    (_nothing, "file:///etc/passwd", "no folder"),
    (_nothing, "https://example.org/base.yaml", "no folder"),
    (_nothing, "x" * 5000, "cannot be read"),
    (_nothing, "'a\\0b'", "no file"),
    (_nothing, '"a\\0b"', "the character U+0000"),
    (_nothing, "[[hostile.yaml]]", "must be the name of a file"),
    (_nothing, "{a: b}", "must be the name of a file"),
    (_nothing, ".", "is a folder"),
    (_unreadable, "folder.yaml", "is a folder"),
    (_linked_outside, "link.yaml", "leads out of the scenario's folder"),
    (_linked_folder, "link/zero", "leads out of the scenario's folder"),
    (_linked_circle, "link.yaml", "link.yaml"),
    (_chain, "b0.yaml", "a chain of more than 40 files"),
    (_fan, "b0.yaml", ""),
    (_heavy, "b0.yaml", f"larger than {LARGEST // 1000} kB in all"),
    (_many, "[" + ", ".join(f"b{i}.yaml" for i in range(3000)) + "]", ""),
    (_fifo, "pipe.yaml", "is not a regular file"),
]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize(
    ("prepare", "extends", "told"), FOLDERS, ids=lambda value: getattr(value, "__name__", str(value))[:30]
)
def test_hostile_folders(prepare: Callable[[Path], None], extends: str, told: str, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    prepare(folder)
    file = folder / "hostile.yaml"
    file.write_text(f"extends: {extends}\n{SOUND}")
    found, cost = read(file)
    assert cost.within_limits(), cost
    assert (told in found and told) if isinstance(found, str) else not told, found


OVERRIDES = [
    ("drivers.x.initial=" + "[" * 5000, "nested more than 40 deep"),
    ("drivers.x.initial=" + "9" * 5000, "a number of 5000 characters"),
    ("drivers.x.initial=!!python/object:os.system ls", "tags are not used here"),
    ("drivers.x.initial=&a [*a]", "*a stands inside what it repeats"),
    ("." * 5000 + "=1", "is not a path"),
    ("a" + ".a" * 5000 + "=1", "a path of more than 40 steps"),
    ("drivers.x.initial[999999]=1", "is a single value, so [999999] means nothing"),
    ("extends=/etc/passwd", "no section 'extends'"),
    ("set={a: 1}", "no section 'set'"),
    ("=", "not KEY=VALUE"),
    ("name=../../x", "names a folder of results"),
    ("clock.end=9998", "steps from"),
]


@pytest.mark.parametrize(("override", "told"), OVERRIDES, ids=lambda value: value[:30])
def test_hostile_overrides(override: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_text(SOUND.replace("step: year", "step: day"))
    found, cost = read(file, override)
    assert cost.within_limits(), cost
    assert isinstance(found, str)
    assert told in found

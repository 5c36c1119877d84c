"""With force a run is mended: of every file, whatever became of it, only what isn't sound is drawn or laid anew."""

from dataclasses import replace

import pytest

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import SimengineError
from simengine.report.tables import write_tables
from tests.helpers.compute import swift_engine as swift
from tests.helpers.compute.pond_model import BLOCK, PATHS, interrupt_after, part_bytes, pond

QUICK = Settings(engine="quick")
TABLES = ("outcomes.csv", "measures.csv", "questions.csv")
FILES = ("parts/0", "parts/1", "parts/2", *TABLES, "manifest.json")
ROWS = {"parts/0": BLOCK, "parts/1": BLOCK, "parts/2": PATHS - 2 * BLOCK}


@pytest.fixture(scope="module", autouse=True)
def quick():
    with swift.quick_engine():
        yield


def flip(data: bytes) -> bytes:
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]


DAMAGE = {"flip": flip, "cut": lambda data: data[:-9], "empty": lambda data: b"", "gone": None}


def stored(folder):
    return run(pond(folder), QUICK, folder / "results", finish=write_tables)


def again(folder, **how):
    return run(pond(folder), QUICK, folder / "results", finish=write_tables, **how)


def contents(folder):
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.[pc]*")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return contents(stored(tmp_path_factory.mktemp("whole")).folder)


def spoil(folder, name, damage):
    part, _, index = name.partition("/")
    file = sorted((folder / part).iterdir())[int(index)] if index else folder / name
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage(file.read_bytes()))


@pytest.fixture(scope="module")
def one_run(tmp_path_factory):
    """A run that is spoiled and mended again and again."""
    folder = tmp_path_factory.mktemp("spoiled")
    stored(folder)
    return folder


# What has no manifest is no run, and is never replaced.
CASES = [(name, damage) for name in FILES for damage in DAMAGE if (name, damage) != ("manifest.json", "gone")]


@pytest.mark.parametrize(("name", "damage"), CASES)
def test_force_mends_every_file(one_run, whole, name, damage):
    folder = one_run / "results" / "pond"
    spoil(folder, name, DAMAGE[damage])
    if name in TABLES:  # they are for others to read: nothing here does
        assert [file.name for file in again(one_run).spoiled_tables()] == [name]
    elif name != "manifest.json":
        with pytest.raises(SimengineError, match="force=True"):
            again(one_run).outcome_table()
    mended = again(one_run, force=True)
    assert contents(folder) == whole
    assert mended.kept == PATHS - ROWS.get(name, 0)
    assert again(one_run, force=True).reused
    assert [file.name for file in (one_run / "results").iterdir()] == ["pond"]


def test_force_leaves_a_sound_run_alone(tmp_path):
    first = stored(tmp_path)
    before = (first.folder / "manifest.json").stat()
    assert again(tmp_path, force=True).reused
    assert (first.folder / "manifest.json").stat() == before


def test_a_run_that_grows_over_the_parts_of_another_takes_none(tmp_path):
    """The manifest is lost, and what lies there is of another seed."""
    other = run(pond(tmp_path), replace(QUICK, seed=9), tmp_path / "results")
    (other.folder / "manifest.json").write_text("{", encoding="utf-8")
    mended = again(tmp_path, force=True)
    assert mended.kept == 0


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 0.97, 0.999, 1.0])
def test_a_bit_of_an_unfinished_part_that_turned_is_seen(tmp_path, whole, place):
    with pytest.raises(KeyboardInterrupt):
        again(tmp_path, progress=interrupt_after(2))
    (part,) = (tmp_path / "results").glob(".pond.*.partial/parts/part-00001.*")
    data = bytearray(part.read_bytes())
    data[round(place * (len(data) - 1))] ^= 16
    part.write_bytes(data)
    told = []
    done = again(tmp_path, progress=told.append)
    assert told[0].reused == BLOCK
    assert contents(done.folder) == whole


def test_an_unfinished_run_of_an_earlier_simengine_is_taken_over(tmp_path, whole):
    with pytest.raises(KeyboardInterrupt):
        again(tmp_path, progress=interrupt_after(2))
    (partial,) = (tmp_path / "results").glob(".pond.*.partial")
    for file in (partial / "parts").iterdir():
        file.rename(file.with_name(f"{file.name.partition('.')[0]}.parquet"))
    partial.rename(tmp_path / "results" / ".pond.partial")
    done = again(tmp_path)
    assert done.kept == 2 * BLOCK
    assert contents(done.folder) == whole
    assert len(part_bytes(done.folder)) == len(ROWS)

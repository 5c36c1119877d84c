"""Object files on the disk: compiled once, found again, never trusted when damaged, and what is said of it."""

import os
import sys
from pathlib import Path

import pytest

from simengine.engines.machine import cache
from simengine.engines.machine.cache import (
    PREPARING,
    WAITING,
    cache_folders,
    is_prepared,
    load_or_make_extra,
    machine_key,
)
from simengine.engines.machine.private_folder import CACHE_VARIABLE, RefusedError, open_folder
from simengine.errors import SimengineError
from tests.helpers.engines.machine import started_processes as starts
from tests.helpers.engines.machine import tiny_kernels as tiny
from tests.helpers.engines.machine.started_processes import MODULE, posix
from tests.helpers.patience import PATIENCE


def test_a_machine_is_prepared_once(disk):
    assert not is_prepared(MODULE)
    first = disk.load_or_compile()
    assert disk.said[0] == f"{PREPARING}: 0 of 24 …"
    assert disk.said[-2] == f"{PREPARING}: 24 of 24 …"
    assert disk.compiled()
    assert disk.load_or_compile() == first
    assert disk.said == []
    assert is_prepared(MODULE)


def test_what_is_there_is_found_without_a_compiler(disk):
    disk.load_or_compile()
    program = (
        f"import sys; from simengine.engines.machine import cache; assert cache.load_or_compile(module={MODULE!r})"
    )
    child = starts.start(f"{program}; print(*sys.modules)", disk.place)
    out, told = child.communicate(timeout=PATIENCE)
    assert told == ""
    assert {"numba", "numpy", "simpy", "click", "pyarrow"} & set(out.split()) == set()


def test_names_with_spaces_and_signs_of_all_kinds(disk, monkeypatch, tmp_path):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "my cache" / "Übung 雪 'x'"))
    first = disk.load_or_compile()
    assert disk.compiled()
    assert disk.load_or_compile() == first
    assert disk.said == []


# What it depends on


def test_the_key_names_the_text_the_compiler_and_the_processor(monkeypatch, tmp_path):
    import llvmlite.binding as llvm

    known = {machine_key(MODULE)}
    assert known == {machine_key(MODULE)}

    def changed() -> bool:
        before = len(known)
        known.add(machine_key(MODULE))
        return len(known) == before + 1

    with monkeypatch.context() as patch:
        patch.setattr(tiny, "SOURCES", ("engines/machine", "language/arithmetic.py"))
        assert changed()
    with monkeypatch.context() as patch:
        patch.setattr(tiny, "names", lambda: ("another",))
        assert changed()
    with monkeypatch.context() as patch:
        patch.setattr(cache.metadata, "version", lambda name: "0.99")
        assert changed()
    with monkeypatch.context() as patch:
        patch.setattr(llvm, "get_host_cpu_name", lambda: "another")
        assert changed()
    with monkeypatch.context() as patch:
        patch.setattr(llvm, "get_host_cpu_features", lambda: {"avx": False})
        assert changed()
    package = tmp_path / "simengine"
    for file in (cache._PACKAGE / "engines" / "machine").glob("*.py"):
        copy = package / "engines" / "machine" / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    monkeypatch.setattr(cache, "_PACKAGE", package)
    assert not changed()
    copy.write_bytes(copy.read_bytes() + b"\n")
    assert changed()


def test_files_that_change_meanwhile_are_not_taken_for_those_of_before(disk, monkeypatch):
    keys = iter(["a" * 32, "b" * 32])
    monkeypatch.setattr(cache, "machine_key", lambda module: next(keys))
    with pytest.raises(SimengineError, match="changed while the engine was prepared"):
        disk.load_or_compile()
    assert not list(disk.place.glob("*.machine"))


def test_where_object_files_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "mine"))
    assert cache_folders() == (tmp_path / "mine",)
    monkeypatch.delenv(CACHE_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folders() == (tmp_path / "simengine", tmp_path / "simengine" / "machine")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cache_folders()[-1] == tmp_path / ".cache" / "simengine" / "machine"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "AppData"))
    assert cache_folders()[-1] == tmp_path / "AppData" / "simengine" / "machine"


# Damage


def cut(data: bytes) -> bytes:
    return data[:-5]


def lengthened(data: bytes) -> bytes:
    return data + b"x"


def altered_at_the_end(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


def altered_in_the_seal(data: bytes) -> bytes:
    return data.replace(b'"objects": [[', b'"objects": [[1', 1)


def nonsense_for_a_seal(data: bytes) -> bytes:
    return b'simengine objects 1\n{"objects": [[Infinity, 1]]}\n'


def nothing(data: bytes) -> bytes:
    return b""


def of_another(data: bytes) -> bytes:
    return data.replace(machine_key(MODULE).encode(), b"0" * 32)


DAMAGES = [cut, lengthened, altered_at_the_end, altered_in_the_seal, nonsense_for_a_seal, nothing, of_another]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_not_as_it_was_written_is_built_anew(disk, damage):
    first = disk.load_or_compile()
    disk.file.write_bytes(damage(disk.file.read_bytes()))
    assert not is_prepared(MODULE)
    assert disk.load_or_compile() == first
    assert disk.compiled()
    disk.load_or_compile()
    assert disk.said == []


def test_a_half_written_file_is_in_nobodys_way(disk):
    disk.load_or_compile()
    left = Path(f"{disk.file}.new")
    left.write_bytes(disk.file.read_bytes()[:50])
    disk.file.unlink()
    disk.load_or_compile()
    assert disk.compiled()
    assert not left.exists()


# Old ones


def test_the_two_last_used_are_kept_and_nothing_that_is_not_ours_is_removed(disk):
    disk.place.mkdir(mode=0o700)
    keys = [digit * 32 for digit in "0123"]
    for age, key in enumerate(keys):
        for name in (f"{key}.machine", f"{key}.{'a' * 40}.extra", f"{key}.machine.new"):
            (disk.place / name).touch(0o600)
            os.utime(disk.place / name, (1e9 + age, 1e9 + age))
    (disk.place / "notes.txt").touch()
    with open_folder((disk.place,)) as place:
        assert place.read(f"{keys[1]}.machine") == b""  # so it is the last used
    disk.load_or_compile()
    left = {file.name for file in disk.place.iterdir()}
    assert left == {
        *(disk.file.name, "machine.lock", "notes.txt"),
        *(f"{keys[1]}.machine", f"{keys[1]}.{'a' * 40}.extra", f"{keys[1]}.machine.new"),
    }


# Two at once


def test_of_two_starts_one_prepares_and_the_other_waits_and_tells_so(disk, tmp_path):
    gate = tmp_path / "waits"
    first = starts.start(starts.IN_A_RUN, disk.place, **{tiny.GATE: str(gate)})
    assert first.stdout is not None
    assert [first.stdout.readline() for _ in range(2)][1].endswith("0 of 24 …\n")
    second = starts.start(starts.IN_A_RUN, disk.place)
    assert second.stdout is not None
    assert [second.stdout.readline() for _ in range(2)] == ["begun\n", f"said {WAITING}\n"]
    gate.touch()
    told = [one.communicate(timeout=PATIENCE)[0].splitlines() for one in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    assert told[1] == told[0][-1:]
    assert told[0][-1].startswith("found ")


@posix
def test_the_other_prepares_when_the_first_is_killed(disk, tmp_path):
    first = starts.start(starts.IN_A_RUN, disk.place, **{tiny.GATE: str(tmp_path / "never")})
    assert first.stdout is not None
    assert [first.stdout.readline() for _ in range(2)][1].endswith("0 of 24 …\n")
    second = starts.start(starts.IN_A_RUN, disk.place)
    assert second.stdout is not None
    assert [second.stdout.readline() for _ in range(2)][1] == f"said {WAITING}\n"
    first.kill()
    first.communicate()
    assert f"said {PREPARING}: 24 of 24 …\n" in second.communicate(timeout=PATIENCE)[0]


# Extras


def test_an_extra_is_made_once_and_guarded_alike(disk):
    key, made = "ab" * 20, []

    def make() -> bytes:
        made.append(1)
        return b"object"

    assert load_or_make_extra(key, make, module=MODULE) == b"object"
    assert load_or_make_extra(key, make, module=MODULE) == b"object"
    assert len(made) == 1
    (file,) = disk.place.glob("*.extra")
    file.write_bytes(cut(file.read_bytes()))
    assert load_or_make_extra(key, make, module=MODULE) == b"object"
    assert len(made) == 2
    file.chmod(0o666)
    with pytest.raises(RefusedError):
        load_or_make_extra(key, make, module=MODULE)
    with pytest.raises(ValueError, match="hexadecimal"):
        load_or_make_extra("../../x", make, module=MODULE)


def test_what_fails_to_be_made_leaves_nothing(disk):
    def fail() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load_or_make_extra("cd" * 20, fail, module=MODULE)
    assert [file.name for file in disk.place.iterdir()] == ["extra.lock"]


def test_few_extras_are_kept(disk, monkeypatch):
    monkeypatch.setattr(cache, "_EXTRAS", 3)
    for number in range(6):
        load_or_make_extra(f"{number:020}", lambda: b"object", module=MODULE)
    assert sorted(file.name.split(".")[1][-1] for file in disk.place.glob("*.extra")) == ["3", "4", "5"]

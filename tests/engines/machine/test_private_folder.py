"""The folder of what is executed is the user's alone, or refused; and where nothing can be kept."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simengine.engines.machine import private_folder
from simengine.engines.machine.cache import is_prepared, load_or_compile, load_or_make_extra
from simengine.engines.machine.private_folder import CACHE_VARIABLE, RefusedError, open_folder
from tests.helpers.engines.machine import started_processes as starts
from tests.helpers.engines.machine.started_processes import MODULE, posix
from tests.helpers.patience import PATIENCE

root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give things away")


# Somebody else's hand


@posix
def test_what_is_made_is_for_the_user_alone(disk, monkeypatch, tmp_path):
    monkeypatch.delenv(CACHE_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "new" / "cache"))
    before = os.umask(0)
    try:
        disk.load_or_compile()
    finally:
        os.umask(before)
    made = list((tmp_path / "new").rglob("*"))
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_dir()} == {"0o700"}
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_file()} == {"0o600"}
    assert {path.name for path in made} == {"cache", "simengine", "machine", "machine.lock", disk.file.name}


def for_all_to_write(path: Path) -> None:
    path.chmod(0o777 if path.is_dir() else 0o666)


def for_the_group_to_write(path: Path) -> None:
    path.chmod(0o770 if path.is_dir() else 0o660)


def a_link(path: Path) -> None:
    moved = path.with_name("moved")
    path.rename(moved)
    path.symlink_to(moved)


def given_away(path: Path) -> None:
    os.chown(path, 54321, -1)


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


TAMPERED = [
    (for_all_to_write, r"can be written by others \(mode (777|666)\)"),
    (for_the_group_to_write, r"can be written by others \(mode (770|660)\)"),
    (a_link, "is a link"),
    pytest.param(given_away, "belongs to another user, 54321", marks=root),
]


@posix
@pytest.mark.parametrize(("tamper", "reason"), TAMPERED)
@pytest.mark.parametrize(
    "which", ["simengine", "simengine/machine", "simengine/machine/{}", "simengine/machine/machine.lock"]
)
def test_what_is_not_the_users_alone_is_refused_aloud(disk, monkeypatch, tmp_path, which, tamper, reason):
    monkeypatch.delenv(CACHE_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    disk.load_or_compile()
    path = tmp_path / which.format(disk.file.name)
    if path.name == "machine.lock":  # is looked at when something is to be built
        (tmp_path / "simengine" / "machine" / disk.file.name).unlink()
    tamper(path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(
        RefusedError, match=rf"^{re.escape(str(path))} {reason}: .*{CACHE_VARIABLE} name another folder$"
    ) as told:
        disk.load_or_compile()
    assert ("chmod 700" in str(told.value)) == (path.is_dir() and "written" in reason)
    assert sorted(tmp_path.rglob("*")) == before


@posix
def test_nobody_is_told_to_lock_a_folder_that_is_for_all(disk):
    disk.place.mkdir()
    disk.place.chmod(0o1777)
    with pytest.raises(
        RefusedError, match=rf"mode 1777.* must be yours alone; let {CACHE_VARIABLE} name another folder$"
    ):
        disk.load_or_compile()


@posix
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(disk):
    disk.load_or_compile()
    a_pipe(disk.file)
    with pytest.raises(RefusedError, match="is no file"):
        disk.load_or_compile()


@posix
def test_the_program_refuses_in_one_line(disk):
    disk.place.mkdir()
    disk.place.chmod(0o777)
    child = starts.start(starts.ALONE, disk.place)
    _, told = child.communicate(timeout=PATIENCE)
    assert child.returncode == 1
    assert told.startswith(f"simengine: {disk.place} can be written by others (mode 777): ")
    assert told.count("\n") == 1
    assert list(disk.place.iterdir()) == []


@posix
def test_an_open_folder_stays_what_it_was_when_its_name_is_given_to_another(tmp_path):
    mine, evil = tmp_path / "mine", tmp_path / "evil"
    evil.mkdir()
    with open_folder((mine,)) as place:
        mine.rename(tmp_path / "moved")
        mine.symlink_to(evil)
        place.write("one", b"1")
        assert place.read("one") == b"1"
        assert place.last_used_first() == ["one"]
    assert (tmp_path / "moved" / "one").exists()
    assert list(evil.iterdir()) == []


@posix
def test_removing_and_writing_follow_no_link(disk, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("kept", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    disk.place.mkdir(mode=0o700)
    for name, aim in (
        (f"{'0' * 32}.machine", precious),
        (f"{disk.file.name}.new", precious),
        (f"{'1' * 32}.extra", tmp_path),
    ):
        (disk.place / name).symlink_to(aim)
    disk.load_or_compile()
    assert disk.compiled()
    assert precious.read_text(encoding="utf-8") == "kept"
    assert (tmp_path / "folder").exists()


# Where nothing can be kept


def blocked_by_a_file(path: Path) -> None:
    path.write_text("not a folder", encoding="utf-8")


def below_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("not a folder", encoding="utf-8")


@pytest.mark.parametrize("block", [blocked_by_a_file, below_a_file], ids=lambda block: block.__name__)
def test_where_it_cant_be_kept_it_is_prepared_with_a_word(disk, monkeypatch, tmp_path, block):
    place = tmp_path / "above" / "cache"
    place.parent.mkdir()
    block(place)
    monkeypatch.setenv(CACHE_VARIABLE, str(place))
    assert len(disk.load_or_compile()) >= 1
    assert re.fullmatch(
        rf"the prepared engine can't be kept in {re.escape(str(place))}: .+ {CACHE_VARIABLE} names .+", disk.said[0]
    )
    assert disk.compiled()
    assert not is_prepared(MODULE)
    assert load_or_compile(disk.said.append, MODULE, must_keep=True) == ()


def test_without_a_home_it_is_prepared_with_a_word(disk, monkeypatch):
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(CACHE_VARIABLE)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert len(disk.load_or_compile()) >= 1
    assert disk.said[0].startswith("the prepared engine can't be kept: this user has no home folder; ")


@contextmanager
def a_plain_user() -> Iterator[None]:
    """Permissions don't bind root."""
    before = os.geteuid()
    os.seteuid(before or 65534)
    try:
        yield
    finally:
        os.seteuid(before)


@posix
def test_a_folder_that_can_only_be_read_serves_and_where_something_is_missing_costs_a_word(disk, monkeypatch):
    with tempfile.TemporaryDirectory() as above:
        Path(above).chmod(0o755)
        place = Path(above) / "cache"
        monkeypatch.setenv(CACHE_VARIABLE, str(place))
        load_or_make_extra("ab" * 20, lambda: b"object", disk.said.append, MODULE)
        for file in place.iterdir():
            file.chmod(0o444)
        place.chmod(0o555)
        with a_plain_user():
            assert load_or_make_extra("ab" * 20, lambda: b"another", disk.said.append, MODULE) == b"object"
            assert disk.said == []
            assert load_or_make_extra("cd" * 20, lambda: b"another", disk.said.append, MODULE) == b"another"
        (told,) = disk.said
        assert told.startswith(f"the prepared engine can't be kept in {place}: Permission denied; ")
        place.chmod(0o755)


def test_a_full_disk_costs_a_word(disk, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_folder.Folder, "write", full)
    assert len(disk.load_or_compile()) >= 1
    assert disk.said[-1].startswith(f"the prepared engine can't be kept in {disk.place}: No space left on device; ")

"""Files that are there whole or not at all, and the lock of a run."""

import errno
import os
import sys
from dataclasses import replace

import pytest

from simengine.compute.run import run
from simengine.errors import SimengineError
from simengine.runs import files
from simengine.runs.files import only_one, remove_tree, write_whole
from simengine.runs.manifest import read_manifest
from tests.helpers.compute.pond_model import REFERENCE, pond

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and locks of POSIX")


def test_a_file_is_replaced_whole(tmp_path):
    file = tmp_path / "a.json"
    file.write_text("old", encoding="utf-8")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


@posix
def test_what_a_link_leads_to_is_never_written(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for name in (".a.json.tmp", "a.json"):
        (tmp_path / name).symlink_to(tmp_path / "mine.txt")
    write_whole(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"
    (tmp_path / ".pond.lock").symlink_to(tmp_path / "mine.txt")
    with (
        pytest.raises(SimengineError, match=r"\.pond\.lock is a link.*remove it"),
        only_one(tmp_path / ".pond.lock", "pond"),
    ):
        raise AssertionError
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


@posix
def test_a_link_is_removed_and_not_where_it_leads(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far")
    remove_tree(tmp_path / "link")
    remove_tree(tmp_path / "nothing")
    assert [one.name for one in tmp_path.iterdir()] == ["far"]


def test_one_at_a_time(tmp_path):
    lock = tmp_path / ".pond.lock"
    with only_one(lock, "pond"):
        with pytest.raises(SimengineError, match="another process is computing pond: wait"), only_one(lock, "pond"):
            raise AssertionError
        assert lock.exists()
    with only_one(lock, "pond"):
        pass


@posix
def test_a_lock_that_its_holder_has_removed_meanwhile_is_taken_anew(tmp_path, monkeypatch):
    """Who opened the file before it was removed would hold a lock that nobody else can see."""
    lock, take, taken = tmp_path / ".pond.lock", files._take, []

    def too_late(descriptor):
        if not taken:
            lock.unlink()
        take(descriptor)
        taken.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(files, "_take", too_late)
    with only_one(lock, "pond"):
        assert len(taken) == 2
        assert lock.stat().st_ino == taken[1]


def test_a_disk_without_locks_is_told_as_such(tmp_path, monkeypatch):
    def refuse(_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(files, "_take", refuse)
    with (
        pytest.raises(SimengineError, match=r"can't lock .*No locks available.*out=…"),
        only_one(tmp_path / ".pond.lock", "pond"),
    ):
        raise AssertionError


def test_a_folder_that_can_not_be_forced_to_the_disk_is_none_the_worse(tmp_path, monkeypatch):
    fsync, calls = os.fsync, []

    def refuse(descriptor):
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    write_whole(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"


@posix
def test_a_run_that_is_linked_from_elsewhere_is_replaced_here_and_stays_there(tmp_path):
    far = run(pond(tmp_path), replace(REFERENCE, paths=30), tmp_path / "far").folder
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "pond").symlink_to(far)
    for seed in (7, 8):
        done = run(pond(tmp_path), replace(REFERENCE, paths=30, seed=seed), tmp_path / "results", force=True)
        assert done.manifest.seed == read_manifest(tmp_path / "results" / "pond").seed == seed
    assert [one.name for one in (tmp_path / "results").iterdir()] == ["pond"]
    assert read_manifest(far).seed == 3

"""Kernels compiled by worker processes: shares, progress, failures, and the end at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from simengine.engines.machine import kernel_build
from simengine.engines.machine.cache import BUILD, PREPARING
from simengine.engines.machine.compile_pool import compile_in_workers, split_work
from simengine.engines.system import cpus
from simengine.errors import SimengineError
from tests.engines.machine.conftest import FINISHED
from tests.helpers.engines.machine import started_processes as starts
from tests.helpers.engines.machine import tiny_kernels as tiny
from tests.helpers.engines.machine.started_processes import posix
from tests.helpers.patience import PATIENCE, wait_for


def compiled_tiny(jobs: int, told: list[tuple[int, int]] | None = None) -> list[dict[str, object]]:
    tell = (lambda done, of: told.append((done, of))) if told is not None else (lambda done, of: None)
    return [json.loads(one) for one in compile_in_workers(starts.MODULE, tiny.names(), tell, jobs)]


def test_shares_are_even_and_whole():
    names = [str(number) for number in range(148)]
    for jobs in (1, 2, 3, 7, 18, 64):
        shares = split_work(names, jobs)
        assert len(shares) == min(jobs, 18)  # a worker that had fewer than 8 kernels would be no gain
        assert sorted(name for share in shares for name in share) == sorted(names)
        assert max(map(len, shares)) - min(map(len, shares)) <= 1
    assert split_work(["a"], 8) == [["a"]]


def test_a_heavy_kernel_is_begun_first_and_leaves_others_to_others():
    names = [str(number) for number in range(40)]
    heavy, light = split_work(names, 2, {"7": 20.0})
    assert (heavy[0], len(heavy), len(light)) == ("7", 11, 29)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_workers_compile_everything_and_tell_how_far_they_are(jobs):
    told: list[tuple[int, int]] = []
    made = compiled_tiny(jobs, told)
    assert [one["names"] for one in made] == [list(share) for share in split_work(tiny.names(), jobs)]
    assert len(made) == min(jobs, 3)
    assert told == [(done, 24) for done in range(25)]


def test_a_worker_finds_the_same_modules_and_nothing_where_the_user_happens_to_be(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NUMBA_OPT", "0")
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    (one,) = compiled_tiny(1)
    assert one["settings"] == []
    assert one["path"] == sys.path
    assert one["cwd"] != str(tmp_path)


def test_a_worker_that_fails_is_quoted(monkeypatch):
    monkeypatch.setenv(tiny.MOOD, "fails")
    with pytest.raises(SimengineError, match=r"could not be prepared: ValueError: kernel_9 is wrong: here$"):
        compiled_tiny(2)


@posix
def test_a_worker_that_dies_is_told_of(monkeypatch):
    monkeypatch.setenv(tiny.MOOD, "dies")
    with pytest.raises(SimengineError, match=r"ended by signal 9; was it short of memory\?"):
        compiled_tiny(2)


def test_without_a_python_to_start_it_says_so(monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(SimengineError, match=r"sys\.executable"):
        compiled_tiny(1)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(SimengineError, match="/no/such/python: No such file"):
        compiled_tiny(1)


def test_kernels_become_an_object_file():
    import llvmlite.binding as llvm

    (data,) = compile_in_workers(BUILD, kernel_build.names()[:2], lambda done, of: None)
    llvm.initialize_native_target()
    assert any(section.is_text() and section.size() > 0 for section in llvm.ObjectFileRef.from_data(data).sections())


# The program


def test_the_program_prepares_once(tmp_path):
    child = starts.start(starts.ALONE, tmp_path / "cache")
    out, told = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out) == (0, "begun\n")
    assert FINISHED.fullmatch(starts.without_counts(told).rstrip("\n"))
    again = starts.start(starts.ALONE, tmp_path / "cache")
    assert again.communicate(timeout=PATIENCE) == ("begun\n", "")
    assert again.returncode == 0


def test_a_failure_is_told_in_words(tmp_path):
    child = starts.start(starts.ALONE, tmp_path / "cache", **{tiny.MOOD: "fails"})
    _, told = child.communicate(timeout=PATIENCE)
    assert (child.returncode, starts.without_counts(told)) == (
        1,
        "simengine: the engine could not be prepared: ValueError: kernel_9 is wrong: here\n",
    )
    assert not list((tmp_path / "cache").glob("*.machine"))


@posix
def test_on_a_terminal_it_is_a_line_that_is_kept_up_to_date(tmp_path):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(starts.ROOT), "SIMENGINE_CACHE": str(tmp_path), "TERM": "xterm"}
    gate = tmp_path / "shown"
    environment |= {"COLUMNS": "120", tiny.GATE: str(gate)}
    command = [sys.executable, "-c", starts.ALONE]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=theirs) as child:
        os.close(theirs)
        told = b""
        while data := _read(ours):
            told += data
            if b" of 24" in told:
                gate.touch()
    os.close(ours)
    assert child.returncode == 0
    assert f"{PREPARING}: ".encode() in told
    assert b" of 24" in told


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # nobody is left to write
        return b""


# The end at any moment


@posix
@pytest.mark.parametrize(("program", "codes"), [(starts.ALONE, (130, 143)), (starts.IN_A_RUN, (130, 130))])
def test_it_can_be_interrupted_at_any_moment(tmp_path, program, codes):
    chance = random.Random(20261128)  # noqa: S311
    moments = [(number, chance.choice((0, 1)), chance.uniform(0.0, 1.2)) for number in range(6)]

    def once(moment: tuple[int, int, float]):
        number, which, after = moment
        sent = (signal.SIGINT, signal.SIGTERM)[which]
        code, told, left = starts.interrupted(program, tmp_path / str(number), sent, after)
        return (code == codes[which], told.replace("\nsimengine: interrupted while preparing\n", ""), left)

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(once, moments)) == {(True, "", False)}
    assert not list(tmp_path.rglob("*.machine"))


@posix
def test_workers_go_with_a_start_that_is_killed(tmp_path):
    pids, cache = tmp_path / "pids", tmp_path / "cache"
    pids.mkdir()
    child = starts.start(starts.IN_A_RUN, cache, **{tiny.PIDS: str(pids), tiny.GATE: str(tmp_path / "never")})
    assert wait_for(lambda: len(starts.workers_of(pids)) == min(cpus(), 3))
    child.kill()
    child.communicate()
    assert wait_for(lambda: not any(map(starts.is_alive, starts.workers_of(pids))))
    again = starts.start(starts.IN_A_RUN, cache)
    out, _ = again.communicate(timeout=PATIENCE)
    assert f"said {PREPARING}: 24 of 24 …" in out
    assert "found" in out

"""start.py without a network: when it has something to do, what it passes on, and what it says when it cannot go on."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.helpers.house.tree import ROOT
from tests.helpers.patience import PATIENCE

posix = pytest.mark.skipif(sys.platform == "win32", reason="stands a shell script in for the simengine command")


def call(start: ModuleType, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(start.ROOT / "start.py"), *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)


# The environment


def test_the_first_start_makes_the_environment_and_the_second_does_nothing(start, commands) -> None:
    start.prepare("")
    assert [command[2:4] for command in commands] == [["venv", "--clear"], ["-m", "pip"], ["-m", "pip"]]
    assert commands[-1][-2:] == ["--editable", "."]
    assert all("constraints.txt" in command for command in commands[1:])
    commands.clear()
    start.prepare("")
    assert commands == []


def test_tests_add_their_packages_and_running_keeps_them(start, commands) -> None:
    start.prepare("")
    commands.clear()
    start.prepare("dev")
    assert [command[-1] for command in commands] == ["flit_core", ".[dev]"]
    commands.clear()
    start.prepare("")
    start.prepare("dev")
    assert commands == []


def test_one_extra_keeps_the_other_until_a_file_changes(start, commands) -> None:
    start.prepare("dev")
    start.prepare("bench")
    assert commands[-1][-1] == ".[bench,dev]"
    commands.clear()
    start.prepare("dev")
    start.prepare("bench")
    assert commands == []
    with (start.ROOT / "constraints.txt").open("a") as file:
        file.write("\n# changed\n")
    start.prepare("dev")
    assert commands[-1][-1] == ".[dev]"


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_brings_the_environment_up_to_date(start, commands, name: str) -> None:
    start.prepare("")
    commands.clear()
    with (start.ROOT / name).open("a") as file:
        file.write("\n# changed\n")
    start.prepare("")
    assert [command[2] for command in commands] == ["-m", "-m"]


def test_a_half_made_environment_is_made_anew(start, commands, monkeypatch) -> None:
    def fail(command: list[str], advice: str) -> None:
        commands.append(command)
        start.VENV.mkdir(exist_ok=True)
        if "--editable" in command:
            sys.exit(advice)

    with monkeypatch.context() as patch:
        patch.setattr(start, "do_or_exit", fail)
        with pytest.raises(SystemExit, match="pip could not install"):
            start.prepare("")
    assert start.read_stamp() == ""
    commands.clear()
    start.prepare("")
    assert commands[0][2:4] == ["venv", "--clear"]


def test_an_update_that_fails_leaves_no_stamp(start, commands, monkeypatch) -> None:
    start.prepare("")
    monkeypatch.setattr(start, "do_or_exit", lambda command, advice: sys.exit(advice))
    with pytest.raises(SystemExit):
        start.prepare("dev")
    assert not start.is_ready("")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_an_environment_that_was_moved_or_has_another_python_is_made_anew(start, commands, part: int) -> None:
    start.prepare("")
    words = start.read_stamp().split("\n")[0].rsplit(" ", 2)
    words[part] += "x"
    start.STAMP.write_text(" ".join(words) + "\n" + start.read_stamp().split("\n")[1])
    commands.clear()
    start.prepare("")
    assert commands[0][2:4] == ["venv", "--clear"]


def test_one_start_at_a_time_makes_the_environment(start, commands, capsys, monkeypatch) -> None:
    """The other one holds the lock, finishes the work, and lets go while we sleep."""
    with Path(f"{start.VENV}.lock").open("a+") as held:
        assert start.take(held.fileno())

        def the_other_finishes(_: float) -> None:
            start.build("dev")
            commands.clear()
            held.close()

        monkeypatch.setattr(start, "time", SimpleNamespace(sleep=the_other_finishes, monotonic=time.monotonic))
        start.prepare("dev")
    assert commands == []
    assert "another start is making the environment" in capsys.readouterr().err


# The engine

PREPARED = "-m simengine.engines.machine"


@posix
def test_the_engine_is_prepared_when_the_code_changed_and_never_twice(ready, tmp_path) -> None:
    file = ready.ROOT / "simengine" / "numerics" / "exp.py"
    assert call(ready, "list", cwd=tmp_path).stdout == f"{tmp_path} list\n"
    file.write_text("one = 2\n", encoding="utf-8")
    assert call(ready, "list", cwd=tmp_path).stdout.splitlines() == [f"{ready.ROOT} {PREPARED}", f"{tmp_path} list"]
    assert call(ready, "list", cwd=tmp_path).stdout == f"{tmp_path} list\n"


@posix
@pytest.mark.parametrize("code", [1, 130, 143])
def test_where_the_engine_cant_be_prepared_nothing_follows_and_the_next_start_tries_again(ready, code: int) -> None:
    ready.ENGINE_STAMP.unlink()
    Path(ready.PYTHON).write_text(f"#!/bin/sh\necho $*\nexit {code}\n", encoding="utf-8")
    for _ in range(2):
        done = call(ready, "list")
        assert (done.returncode, done.stdout) == (code, f"{PREPARED}\n")


# Words passed on


@posix
def test_words_go_to_simengine_in_the_callers_folder(ready, tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = call(ready, "validate", "a b.yaml", "--json", cwd=elsewhere)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{elsewhere} validate a b.yaml --json\n", "")


@posix
def test_the_main_job_runs_beside_start_py(ready) -> None:
    done = call(ready, cwd=Path("/"))
    assert done.returncode == 0
    assert done.stdout.splitlines() == [" ".join([str(ready.ROOT), *job]) for job in ready.MAIN_JOB]


@posix
def test_test_runs_pytest_beside_start_py(ready) -> None:
    done = call(ready, "test", "-k", "philox", cwd=Path("/"))
    assert done.stdout == f"{ready.ROOT} -m pytest -n auto -k philox\n"


@posix
def test_docs_builds_the_site_beside_start_py(ready) -> None:
    ready.STAMP.write_text(ready.stamp("dev"), encoding="utf-8")
    done = call(ready, "docs", cwd=Path("/"))
    assert done.stdout == f"{ready.ROOT} -m sphinx -W -E -a docs build/docs\n"


@posix
@pytest.mark.parametrize(("words", "code"), [(["exit", "0"], 0), (["exit", "2"], 2), (["die"], 128 + 15)])
def test_the_exit_code_is_passed_on(ready, words: list[str], code: int) -> None:
    assert call(ready, *words).returncode == code


@posix
def test_a_failing_job_ends_the_main_job(ready) -> None:
    script = ready.ROOT / "start.py"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace('("run", ', '("exit", "3"), ("run", '), encoding="utf-8")
    done = call(ready)
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 1


@posix
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_command_without_a_traceback(ready, sent: signal.Signals) -> None:
    command = [sys.executable, str(ready.ROOT / "start.py"), "sleep"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        if sent == signal.SIGINT:  # a terminal sends it to the whole group, a supervisor the other to one process
            os.killpg(child.pid, sent)
        else:
            child.send_signal(sent)
        assert child.wait(PATIENCE) == 128 + sent
        assert child.stderr is not None
        assert child.stderr.read() == ""


@posix
def test_a_start_that_ignores_ctrl_c_has_a_command_that_does(ready) -> None:
    """As a shell's `&` starts it; of two signals that wait, the first to be heard would be the interrupt."""
    command = [sys.executable, str(ready.ROOT / "start.py"), "sleep"]
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, before)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        os.killpg(child.pid, signal.SIGINT)
        child.send_signal(signal.SIGTERM)
        assert child.wait(PATIENCE) == 128 + signal.SIGTERM


@posix
def test_a_start_with_nothing_to_do_is_quick(ready) -> None:
    def seconds(*command: str) -> float:
        """Of the processor: a clock would count what others do meanwhile."""
        began = os.times()
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        ended = os.times()
        return ended.children_user + ended.children_system - began.children_user - began.children_system

    spent = min(seconds(str(ready.ROOT / "start.py"), "show") for _ in range(5))
    assert spent - 2 * min(seconds("-c", "") for _ in range(5)) < 0.5


# Bad ground


def test_any_python_3_can_read_it() -> None:
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_so(start, monkeypatch) -> None:
    monkeypatch.setattr(
        start, "sys", SimpleNamespace(version_info=(3, 8), version="3.8.1 x", executable="p", exit=sys.exit)
    )
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        start.main(["validate", "x.yaml"])


@pytest.mark.parametrize(
    ("advice", "told"),
    [
        ("VENV_FAILED", r"no luck\n.*environment.*apt install python3-venv"),
        ("PIP_FAILED", r"no luck\n.*pip.*the network"),
    ],
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_fails_is_quoted_and_answered(start, advice: str, told: str, stream: str) -> None:
    script = f"import sys; print('no luck', file=sys.{stream}); sys.exit(1)"
    with pytest.raises(SystemExit, match="(?s)" + told):
        start.do_or_exit([sys.executable, "-c", script], getattr(start, advice))


def test_a_step_that_works_says_nothing(start, capfd) -> None:
    start.do_or_exit([sys.executable, "-c", "print('chatter')"], "advice")
    assert capfd.readouterr() == ("", "")


@posix
def test_a_file_that_cannot_be_written_is_named(start) -> None:
    Path(f"{start.VENV}.lock").mkdir()
    done = call(start, "list")
    assert done.returncode == 1
    assert done.stderr == f"simengine: {start.VENV}.lock: Is a directory\n"

"""A copy of start.py to try, in a tree of its own."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.helpers.house.tree import ROOT

ECHO = f"""#!{sys.executable}
import os, sys, time
if sys.argv[1] != "sleep":
    print(os.getcwd(), *sys.argv[1:], flush=True)
if sys.argv[1] == "exit":
    sys.exit(int(sys.argv[2]))
if sys.argv[1] == "die":
    os.kill(os.getpid(), 15)
if sys.argv[1] == "sleep":
    try:
        print("begun", flush=True)
        time.sleep(600)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.fixture
def start(tmp_path: Path) -> ModuleType:
    """A copy of start.py beside its two files, in a tree without an environment."""
    for name in ("start.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    spec = importlib.util.spec_from_file_location("start_under_test", tmp_path / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ready(start: ModuleType) -> ModuleType:
    """The same with a finished environment, whose programs print what they are called with."""
    for program in (start.PYTHON, start.SIMENGINE):
        Path(program).parent.mkdir(parents=True, exist_ok=True)
        Path(program).write_text(ECHO, encoding="utf-8")
        Path(program).chmod(0o755)
    start.STAMP.write_text(start.stamp("dev"), encoding="utf-8")
    code = start.ROOT / "simengine" / "numerics" / "exp.py"  # a file of the package, as far as start.py looks at it
    code.parent.mkdir(parents=True)
    code.write_text("one = 1\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start, "hand_over", lambda command, folder: 0)
        start.prepare_engine()
    return start


@pytest.fixture
def commands(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What start.py would run to make its environment; nothing is run, the programs are put there empty."""
    done: list[list[str]] = []

    def pretend(command: list[str], advice: str) -> None:
        done.append(command)
        Path(start.SIMENGINE).parent.mkdir(parents=True, exist_ok=True)
        Path(start.SIMENGINE).touch()

    monkeypatch.setattr(start, "do_or_exit", pretend)
    return done

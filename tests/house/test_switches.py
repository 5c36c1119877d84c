"""What the tests are told by options and by the environment."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.house.tree import ROOT
from tests.helpers.patience import PATIENCE
from tests.helpers.switches import SWITCHES, mistakes, number, table

COMPARED = """
import signal
from pathlib import Path

def test_a_screen(golden):
    golden(Path(__file__).parent / "screen.txt", "one\\ntwo")

def test_ctrl_c_is_heard():
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A tree with two tests and what holds for all of them."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests" / "helpers").mkdir(parents=True)
    for name in ("conftest.py", "helpers/goldens.py", "helpers/switches.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    (tmp_path / "tests" / "test_screen.py").write_text(COMPARED, encoding="utf-8")
    return tmp_path


def call(folder: Path, *words: str, **others: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **others}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )


@pytest.mark.parametrize("stored", ["one\n2\n", None])
def test_an_output_that_has_changed_is_refused(tiny: Path, stored: str | None) -> None:
    screen = tiny / "tests" / "screen.txt"
    if stored is not None:
        screen.write_text(stored, encoding="utf-8")
    told = call(tiny)
    assert told.returncode == 1
    assert "tests/screen.txt is not so; `python3 start.py test --regenerate` writes it anew" in told.stdout
    assert "\n+two\n" in told.stdout
    assert (screen.read_text(encoding="utf-8") if screen.exists() else None) == stored


def test_an_output_that_has_changed_can_be_written_anew(tiny: Path) -> None:
    screen = tiny / "tests" / "screen.txt"
    told = call(tiny, "--regenerate", "-n", "1")
    assert told.returncode == 0
    assert "= written anew =" in told.stdout
    assert "\ntests/screen.txt\n1 passed" in told.stdout
    assert screen.read_text(encoding="utf-8") == "one\ntwo\n"
    assert "nothing has changed\n1 passed, 1 deselected" in call(tiny, "--regenerate").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX starts it so")
def test_tests_that_a_shell_starts_beside_itself_hear_ctrl_c(tiny: Path) -> None:
    (tiny / "tests" / "screen.txt").write_text("one\ntwo\n", encoding="utf-8")
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        told = call(tiny)
    finally:
        signal.signal(signal.SIGINT, before)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("SIMENGINE_0", "1", "SIMENGINE_0 is no switch; there are SIMENGINE_CALIBRATION, "),
        ("SIMENGINE_FUZZ", "many", "SIMENGINE_FUZZ=many: must be a whole number"),
        ("SIMENGINE_YAML", "-3", "SIMENGINE_YAML=-3: must be a whole number"),
        ("SIMENGINE_WIDTHS", "yes", "SIMENGINE_WIDTHS=yes: must be a whole number from 0 to 1"),
        ("SIMENGINE_EVERY_WORD", "2", "SIMENGINE_EVERY_WORD=2: must be a whole number from 0 to 1"),
    ],
)
def test_a_switch_that_is_none_or_set_to_nonsense_is_told(name: str, text: str, told: str) -> None:
    (line,) = mistakes({name: text, "SIMENGINE_CACHE": "x", "PATH": "y", "SIMENGINE_PARITY": "10"})
    assert line.startswith(told)


def test_it_is_told_before_any_test_is_run(tiny: Path) -> None:
    told = call(tiny, SIMENGINE_0="1")
    assert told.returncode == 4
    assert told.stderr.startswith("ERROR: SIMENGINE_0 is no switch; ")


def test_a_switch_is_a_number() -> None:
    assert [number("SIMENGINE_WIDTHS", text) for text in ("", "0", "1")] == [0, 0, 1]
    assert number("SIMENGINE_FUZZ", "20000") == 20_000


def test_every_switch_is_listed_and_read_by_a_test() -> None:
    files = [file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py")]
    for name in SWITCHES:
        assert f"\n{name} " in f"\n{table()}"
        assert any(f'asked("{name}")' in text for text in files)

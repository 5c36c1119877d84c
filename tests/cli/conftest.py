"""What the tests of the command line share: a folder to stand in, with a small scenario, and the command."""

from pathlib import Path

import pytest

from tests.helpers.cli.command_line import Simengine, in_process, write_tiny


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with `tiny.yaml` and its variant in `tiny/`; terminals are 100 wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    write_tiny(tmp_path / "tiny")
    return tmp_path


@pytest.fixture
def simengine(here: Path, capsys: pytest.CaptureFixture[str]) -> Simengine:
    """The command, called with words; returns exit code, stdout and stderr."""
    return in_process(capsys)

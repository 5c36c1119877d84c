"""A folder for object files, and what a start finds there."""

import re
from pathlib import Path

import pytest

from simengine.engines.machine.cache import PREPARING, load_or_compile, machine_key
from simengine.engines.machine.private_folder import CACHE_VARIABLE
from tests.helpers.engines.machine.started_processes import MODULE

FINISHED = re.compile(rf"{PREPARING}: \d+ s")


class Disk:
    """What a start finds, and what it is told."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.said: list[str] = []

    def load_or_compile(self):
        self.said.clear()
        return load_or_compile(self.said.append, MODULE)

    @property
    def file(self) -> Path:
        return self.place / f"{machine_key(MODULE)}.machine"

    def compiled(self) -> bool:
        return any(map(FINISHED.fullmatch, self.said))


@pytest.fixture
def disk(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return Disk(tmp_path / "cache")

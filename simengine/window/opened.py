"""The scenarios that were opened, the first of which the others are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import WrongUsageError
from simengine.model.model import Model
from simengine.processes._plugins import Given
from simengine.runs.find import RESULTS
from simengine.scenario.schema import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file, the scenario it says, and the overrides KEY=VALUE it was opened with."""

    file: Path
    model: Model
    overrides: tuple[str, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """What its text says."""
        return self.model.scenario

    @property
    def title(self) -> str:
        """What people read."""
        return self.scenario.title or self.scenario.name


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """All of them, the base first; every one is drawn by the base's seed, so that its futures meet the same chance.

    In the folder `out` runs are looked for that have learnt from the same past.
    """

    scenarios: tuple[Opened, ...]
    plugins: tuple[Given, ...] = ()
    engine: str = "machine"
    out: Path = RESULTS

    @property
    def base(self) -> Opened:
        """What the others are compared with."""
        return self.scenarios[0]

    @property
    def seed(self) -> int:
        """The base's."""
        return self.base.scenario.simulate.seed

    @property
    def nested(self) -> int:
        """How many paths share a draw of the parameters: as the base says."""
        return self.base.scenario.simulate.nested

    @property
    def folder(self) -> Path:
        """Where the base lies; nothing is written anywhere else."""
        return self.base.file.parent

    def at(self, place: int) -> Opened:
        """One of them. WrongUsageError for a place where there is none."""
        if place >= len(self.scenarios):
            raise WrongUsageError(f"there are {len(self.scenarios)} scenarios, counted from 0, so there is no {place}")
        return self.scenarios[place]


def opening(
    files: Sequence[Path],
    models: Sequence[Model],
    overrides: Sequence[str],
    plugins: Sequence[Given],
    engine: str,
    out: Path = RESULTS,
) -> Opening:
    """Files with the models they hold, in their order."""
    found = tuple(Opened(file, model, tuple(overrides)) for file, model in zip(files, models, strict=True))
    return Opening(found, tuple(plugins), engine, out)

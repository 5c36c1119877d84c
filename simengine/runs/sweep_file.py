"""What a sweep is, stored beside its runs: its points in full, which are never drawn again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simengine.errors import SimengineError
from simengine.runs.files import write_whole
from simengine.runs.manifest import FILE as MANIFEST

FILE = "sweep.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """A point: the value of each key, as it would be typed; empty where the scenario is left as it is.

    `run` is the folder of its run inside the sweep's, `against` that of the point it is compared with, empty if it is
    compared with none. `scramble` numbers the sample it belongs to, from 0; −1 if it is in none.
    """

    values: tuple[str, ...]
    run: str
    against: str
    scramble: int = -1


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep over `keys` by a `design`: grid, lhs, sobol or cross. `ranges` are what was asked, KEY=VALUES.

    `size` is how many points a sample has, or None of a grid or a cross.
    """

    scenario: str
    title: str
    design: str
    keys: tuple[str, ...]
    ranges: tuple[str, ...]
    points: tuple[SweepPoint, ...]
    size: int | None = None

    @property
    def scrambles(self) -> int:
        """How many samples there are, each scrambled by itself; 0 of a grid or a cross."""
        return 1 + max((point.scramble for point in self.points), default=-1)

    @property
    def short_keys(self) -> tuple[str, ...]:
        """The keys without their section, where that tells them apart."""
        return without_section(self.keys)

    def done(self, folder: Path) -> tuple[SweepPoint, ...]:
        """The points whose runs are finished."""
        return tuple(point for point in self.points if (folder / point.run / MANIFEST).exists())

    def beside(self, folder: Path) -> tuple[str, ...]:
        """Finished runs in its folder that are of no point: of points that were asked for before."""
        own = {point.run for point in self.points}
        found = sorted(file.parent.name for file in folder.glob(f"*/{MANIFEST}"))
        return tuple(name for name in found if name not in own and not name.startswith("."))


def without_section(keys: Sequence[str]) -> tuple[str, ...]:
    """Dotted paths without their first part, `budget` of `parameters.budget`; as they are where two would be alike."""
    short = tuple(key.partition(".")[2] or key for key in keys)
    return short if len(set(short)) == len(short) else tuple(keys)


def write_sweep(folder: Path, sweep: Sweep) -> None:
    """Writes `sweep.json`. SimengineError if the disk refuses."""
    document = {"format": FORMAT, **asdict(sweep)}
    write_whole(folder / FILE, json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")


def read_sweep(folder: Path) -> Sweep | None:
    """The sweep in a folder, None if there is none. SimengineError if it can't be read."""
    if not (folder / FILE).is_file():
        return None
    try:
        return _sweep(json.loads((folder / FILE).read_bytes()))
    except OSError as error:
        raise SimengineError(f"can't read {folder / FILE}: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what = f"{folder / FILE} is damaged or was changed by hand, or another version of simengine wrote it"
        raise SimengineError(f"{what}: move the folder, and sweep again") from error


def _sweep(document: dict[str, Any]) -> Sweep:
    if document.pop("format") != FORMAT:
        raise ValueError
    size = document.pop("size")
    scenario, title, design = (str(document.pop(name)) for name in ("scenario", "title", "design"))
    points = tuple(
        SweepPoint(
            tuple(map(str, point["values"])), _inside(point["run"]), str(point["against"]), int(point["scramble"])
        )
        for point in document.pop("points")
    )
    keys, ranges = (tuple(map(str, document.pop(name))) for name in ("keys", "ranges"))
    if document or not points or any(len(point.values) != len(keys) for point in points):
        raise ValueError
    return Sweep(scenario, title, design, keys, ranges, points, None if size is None else int(size))


def _inside(name: str) -> str:
    """The name of a folder that is in the sweep's own. ValueError for one that leads out."""
    if Path(name).name != name or name in ("", ".", ".."):
        raise ValueError
    return name

"""What the files of parts are called: by the number of their block and the hash of their bytes."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

FOLDER = "parts"
_NAME = re.compile(r"(?:parts/)?part-(\d{5,12})\.([0-9a-f]{32})\.parquet")


def part_name(index: int, blake2b: str) -> str:
    """The name of a block's part inside a run's folder."""
    return f"{FOLDER}/part-{index:05d}.{blake2b}.parquet"


def told_by(name: str) -> tuple[int, str] | None:
    """The number of the block and the hash that a name tells; None if it is no part's."""
    named = _NAME.fullmatch(name)
    return (int(named[1]), named[2]) if named else None


def left_files(folder: Path) -> dict[int, list[Path]]:
    """The files of parts in a run's folder by the number of their block."""
    found: dict[int, list[Path]] = {}
    with suppress(OSError):
        for file in sorted((folder / FOLDER).iterdir()):
            if told := told_by(file.name):
                found.setdefault(told[0], []).append(file)
    return found

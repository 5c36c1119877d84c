"""What learning has come to so far, laid into the unfinished folder of a run, where the next start goes on from it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.runs.files import disk_errors, read_regular, write_whole
from simengine.scenario.folder_name import folder_problem

_DIGEST = 16  # bytes of a hash before the arrays


@dataclass(frozen=True, slots=True)
class LearningFiles:
    """Arrays by name in a folder, each file there whole or not at all; several threads may write different ones."""

    folder: Path

    def read(self, name: str) -> dict[str, NDArray[Any]] | None:
        """What was written under this name; None if there is nothing, or it isn't as it was written."""
        try:
            data = read_regular(self._file(name))
            if _digest(data[_DIGEST:]) != data[:_DIGEST]:
                return None
            with np.load(io.BytesIO(data[_DIGEST:]), allow_pickle=False) as stored:
                return {key: stored[key] for key in stored.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            return None

    def write(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Writes arrays of numbers under a name, in the place of what was there. SimengineError if the disk refuses."""
        file, stream, named = self._file(name), io.BytesIO(), dict[str, Any](arrays)
        np.savez(stream, **named)
        data = stream.getvalue()
        with disk_errors(file):
            self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(file, _digest(data) + data)

    def _file(self, name: str) -> Path:
        if folder_problem(name):
            raise ValueError(f"what is kept needs a name that a file may have (got {name!r})")
        return self.folder / f"{name}.arrays"


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()

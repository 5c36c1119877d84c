"""The CSV files a scenario names: found beside the file that names them, inside its folder, each read once."""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from simengine.errors import Problem, Problems, ScenarioError
from simengine.yaml.csv_file import ENDING, CsvFile, read_csv
from simengine.yaml.nodes import KeyPath, ScalarNode, path_text
from simengine.yaml.source_file import UnreadableError, in_its_form, real_path


@dataclass(slots=True)
class Tables:
    """Reads CSV files; `root` is the folder of the scenario, None if it may read none (it comes from no file).

    `folders` are those of its files, by what messages call these; what else names a table (a command line) counts as
    standing in `root`. `read` are the files that were read, with their digests.
    """

    root: Path | None
    folders: Mapping[str, Path] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    _known: dict[Path, CsvFile | None] = field(default_factory=dict)

    def file(self, name: ScalarNode, path: KeyPath, problems: Problems) -> CsvFile | None:
        """The file that a scalar names, None if it can't be read; why goes to `problems`."""
        try:
            real, shown = self._find(name)
            if real not in self._known:
                self._known[real] = None  # so that its mistakes are told once
                self._known[real] = read_csv(real, shown)
        except UnreadableError as error:
            problems.append(Problem(name.place, path_text((*path, "csv")), str(error)))
            return None
        except ScenarioError as error:
            problems.extend(error.problems)
            return None
        found = self._known[real]
        if found is not None:
            self.read[found.shown] = found.digest
        return found

    def _find(self, name: ScalarNode) -> tuple[Path, str]:
        """The real path of a table, and what messages call it. UnreadableError if it is outside the root."""
        text = name.text
        if self.root is None:
            raise UnreadableError("a scenario that comes from no file reads none: write the numbers")
        if not text.lower().endswith(ENDING):
            raise UnreadableError(f"the name of a table ends in {ENDING} (got {text!r})")
        if "://" in text:
            raise UnreadableError(f"{text!r} is an address, and nothing is fetched; save the file beside the scenario")
        if Path(text).is_absolute() or PureWindowsPath(text).drive or text.startswith("~"):
            raise UnreadableError(f"{text!r} is an absolute path; name a file relative to this one")
        if "\\" in text:
            raise UnreadableError(f"{text!r}: write / between folders, so that it is found on every system")
        folder = self.folders.get(name.place.file, self.root)
        real = real_path(in_its_form(folder / text))
        root = real_path(self.root)
        if not real.is_relative_to(root):
            raise UnreadableError(f"{text!r} leads out of the scenario's folder, {str(root)!r}; copy the file into it")
        beside = Path(name.place.file).parent if name.place.file in self.folders else self.root
        return real, os.path.normpath(beside / text)

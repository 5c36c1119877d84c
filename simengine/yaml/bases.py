"""`extends`: the files a scenario is made of, each once, bases first.

Bases are found inside the folder of the file the user named, or below it: a scenario is data, and reads nothing else.
"""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from pathlib import Path

from simengine.errors import Place, Problem, Problems, ScenarioError
from simengine.yaml.nodes import ScalarNode, SequenceNode, YamlNode
from simengine.yaml.source_file import (
    LARGEST,
    SourceFile,
    UnreadableError,
    in_its_form,
    read_source,
    real_path,
    source_of_text,
)

LONGEST_CHAIN = 40
Texts = Mapping[Path, str]
AS_THEY_ARE: Texts = {}


def read_with_bases(path: Path, texts: Texts = AS_THEY_ARE) -> tuple[SourceFile, ...]:
    """The file and all it extends, depth first and from left to right; the file itself is last.

    `texts` stand in the place of what the files of these real paths say. Raises ScenarioError with the problems of
    all the files: a missing base, a circle, a base outside the folder, and whatever is wrong in a text.
    """
    return _read(path, str(path), None, texts)


def with_bases(source: SourceFile) -> tuple[SourceFile, ...]:
    """`read_with_bases` of a text that is no file, as if it lay in the folder of its path. Raises ScenarioError."""
    return _read(source.path, source.shown, source)


def _read(path: Path, shown: str, source: SourceFile | None, texts: Texts = AS_THEY_ARE) -> tuple[SourceFile, ...]:
    try:
        reader = _Reader(real_path(path.parent), texts)
    except UnreadableError as error:
        raise ScenarioError([Problem(Place(shown), "", str(error))]) from error
    if source is None:
        reader.read(path, shown, None)
    else:
        reader.take(source, Place(shown), "")
    if reader.problems:
        raise ScenarioError([*reader.problems, *(problem for source in reader.sources for problem in source.mended)])
    return tuple(reader.sources)


class _Reader:
    def __init__(self, root: Path, texts: Texts) -> None:
        self.problems = Problems()
        self.sources: list[SourceFile] = []
        self._root, self._texts = root, texts
        self._size = 0  # bytes read
        self._open: dict[Path, str] = {}  # real path to shown name, in the order of the chain
        self._done: set[Path] = set()

    def read(self, path: Path, shown: str, named_by: ScalarNode | None) -> None:
        """Reads a file after its bases; `named_by` is the scalar that names it, None for the user's own file."""
        place = named_by.place if named_by else Place(shown)
        try:
            real = real_path(path)
        except UnreadableError as error:
            self._report(place, str(error))
            return
        if real in self._open:
            names = list(self._open.values())[list(self._open).index(real) :]
            self._report(place, f"a circle: {' → '.join([*names, shown])}; remove one of these")
        elif len(self._open) >= LONGEST_CHAIN:
            self._report(place, f"a chain of more than {LONGEST_CHAIN} files")
        elif real not in self._done:
            self._open[real] = shown
            self._read_open(path, real, shown, place, "extends" if named_by else "")
            del self._open[real]
            self._done.add(real)

    def _read_open(self, path: Path, real: Path, shown: str, place: Place, where: str) -> None:
        text = self._texts.get(real)
        try:
            source = read_source(path, shown) if text is None else source_of_text(text, shown, path)
        except UnreadableError as error:
            self.problems.append(Problem(place, where, str(error)))
            return
        except ScenarioError as error:
            self.problems.extend(error.problems)
            return
        self.take(source, place, where)

    def take(self, source: SourceFile, place: Place, where: str) -> None:
        """Takes a text that is read, after its bases."""
        self._size += source.size
        if self._size > LARGEST:
            message = f"with this file the scenario is larger than {LARGEST // 1000} kB in all; nothing larger is read"
            self.problems.append(Problem(place, where, message))
            return
        for name in self._base_names(source.tree.get("extends")):
            self._read_base(source.path, source.shown, name)
        self.sources.append(source)

    def _base_names(self, extends: YamlNode | None) -> list[ScalarNode]:
        """The scalars that name bases, in order."""
        items = extends.items if isinstance(extends, SequenceNode) else () if extends is None else (extends,)
        names = []
        for item in items:
            if isinstance(item, ScalarNode) and isinstance(item.value, str) and item.value.strip():
                names.append(item)
            elif not (isinstance(item, ScalarNode) and item.text == "" and item is extends):
                self._report(item.place, "must be the name of a file, or a list of names, such as baseline.yaml")
        return names

    def _read_base(self, path: Path, shown: str, name: ScalarNode) -> None:
        if Path(name.text).is_absolute():
            self._report(name.place, f"{name.text!r} is an absolute path; name a file relative to this one")
            return
        base = in_its_form(path.parent / name.text)
        try:
            inside = real_path(base).is_relative_to(self._root)
        except UnreadableError as error:
            self._report(name.place, str(error))
            return
        if inside:
            self.read(base, os.path.normpath(Path(shown).parent / name.text), name)
        else:
            message = f"{name.text!r} leads out of the scenario's folder, {str(self._root)!r}; copy the file into it"
            self._report(name.place, message)

    def _report(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, "extends", message))

"""Runs that were interrupted, or are being drawn: each in a hidden folder, where it goes on when asked for again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simengine.runs.files import read_regular
from simengine.runs.part_names import left_files

FILE = "request.json"
_FOLDER = re.compile(r"\.(.+)\.[0-9a-f]{16}\.partial")


@dataclass(frozen=True, slots=True)
class Order:
    """With what words a run was asked for: how many paths, by which command, when (ISO, UTC); for people to read."""

    paths: int
    command: str
    started: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An unfinished run of this name: about `done` paths are there of those ordered."""

    name: str
    folder: Path
    order: Order
    done: int


def unfinished_runs(results: Path) -> tuple[Unfinished, ...]:
    """All that lie in a folder of results, by name; what can't be read is passed over."""
    found = []
    for folder in _folders(results):
        order, document = order_of(folder), read_request_document(folder)
        with suppress(TypeError, ValueError, KeyError):
            done = len(left_files(folder)) * int(document["block"])
            if order:
                found.append(Unfinished(_name(folder), folder, order, min(done, order.paths)))
    return tuple(found)


def order_of(folder: Path) -> Order | None:
    """With what words an unfinished folder was begun; None if that can't be told."""
    document = read_request_document(folder)
    try:
        return Order(int(document["paths"]), str(document["command"]), str(document["started"]))
    except (TypeError, ValueError, KeyError):
        return None


def unfinished_folders(results: Path, name: str) -> Iterator[Path]:
    """The folders of unfinished runs of this name."""
    return (folder for folder in _folders(results) if _name(folder) == name)


def read_request_document(folder: Path) -> Any:
    """What was noted in an unfinished folder; None if that can't be read."""
    try:
        return json.loads(read_regular(folder / FILE))
    except (OSError, ValueError, RecursionError):
        return None


def _folders(results: Path) -> list[Path]:
    try:
        return sorted(folder for folder in results.iterdir() if _FOLDER.fullmatch(folder.name))
    except OSError:
        return []


def _name(folder: Path) -> str:
    named = _FOLDER.fullmatch(folder.name)
    return named[1] if named else ""

"""Sheets and answers on the disk: written once, with a hash of all they say; every mistake is told at its place."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simengine.errors import Place, Problem, ScenarioError, SimengineError, WrongUsageError
from simengine.runs.files import disk_errors
from simengine.runs.sheet import Answer, Sheet, StoredSheet
from simengine.scenario.messages import problems_of
from simengine.yaml.document import parse_document
from simengine.yaml.emit import to_yaml
from simengine.yaml.nodes import MappingNode, from_plain, path_text, place_of, plain
from simengine.yaml.source_file import FileKind, UnreadableError, decoded, read_bytes

ENDINGS = (".yaml", ".yml")
FOLDER = Path("forecasts")
"""Where sheets lie if nothing else is said."""
_HASH = re.compile(r"^hash: *(\S*)\s*\Z", re.MULTILINE)
_FILE = FileKind("a sheet or answers (.yaml)", 20_000_000, "that is no sheet")
_MOST = 2_000_000
_HEAD = """\
# Forecasts as they were on the day they were frozen. `simengine score` compares them with answers, and tells if a
# letter of this file has been changed: `hash` is the BLAKE2b-256 of all above it.
"""
Model = TypeVar("Model", bound=BaseModel)


def hash_of(text: str) -> str:
    """The BLAKE2b-256 of a sheet's text up to its last line, `hash: …`; ends of lines count as one sign."""
    body = _HASH.sub("", text.replace("\r\n", "\n"))
    return hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def write_sheet(file: Path, content: Mapping[str, Any]) -> str:
    """Writes a sheet, whose folder is made if there is none, and returns its hash; it never goes over another.

    SimengineError if a file of that name is there, or the disk refuses.
    """
    body = {"sheet": 1, **content, "previous": heads_of(sheets_of(file.parent))}
    text = _HEAD + to_yaml(from_plain({key: value for key, value in body.items() if value}, Place(str(file))))
    found = hash_of(text)
    with disk_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            raise SimengineError(
                f"{file} is there, and a sheet is never written over: name another file, or remove it yourself"
            ) from None
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n", errors="surrogatepass") as stream:
            stream.write(f"{text}hash: {found}\n")
    return found


def sheets_of(folder: Path) -> tuple[StoredSheet, ...]:
    """The sheets of a folder by name, other files left aside. ScenarioError for one that can't be read."""
    files = sorted(one for one in folder.iterdir() if one.suffix in ENDINGS) if folder.is_dir() else []
    texts = [(file, _text(file)) for file in files if file.is_file()]
    return tuple(_sheet(file, text) for file, text in texts if re.search(r"^sheet:", text, re.MULTILINE))


def heads_of(sheets: Iterable[StoredSheet]) -> dict[str, str]:
    """The sheets that no other names as previous: of a chain the last; file and hash."""
    there = {one.file.name: one for one in sheets}
    named = {name for one in there.values() for name in one.sheet.previous}
    return {name: one.hash for name, one in there.items() if name not in named}


def read_files(files: Sequence[Path]) -> tuple[tuple[StoredSheet, ...], dict[str, Answer]]:
    """The sheets, by the date of what they know, and the answers by question, of files and of folders of sheets.

    A file with `answers:` has answers, one with `sheet:` is a sheet. Each is compared with its hash and with what other
    sheets of its folder say of it. ScenarioError for what is wrong in them, WrongUsageError for what is neither.
    """
    sheets: dict[Path, StoredSheet] = {}
    answers: dict[str, Answer] = {}
    for file in files:
        if file.is_dir():
            found = sheets_of(file)
            if not found:
                raise WrongUsageError(f"no sheet in {str(file)!r}: simengine freeze RUN writes one")
            sheets |= {one.file.absolute(): one for one in found}
            continue
        text = _text(file)
        tree = parse_document(text, str(file), most=_MOST)
        if tree.get("answers") is not None:
            answers = _joined(answers, _answers(tree), file)
        elif tree.get("sheet") is not None:
            sheets[file.absolute()] = _sheet(file, text, tree)
        else:
            raise WrongUsageError(f"{file} is no sheet (`sheet: 1`, written by freeze) and has no `answers:`")
    folders = {one.file.absolute().parent for one in sheets.values()}
    others = {folder: sheets_of(folder) for folder in folders}
    checked = [_in_chain(one, others[one.file.absolute().parent]) for one in sheets.values()]
    stems = [one.file.stem for one in checked]
    checked = [replace(one, called=str(one.file)) if stems.count(one.file.stem) > 1 else one for one in checked]
    return tuple(sorted(checked, key=lambda one: (one.sheet.known_until, one.sheet.frozen))), answers


def _text(file: Path) -> str:
    try:
        return decoded(read_bytes(file, _FILE), str(file))
    except UnreadableError as error:
        raise ScenarioError([Problem(Place(str(file)), "", str(error))]) from error


def _sheet(file: Path, text: str, tree: MappingNode | None = None) -> StoredSheet:
    sheet = _read(Sheet, tree or parse_document(text, str(file), most=_MOST))
    found = hash_of(text)
    if sheet.hash is None:
        return StoredSheet(file, sheet, found, ("it has no hash: nothing tells whether it was changed",))
    if sheet.hash != found:
        return StoredSheet(file, sheet, found, (f"it was changed after it was frozen: its hash is {found[:16]}…",))
    return StoredSheet(file, sheet, found)


def _in_chain(one: StoredSheet, others: Sequence[StoredSheet]) -> StoredSheet:
    """What sheets of the same folder say against one another, among its doubts."""
    there = {other.file.name: other for other in others}
    doubts = list(one.doubts)
    for name, digest in one.sheet.previous.items():
        if name not in there:
            doubts.append(f"the sheet before it, {name}, isn't there")
        elif there[name].hash != digest:
            doubts.append(f"the sheet before it, {name}, is not what it was then")
    for name, other in there.items():
        if other.sheet.previous.get(one.file.name, one.hash) != one.hash:
            doubts.append(f"{name}, frozen after it, knows it with another hash")
    return replace(one, doubts=tuple(doubts))


def _answers(tree: MappingNode) -> dict[str, Answer]:
    """The answers of a file by question, ScenarioError with all that is wrong."""
    known, advice = ("answers", "note", "sources"), "unknown key; there are answers, sources and note"
    problems = [Problem(one.key_place, one.key, advice) for one in tree.entries if one.key not in known]
    section = tree.get("answers")
    if not isinstance(section, MappingNode):
        raise ScenarioError([*problems, Problem(place_of(tree, ("answers",)), "answers", "write question: answer")])
    found: dict[str, Answer] = {}
    for entry in section.entries:
        said = plain(entry.node)
        try:
            found[entry.key] = Answer.model_validate(said if isinstance(said, dict) else {"answer": said})
        except ValidationError as error:
            problems += (
                problems_of(error, Answer, tree, ("answers", entry.key))
                if isinstance(said, dict)
                else [Problem(entry.node.place, path_text(("answers", entry.key)), error.errors()[0]["msg"])]
            )
    if problems:
        raise ScenarioError(problems)
    return found


def _joined(answers: dict[str, Answer], more: Mapping[str, Answer], file: Path) -> dict[str, Answer]:
    twice = [name for name, answer in more.items() if name in answers and answers[name].value != answer.value]
    if twice:
        raise WrongUsageError(f"{twice[0]} is answered otherwise in {file} than in a file before it: keep one answer")
    return {**answers, **more}


def _read(model: type[Model], tree: MappingNode) -> Model:
    try:
        return model.model_validate(plain(tree))
    except ValidationError as error:
        raise ScenarioError(problems_of(error, model, tree, ())) from error

"""A stranger's run: what stands in its manifest is used, or refused in a line, and does nothing to the terminal."""

import copy
import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from simengine.cli import run_words
from simengine.runs.manifest import _digest
from tests.helpers.compute.pond_model import run_pond
from tests.helpers.switches import asked

HOSTILE = (
    *(None, True, -1, 0, 2**70, 10**400, 1.5, 1e308),
    *("", "\x1b[2J", "\x9b31m", "\u202eevil", "../../etc/passwd", "=1+1", "x" * 50_000, "\ud800"),
    *("9999-99-99", "0001-01-01", "9999-12-31T23:59:59+14:00", [], {}, [[]], {"a": {"b": []}}),
)
COMMANDS = (
    *(["list"], ["list", "--json"], ["summary", "odd"], ["summary", "odd", "--json"]),
    *(["story", "odd", "--path", "0"], ["ask", "odd", "P(occurred(tide))"], ["compare", "sound", "odd"]),
)
CHANGES = asked("SIMENGINE_FUZZ") // 10 or 25
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return run_pond(tmp_path_factory.mktemp("manifests"), paths=40).folder


def places(value: object, path: tuple = ()) -> list[tuple]:
    """Where something stands in a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inside for place in places(one, (*path, key)))]


def changed(document: dict, place: tuple, value: object) -> dict:
    """A copy with something else at a place."""
    copied = copy.deepcopy(document)
    inside = copied
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    return copied


def write(folder: Path, document: dict) -> None:
    body = {key: value for key, value in document.items() if key != "blake2b"}
    text = json.dumps({"blake2b": _digest(body), **body}, ensure_ascii=True)
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def test_whatever_stands_in_a_manifest(stored, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(stored, tmp_path / "results" / "odd")
    shutil.copytree(stored, tmp_path / "results" / "sound")
    document = json.loads((stored / "manifest.json").read_text(encoding="utf-8"))
    chance = np.random.default_rng(12 + CHANGES)
    there = [place for place in places(document) if place and place[0] not in ("blake2b", "format")]
    for _ in range(CHANGES):
        place, value = there[chance.integers(len(there))], HOSTILE[chance.integers(len(HOSTILE))]
        write(tmp_path / "results" / "odd", changed(document, place, value))
        for words in COMMANDS:
            code = run_words(words)
            told = capsys.readouterr()
            assert "mistake in simengine" not in told.err, (place, value, words, told.err)
            assert code in (0, 1, 2), (place, value, words)
            assert not ACTS.search(told.out + told.err), (place, value, words)
            assert words[0] != "list" or "sound" in told.out, (place, value, words)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("name", ["manifest.json", "part"])
def test_a_pipe_is_not_waited_for(stored, tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "results" / "odd"
    shutil.copytree(stored, folder)
    file = folder / name if name != "part" else next((folder / "parts").iterdir())
    file.unlink()
    os.mkfifo(file)
    assert run_words(["summary", "odd"]) == 1
    assert "it is no regular file" in capsys.readouterr().err


def test_a_name_is_one_of_the_results_that_are_named(stored, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(stored, tmp_path / "pond")
    assert run_words(["summary", "pond", "--results", "elsewhere"]) == 2
    assert "no run 'pond' in elsewhere" in capsys.readouterr().err
    assert run_words(["summary", "./pond/", "--results", "elsewhere"]) == 2
    assert run_words(["summary", str(tmp_path / "pond"), "--results", "elsewhere"]) == 0
    assert run_words(["summary", "pond"]) == 0

"""A scenario's name must be one that every file system can hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.plan.identity import Identity
from simengine.runs.request import Request
from simengine.runs.run_folders import RunFolders
from simengine.runs.variant import Variant
from simengine.scenario.folder_name import LONGEST, folder_problem

GOOD = ("baseline", "aid $x_{1$ bn", "v1.2", "nul_and_void", "console", "com10", "été", "日本", "a b", "x" * LONGEST)
WRONG = {
    "": "no / \\ : *",
    " ": "no / \\ : *",
    "a/b": "no / \\ : *",
    "a:b": "no / \\ : *",
    ".hidden": "no . or - in front",
    "-x": "no . or - in front",
    "dot.": "no space at an end and no . at the end (got 'dot.')",
    "space ": "no space at an end",
    " space": "no space at an end",
    "a\nb": "remove the character U+000A",
    "a\tb": "remove the character U+0009",
    "\u202eab": "remove the character U+202E",
    "a\u200bb": "remove the character U+200B",
    "x" * (LONGEST + 1): "at most 200 bytes (got 201); say more in the title",
    "é" * 101: "at most 200 bytes (got 202)",
    **dict.fromkeys(("nul", "NUL", "nul.txt", "Con", "com1", "LPT9.a.b", "com¹", "conin$", "aux .x"), "for a device"),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_names(name: str, tmp_path: Path) -> None:
    assert folder_problem(name) == ""
    request = Request(Identity("paths", "readings"), "machine", "code", 100)
    for override in ("title=A B", f"parameters.{'n' * 45}=300"):
        folders = RunFolders(tmp_path, Variant(name, (override,)))
        for folder in (folders.folder, folders.partial(request), folders.replaced, folders.staged):
            folder.mkdir()


@pytest.mark.parametrize(("name", "told"), WRONG.items())
def test_names_that_some_file_system_can_not_hold(name: str, told: str) -> None:
    assert told in folder_problem(name)

"""What an edit prepares anew: every file that is compiled, or that one of these takes something from."""

import ast

from simengine.engines.machine import kernel_build
from tests.helpers.house.tree import PACKAGE

MACHINE = PACKAGE / "engines" / "machine"
PREFIX = "simengine.engines.machine."


def taken_by(name: str) -> set[str]:
    """The modules from which one takes something when it is imported."""
    tree = ast.parse((MACHINE / f"{name}.py").read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == PREFIX.rstrip("."):
            found |= {PREFIX + alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_so_is_what_compiled_files_take_from_elsewhere() -> None:
    written = [file.stem for file in MACHINE.glob("*.py") if PREFIX + "native" in taken_by(file.stem)]
    taken = {module for name in written for module in taken_by(name) if module.startswith("simengine.")}
    files = {f"{module.removeprefix('simengine.').replace('.', '/')}.py" for module in taken if PREFIX not in module}
    assert {"language/clock.py", "status.py"} <= files
    assert [file for file in files if not file.startswith(kernel_build.SOURCES) and file != "errors.py"] == []


def test_what_is_compiled_is_part_of_the_name_of_what_is_kept() -> None:
    names = [file.stem for file in MACHINE.glob("*.py")]
    waiting = [name for name in names if taken_by(name) & {"numba", PREFIX + "native"}]
    assert {"loop", "event_phases", "templates", "noise"} <= set(waiting)
    for name in waiting:
        ours = {module.removeprefix(PREFIX) for module in taken_by(name) if module.startswith(PREFIX)}
        waiting += sorted(ours - set(waiting))
    assert [name for name in waiting if f"engines/machine/{name}.py" not in kernel_build.SOURCES] == []

"""The house rules as far as a program can see them: silent tools, sizes, names, imports, pins, the README."""

import re
import statistics
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.helpers.house.tree import PACKAGE, ROOT, functions_in, lines_of, python_files, shown

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


# Tools


@pytest.mark.parametrize(
    "words",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("mypy", "--platform", "win32", "start.py"),
    ],
    ids=" ".join,
)
def test_a_tool_has_nothing_to_say(words: tuple[str, ...]) -> None:
    told = run(sys.executable, "-m", *words)
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_layers_are_kept() -> None:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    told = run(sys.executable, "-c", lint, "--no-cache")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout


# Sizes and shapes


def test_files_are_short() -> None:
    lengths = {shown(file): len(file.read_text(encoding="utf-8").splitlines()) for file in python_files()}
    assert {name: length for name, length in lengths.items() if length >= 300} == {}


def test_functions_are_short() -> None:
    sizes = [(lines_of(found), shown(file, found.lineno)) for file in python_files() for found in functions_in(file)]
    assert [size for size in sizes if size[0] > 60] == []
    ours = [length for length, place in sizes if not place.startswith("tests/")]
    assert statistics.quantiles(ours, n=10)[-1] <= 25


def test_no_file_is_named_for_nothing_in_particular() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert [shown(file) for file in python_files() if file.name in vague] == []


def test_no_open_keywords_below_the_command_line() -> None:
    below = [file for file in python_files() if PACKAGE in file.parents and PACKAGE / "cli" not in file.parents]
    assert [shown(file, f.lineno) for file in below for f in functions_in(file) if f.args.kwarg is not None] == []


# What is imported when


@pytest.mark.parametrize("package", ["analysis", "report"])
def test_tables_are_read_without_the_engines(package: str) -> None:
    modules = sorted(".".join(f.relative_to(ROOT).with_suffix("").parts) for f in (PACKAGE / package).rglob("*.py"))
    assert len(modules) > 1
    script = f"import sys, importlib\nfor name in {modules}: importlib.import_module(name)\nprint(*sys.modules)"
    done = run(sys.executable, "-c", script)
    assert done.returncode == 0, done.stderr
    assert {"simpy", "numba", "simengine.engines"} & set(done.stdout.split()) == set()


# What is pinned and written down


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_pins_are_nothing_but_names_and_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", line)] == []
    assert lines == sorted(lines, key=str.lower)
    assert len(pins()) == len(lines)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_all_that_is_installed_is_pinned(system: str, python: str) -> None:
    """Follow what we need, and what that needs, as another system would see it (as far as it is installed here)."""
    place = {"sys_platform": system, "platform_system": {"win32": "Windows"}.get(system, ""), "python_version": python}
    place |= {"python_full_version": f"{python}.0", "os_name": "nt" if system == "win32" else "posix"}
    extras = PROJECT["project"]["optional-dependencies"]
    queue = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["build-system"]["requires"],
        *extras["dev"],
        *extras["graph"],
        *extras["export"],
        *extras["cluster"],
        *extras["sweep"],
        *(text for text in extras["bench"] if (marker := Requirement(text).marker) is None or marker.evaluate(place)),
    ]
    peers = {canonicalize_name(Requirement(text).name) for text in extras["bench"]}  # not in the tests' environment
    assert set(extras) == {"bench", "cluster", "dev", "export", "graph", "sweep"}
    seen: set[str] = set()
    pinned = pins()
    while queue:
        wanted = Requirement(queue.pop())
        if str(wanted) in seen:
            continue
        seen.add(str(wanted))
        markers = [{**place, "extra": extra} for extra in (wanted.extras or {""})]
        name = canonicalize_name(wanted.name)
        assert name in pinned, f"{wanted} is not pinned"
        assert wanted.specifier.contains(pinned[name]), f"{wanted} does not allow {pinned[name]}"
        try:
            further = [Requirement(text) for text in metadata.requires(name) or []]
        except metadata.PackageNotFoundError:
            assert name in {"colorama", "flit-core", *peers}, f"{name} is not installed"
            continue
        queue += [
            f"{r.name}{'[' + ','.join(r.extras) + ']' if r.extras else ''}{r.specifier}"
            for r in further
            if r.marker is None or any(r.marker.evaluate(marker) for marker in markers)
        ]
    assert len(seen) > 30


def test_no_package_index_is_named() -> None:
    index = re.compile(r"index-url|find-links|pypi\.org|pythonhosted|trusted-host|https?://\S*/simple\b", re.IGNORECASE)
    places = [*ROOT.glob("*.*"), ROOT / ".ci" / "run", *(ROOT / "docs").rglob("*.md"), *PACKAGE.rglob("*.py")]
    written = [file for file in places if file.is_file()]
    assert {"README.md", "constraints.txt", "start.py"} <= {file.name for file in written}
    assert [shown(file) for file in written if index.search(file.read_text(encoding="utf-8"))] == []


def test_ci_runs_what_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert last == "python3 start.py test"
    assert last in readme.splitlines()


def test_the_version_is_written_once_or_alike() -> None:
    import simengine

    assert simengine.__version__ == PROJECT["project"]["version"]


# The README


def test_the_scenario_in_the_readme_is_valid(tmp_path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert len(example.splitlines()) <= 30
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")
    told = run(sys.executable, "-c", "from simengine.cli import main; main()", "validate", str(file))
    assert told.returncode == 0, told.stdout + told.stderr


def test_files_and_commands_the_readme_names_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", readme)
    assert linked
    assert [name for name in linked if not (ROOT / name).exists()] == []
    help_text = run(sys.executable, "-c", "from simengine.cli import main; main()", "--help").stdout
    commands = re.findall(r"^\| `simengine (\w+)", readme, re.MULTILINE)
    assert len(commands) >= 7
    assert [name for name in commands if not re.search(rf"^\s+{name}\b", help_text, re.MULTILINE)] == []

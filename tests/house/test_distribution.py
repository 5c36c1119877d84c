"""What is handed to others: a wheel and a source archive, built as pip builds them, and a copy that is installed."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import simengine
from simengine.window.server import SCRIPTS
from tests.helpers.house.tree import PACKAGE, ROOT

STEM = f"simengine-{simengine.__version__}"
DATA = {"__init__.pyi", "py.typed", "cli/starter/tram.yaml", "cli/starter/early_grant.yaml", "window/assets/window.css"}
DATA |= {f"window/assets/{name}.js" for name in SCRIPTS}
MADE = {"__pycache__", ".hypothesis"}
"""What running leaves in a folder."""


def run(*words, folder, **environment):
    """A Python of the tests' environment, with no more on its path than it is told."""
    there = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environment
    told = subprocess.run(
        [sys.executable, *words], cwd=folder, env=there, capture_output=True, encoding="utf-8", check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with both."""
    folder = tmp_path_factory.mktemp("built")
    for made in ("wheel", "sdist"):
        run("-c", f"from flit_core import buildapi; buildapi.build_{made}({str(folder)!r})", folder=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    return built / f"{STEM}-py3-none-any.whl"


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder for Python's path, with the package as it is installed and nothing else of ours."""
    folder = tmp_path_factory.mktemp("installed")
    words = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-compile")
    run("-I", "-m", "pip", "install", *words, "--target", str(folder), str(wheel), folder=folder)
    return folder


def files_of(folder):
    """All files below a folder, but for what running leaves there."""
    found = {PurePosixPath(file.relative_to(folder).as_posix()) for file in folder.rglob("*") if file.is_file()}
    return {str(file) for file in found if not MADE & {*file.parts}}


# The archives


def test_the_wheel_has_the_whole_package_and_nothing_else(wheel):
    ours = files_of(PACKAGE)
    assert {file for file in ours if not file.endswith(".py")} == DATA
    names = zipfile.ZipFile(wheel).namelist()
    assert {name for name in names if not name.startswith(f"{STEM}.dist-info/")} == {f"simengine/{f}" for f in ours}


def test_the_wheel_says_what_it_is(wheel):
    archive = zipfile.ZipFile(wheel)
    about = archive.read(f"{STEM}.dist-info/METADATA").decode()
    assert "\nLicense-Expression: MIT\n" in about
    assert (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[0] in about
    assert f"{STEM}.dist-info/licenses/LICENSE" in archive.namelist()
    assert "simengine=simengine.cli:main" in archive.read(f"{STEM}.dist-info/entry_points.txt").decode()


def test_the_source_archive_can_be_tested_and_read(built):
    """Who packages it passes the tests from it, so all that `start.py test` and `start.py docs` want is there."""
    with tarfile.open(built / f"{STEM}.tar.gz") as archive:
        names = {name.removeprefix(f"{STEM}/") for name in archive.getnames()}
    folders = [ROOT / name for name in ("simengine", "tests", "docs", "bench", "scenarios", "tools")]
    wanted = {f"{folder.name}/{file}" for folder in folders if folder.is_dir() for file in files_of(folder)}
    top = {file.name for file in ROOT.iterdir() if file.suffix in {".md", ".py", ".toml", ".txt"}}
    assert top >= {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "constraints.txt", "pyproject.toml", "start.py"}
    assert names == wanted | top | {"LICENSE", ".ci/run", ".pre-commit-config.yaml", "PKG-INFO"}


# A copy that knows nothing of this folder


def test_an_installed_copy_writes_checks_and_explains_a_scenario(installed, tmp_path):
    def said(*words):
        return run("-m", "simengine", *words, folder=tmp_path, PYTHONPATH=str(installed))

    where = run("-c", "import simengine; print(simengine.__file__)", folder=tmp_path, PYTHONPATH=str(installed))
    assert Path(where.strip()) == installed / "simengine" / "__init__.py"
    said("init", "new")
    written = sorted(file.name for file in (tmp_path / "new").glob("*.yaml"))
    assert written == sorted(PurePosixPath(file).name for file in DATA if file.endswith(".yaml"))
    for name in written:
        said("validate", f"new/{name}")
    told = said("show", "--schema") if "--schema" in said("show", "--help") else said("schema")
    assert '"ornstein_uhlenbeck"' in told
    assert '"triangular"' in told

"""That a command does not wait for libraries it has no use for."""

import subprocess
import sys

import pytest

from simengine.cli import run_words
from tests.helpers.cli.command_line import write_tiny
from tests.helpers.house.tree import ROOT


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("simengine.report.plots.outcome_bars", "matplotlib"),
        ("simengine.report.plots.fan", "matplotlib"),
        ("simengine.report.summary_text", "matplotlib"),
        ("simengine.analysis.compare", "scipy"),
    ],
)
def test_a_heavy_library_is_loaded_by_those_who_draw(module, unwanted):
    code = f"import sys, {module}; sys.exit({unwanted!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drawing_leaves_pyplot_alone():
    code = (
        "import sys\nfrom simengine.report.plots._style import new_figure\nnew_figure(2, 2, 'a', 'b').canvas.draw()\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


BASELINE = ROOT / "scenarios" / "russia_dprk" / "baseline.yaml"
LIBRARIES = frozenset({"llvmlite", "matplotlib", "numba", "pandas", "pyarrow", "rich", "ruamel", "scipy", "simpy"})
READERS = frozenset({"numpy", "pydantic", "yaml"})


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        ("--help", LIBRARIES | READERS),
        ("list", LIBRARIES | READERS - {"numpy"}),
        ("validate tiny/lucky.yaml", LIBRARIES),
        (f"validate {BASELINE}", LIBRARIES),
        ("show tiny/lucky.yaml", LIBRARIES),
        ("show tiny/lucky.yaml --plan", LIBRARIES),
        ("show tiny/lucky.yaml --program", LIBRARIES),
        ("show tiny/lucky.yaml --sources", LIBRARIES),
        ("show --schema", LIBRARIES),
        ("check --help", LIBRARIES - {"pyarrow"}),
        ("run --help", LIBRARIES - {"pyarrow"}),
        ("run tiny/lucky.yaml --engine reference --paths 20", LIBRARIES - {"pyarrow", "simpy"}),
        ("summary lucky", LIBRARIES - {"pyarrow", "rich"} | READERS - {"numpy"}),
    ],
)
def test_a_command_loads_no_more_than_it_needs(words, unwanted, tmp_path, monkeypatch):
    write_tiny(tmp_path / "tiny")
    code = (
        "import sys\nfrom simengine.cli import run_words\ncode = run_words(sys.argv[1:])\n"
        f"sys.exit(code or ', '.join({set(unwanted)!r} & set(sys.modules)) or None)"
    )
    if words in ("list", "summary lucky"):
        monkeypatch.chdir(tmp_path)
        assert run_words(["run", "tiny/lucky.yaml", "--jobs", "1", "--paths", "20"]) == 0
    call(words.split(), code, tmp_path)


def call(words, code, folder):
    found = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, cwd=folder
    )
    assert found.returncode == 0, found.stderr

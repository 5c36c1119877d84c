"""Help: every command is told in a line, each has examples, and telling it loads nothing heavy."""

import re
import shlex
import subprocess
import sys

import pytest

import simengine as package
from simengine.cli.group import SECTIONS, example_lines
from tests.helpers.cli.command_line import call_program, environment

COMMANDS = [name for section in SECTIONS.values() for name in section]
HEAVY = {"numpy", "scipy", "matplotlib", "numba", "pydantic", "pyarrow", "simpy", "rich"}


def test_help_lists_every_command_in_its_section(simengine) -> None:
    result = simengine("--help")
    assert result.code == 0
    assert result.err == ""
    for title, section in SECTIONS.items():
        assert f"{title}:" in result.out
        for name, line in section.items():
            assert re.search(rf"^  {name} +{re.escape(line)}$", result.out, re.MULTILINE)
    assert "  simengine init tram " in result.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_that_begin_with_its_name(simengine, name: str) -> None:
    result = simengine(name, "--help")
    assert result.code == 0
    examples = result.out.partition("\nExamples:\n")[2].splitlines()
    assert len(examples) >= 2
    assert all(line.startswith((f"  simengine {name}", " " * 6)) for line in examples)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_a_narrow_terminal(simengine, monkeypatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = simengine(name, "--help").out.splitlines()
    assert max(map(len, lines)) <= 80


def test_an_example_too_long_for_a_line_goes_on_as_a_shell_has_it() -> None:
    line, purpose = 'simengine ask tram "P(class == 1)" --and --more "P(class == 2)"', "which is told"
    lines = list(example_lines([(line, purpose)], 44))
    assert lines == [
        'simengine ask tram "P(class == 1)" --and \\',
        '    --more "P(class == 2)"',
        "        which is told",
    ]
    shell = "\n".join(lines[:-1]).replace("\\\n", "")
    assert shlex.split(shell) == shlex.split(line)
    assert list(example_lines([(line, purpose)], 100)) == [f"{line}  {purpose}"]


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_the_version(simengine, word: str) -> None:
    assert simengine(word).out == f"simengine {package.__version__}\n"


def test_an_unknown_command_is_wrong_usage_with_a_hint(simengine) -> None:
    result = simengine("compair", "a")
    assert (result.code, result.out) == (2, "")
    assert "no command 'compair' (did you mean 'compare'?)" in result.err


def test_an_unknown_option_is_wrong_usage(simengine) -> None:
    result = simengine("run", "x.yaml", "--path", "3")
    assert (result.code, result.out) == (2, "")
    assert "--paths" in result.err


@pytest.mark.parametrize("words", [["--help"], ["--version"], []])
def test_help_loads_nothing_heavy(words: list[str], here) -> None:
    script = (
        "import sys\nfrom simengine.cli import run_words\n"
        f"run_words({words!r})\nprint('loaded', *{{m.partition('.')[0] for m in sys.modules}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=here, env=environment(), capture_output=True, encoding="utf-8", check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_the_module_is_the_command(here) -> None:
    done = call_program(here, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"simengine {package.__version__}\n", "")

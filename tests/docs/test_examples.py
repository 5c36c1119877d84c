"""The YAML in the pages is valid and has one example of everything."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simengine.cli.group import SECTIONS as COMMANDS
from simengine.distributions import distributions
from simengine.functions import memory_functions
from simengine.language.types import LENGTHS, OVER, PURE_FUNCTIONS
from simengine.loading import load_with_warnings
from simengine.processes import processes
from simengine.scenario.sections import NAMES
from tests.helpers.house.tree import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *(DOCS / "reference").glob("*.md")])
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CSV = re.compile(r"^```\n(\w+(?:,\w+)+\n.*?)^```$", re.MULTILINE | re.DOTALL)
REST = {
    "name": "name: example\n",
    "clock": "clock: {start: 2025-01, end: 2030-01, step: month}\n",
    "drivers": "drivers: {nothing: {process: level, initial: 0}}\n",
    "outcome": "outcome: {all: otherwise}\n",
}


def blocks(name: str) -> list[str]:
    return YAML.findall((DOCS / name).read_text(encoding="utf-8"))


def whole(block: str) -> str:
    """A block with the sections it leaves out."""
    return block + "".join(rest for key, rest in REST.items() if not re.search(rf"^{key}:", block, re.MULTILINE))


def file_of(block: str, folder: Path, name: str) -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(block, encoding="utf-8")
    return file


@pytest.mark.parametrize("page", ["reference/distributions.md", "reference/processes.md"])
def test_the_examples_of_a_page_are_valid(page: str, tmp_path: Path) -> None:
    (block,) = blocks(page)
    loaded = load_with_warnings(file_of(whole(block), tmp_path, "example"))
    assert [str(one) for one in loaded.warnings if "used nowhere" not in one.message] == []


def test_the_scenario_with_every_section_is_valid_and_has_them_all(tmp_path: Path) -> None:
    base, later, with_figures, with_data, variant, ports = blocks("language.md")
    loaded = load_with_warnings(file_of(base, tmp_path, "island"))
    assert [str(warning) for warning in loaded.warnings] == []
    assert set(re.findall(r"^(\w+):", base + ports, re.MULTILINE)) == set(NAMES)
    learnt = load_with_warnings(file_of(with_figures, tmp_path, "island_figures"))
    assert [str(warning) for warning in learnt.warnings] == []
    grouped = load_with_warnings(file_of(ports, tmp_path, "ports"))
    assert [str(warning) for warning in grouped.warnings] == []
    extended = load_with_warnings(file_of(variant, tmp_path, "island_cable"))
    assert [str(warning) for warning in extended.warnings] == []
    assert list(extended.model.scenario.outcome) == ["always_lit", "sometimes_dark"]
    assert "ballot" not in extended.model.scenario.events
    (table,) = CSV.findall((DOCS / "language.md").read_text(encoding="utf-8"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "diesel.csv").write_text(table, encoding="utf-8")
    soon = load_with_warnings(file_of(later, tmp_path, "island_cable_soon"))
    assert [str(warning) for warning in soon.warnings] == []
    assert [(name, one.later_number) for name, one in soon.model.scenario.parameters.items() if one.later] == [
        ("cable_rate", 0.5),
        ("owner", 1.0),
    ]
    read = load_with_warnings(file_of(with_data, tmp_path, "island_data"))
    assert [str(warning) for warning in read.warnings] == []
    assert list(read.model.scenario.observe) == ["paid 2026-01", "paid 2026-02", "dear 2026-02"]


def test_the_examples_are_of_nearly_every_process_and_distribution() -> None:
    """A new one is one file and one test; the page can follow."""
    (drivers,) = blocks("reference/processes.md")
    shown = set(re.findall(r"process: (\w+)", drivers))
    assert shown <= set(processes())
    assert len(shown) >= 13
    (parameters,) = blocks("reference/distributions.md")
    shown = {tag for tag in re.findall(r"\{(\w+):", parameters) if tag in distributions()}
    assert len(shown) >= 10


def test_every_function_is_told_where_it_belongs() -> None:
    text = (DOCS / "reference" / "functions.md").read_text(encoding="utf-8")
    parts = re.split(r"^## .*", text, flags=re.MULTILINE)[1:]
    present, _, memory = ("".join(re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)) for part in parts)
    assert set(re.findall(r"`(\w+)\(", present)) == {*PURE_FUNCTIONS, *LENGTHS, "date"}
    assert set(re.findall(r"`(\w+_over)\b", parts[1])) == set(OVER)
    assert set(re.findall(r"`(\w+)\(", memory)) == set(memory_functions())


def named_commands() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for name in re.findall(r"(?:`|^\$ )simengine ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE):
            yield page.name, name


def test_every_command_a_page_names_exists() -> None:
    known = {name for section in COMMANDS.values() for name in section}
    assert len(set(named_commands())) > 5
    assert [(page, name) for page, name in named_commands() if name not in known] == []


def test_the_process_shown_in_full_is_the_one_there_is() -> None:
    text = (DOCS / "extending.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert shown == (ROOT / "simengine" / "processes" / "geometric_brownian.py").read_text(encoding="utf-8")

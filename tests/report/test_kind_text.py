"""`show --kind`: every name has its text, in the width of a terminal, with an example that can be copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.distributions import distributions
from simengine.errors import WrongUsageError
from simengine.functions import memory_functions
from simengine.loading import load, load_with_warnings
from simengine.processes import processes
from simengine.report.kind_examples import EXAMPLES, TRIGGER_EXAMPLES
from simengine.report.kind_text import kind_text
from simengine.scenario.schema import TRIGGERS
from simengine.scenario.sections import NAMES

ALL = [*processes(), *distributions(), *memory_functions(), *NAMES, *TRIGGER_EXAMPLES]


def example(name: str) -> str:
    text = kind_text(name, processes(), 80)
    return "\n".join(
        line.removeprefix("  ") for line in text.partition("Example:\n\n")[2].partition("\n\n")[0].split("\n")
    )


@pytest.mark.parametrize("name", ALL)
def test_every_name_has_its_text(name: str) -> None:
    lines = kind_text(name, processes(), 80).split("\n")
    assert lines[0].startswith(name)
    assert "Example:" in lines
    assert [line for line in lines if len(line) > 80] == []
    assert "`" not in "".join(line for line in lines if line.startswith("  "))


def test_the_sections_together_are_a_scenario(tmp_path: Path) -> None:
    assert tuple(EXAMPLES) == NAMES
    file = tmp_path / "harbour.yaml"
    file.write_text("".join(EXAMPLES.values()), encoding="utf-8")
    assert load_with_warnings(file).warnings == ()


@pytest.mark.parametrize("name", [*processes(), *distributions()])
def test_an_example_of_a_kind_can_be_copied(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.yaml"
    more = "" if name in processes() else "drivers: {y: {process: level, initial: 0}}\n"
    file.write_text(f"clock: {{start: 2024, end: 2030, step: year}}\n{example(name)}\n{more}", encoding="utf-8")
    load(file)


@pytest.mark.parametrize("name", [*memory_functions(), *TRIGGER_EXAMPLES])
def test_an_example_of_a_function_or_trigger_can_be_copied(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.yaml"
    of_event = name in TRIGGER_EXAMPLES
    names = ("closed", "stock", "price", "tax", "x")
    drivers = "".join(f"  {one}: {{process: level, initial: 1}}\n" for one in names)
    events = "" if of_event else "events:\n"
    events += "".join(
        f"  {one}: {{hazard: 0.1}}\n" for one in ("order", "flood", "drought", *(() if of_event else ("storm",)))
    )
    head = f"clock: {{start: 2024-01, end: 2030-01, step: month}}\ndrivers:\n{drivers}"
    file.write_text(f"{head}{example(name)}\n{events}", encoding="utf-8")
    load(file)


def test_every_trigger_is_there() -> None:
    assert set(TRIGGERS) < set(TRIGGER_EXAMPLES)


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(WrongUsageError, match=r"no process, .* 'stok' \(did you mean 'stock'\?\); there are .* more"):
        kind_text("stok", processes(), 80)

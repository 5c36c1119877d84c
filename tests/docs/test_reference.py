"""The generated parts of the pages: complete, in words, and safe to stand in Markdown."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field
from reference import PARTS, PLACE, filled
from reference.fields import field_table
from reference.markdown import module_head, paragraphs, prose, table

import simengine
from simengine.cli.group import SECTIONS as COMMANDS
from simengine.distributions import distributions
from simengine.functions import memory_functions
from simengine.language.fields import DateText, Expr, NonNegativeExpr, Record
from simengine.language.types import OFFSET, WINDOW
from simengine.processes import processes
from simengine.report.field_words import in_words
from simengine.scenario.editor_schema import scenario_schema
from simengine.scenario.editor_schema.whole_file import RECORDS
from simengine.scenario.schema import ClassCondition, Effect
from simengine.scenario.settings import ClockSection, Report, Simulate
from tests.helpers.goldens import Goldens
from tests.helpers.house.tree import ROOT

NAMES = {
    "commands": {f"simengine {name}" for section in COMMANDS.values() for name in section},
    "distributions": set(distributions()),
    "functions": set(memory_functions()),
    "processes": set(processes()),
    "sections": set(scenario_schema()["properties"]),
    "python": {f"se.{name}" for name in simengine.__all__ if not name.startswith("_")},
}


class Pond(Record):
    """A record with a field of each sort."""

    depth: NonNegativeExpr = Field(description="how deep; 1 | 2 in [m]")
    kind: Literal["wet", "dry"] = Field("wet", description="*what* it is")
    frogs: Mapping[DateText, float] = Field(default_factory=dict)
    holds: bool = False


@pytest.mark.parametrize("part", PARTS)
def test_a_part_tells_of_everything_there_is(part: str) -> None:
    text = PARTS[part]()
    headed = {name.partition("(")[0] for name in re.findall(r"^##+ `([^`]+)`", text, re.MULTILINE)}
    listed = set(re.findall(r"^\| `(\w+)\(", text, re.MULTILINE))
    assert (listed if part == "functions" else headed) >= NAMES[part]
    assert not re.search(r"\bNone\b(?!\b.*\()|Annotated|<class", re.sub(r"`[^`]*`|None (deletes|is)|is None", "", text))


def test_every_field_is_described() -> None:
    models = [*processes().values(), *RECORDS.values(), Effect, ClockSection, Report, Simulate]
    fields = [(model, name, field) for model in models for name, field in model.model_fields.items()]
    missing = {(model.__name__, name) for model, name, field in fields if not field.description}
    assert missing == {("Function", "parameters")}, "which stand in the name of the function"
    given = [family for family in distributions().values() if "fields_of" not in vars(family)]
    assert [family.tag for family in given if not all(f.description for f in family.model_fields.values())] == []


LETTERS = {"x": "number", "c": "truth", "e": "event", "anchor": "event", "w": "time", "a": "time", "b": "time"}
OF_EVENTS = {"a": "event", "b": "event"}  # of functions that take nothing else


def test_the_letters_of_a_function_tell_what_it_takes() -> None:
    for function in memory_functions().values():
        takes = [kind.name if kind not in (WINDOW, OFFSET) else "time" for kind in function.signature.takes]
        for call in re.findall(r"`\w+\((.*?)\)`", module_head(function, function.name)[0]):
            letters = call.split(", ")
            known = LETTERS | OF_EVENTS if set(takes) == {"event"} else LETTERS
            assert [known.get(*pair) for pair in zip(letters, takes, strict=False)] == takes[: len(letters)]
            assert len(letters) >= function.signature.fewest


def test_a_field_is_told_in_words() -> None:
    assert in_words(Expr | None) == "expression"
    assert in_words(NonNegativeExpr) == "expression ≥ 0"
    assert in_words(ClassCondition) == "condition, `otherwise`"
    assert in_words(tuple[Expr, Expr]) == "[expression, expression]"
    assert in_words(Mapping[str, Mapping[str, Expr]]) == "{name: {name: expression, …}, …}"
    with pytest.raises(TypeError, match="no words yet"):
        in_words(bytes)


def test_a_table_of_fields() -> None:
    assert field_table(Pond, Pond.model_fields, {"depth": "own/year"}).splitlines()[2:] == [
        r"| `depth` | expression ≥ 0 | the driver's per year | *needed* | how deep; 1 \| 2 in \[m\] |",
        r"| `kind` | `wet`, `dry` |  | `wet` | \*what\* it is |",
        r"| `frogs` | \{date: number, …} |  |  |  |",
        "| `holds` | `true`, `false` |  | `false` |  |",
    ]
    assert field_table(Pond, []) == ""


def test_markdown_in_a_docstring_does_nothing() -> None:
    assert prose("a *b* [c](d)\n  and `e*f` <g>") == r"a \*b\* \[c\](d) and `e*f` \<g\>"
    assert paragraphs("One\ntwo.\n\nRaises:\n    E: for a,\n        and b.\n    F: for c.\n") == [
        "One two.",
        "Raises:\n\n- E: for a, and b.\n- F: for c.",
    ]
    assert table(("a", "b", "c"), [("1", "", "x|y")]) == "| a | c |\n| --- | --- |\n| 1 | x\\|y |"


def test_a_kind_whose_module_says_nothing_is_named_all_the_same() -> None:
    assert module_head(processes()["level"], "level") == ("`level`", "a value that stays where events put it.")
    assert module_head(Pond, "pond") == ("`pond`", "A record with a field of each sort.")


PAGES = [ROOT / "docs" / "python.md", *sorted((ROOT / "docs" / "reference").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_page_is_as_the_code_has_it(page: Path, golden: Goldens) -> None:
    text = page.read_text(encoding="utf-8")
    assert PLACE.search(text)
    golden(page, filled(text))


def test_a_page_is_filled_at_its_places_only() -> None:
    page = "# A\n\n<!-- made from the code: functions -->\nstale\n<!-- end -->\n\n```yaml\na: 1\n```\n"
    done = filled(page)
    assert "stale" not in done
    assert done.endswith("```yaml\na: 1\n```\n")
    assert "`held(c)`" in done
    with pytest.raises(KeyError):
        filled("<!-- made from the code: fuctions -->\n<!-- end -->\n")

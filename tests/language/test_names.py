"""Names are the same however they were typed: composed or decomposed, with `µ` of the keyboard or `μ` of the Greeks."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.language.expression import Name, Text
from simengine.language.names import normal_name, normal_text, unseen
from simengine.language.parse import parse
from simengine.language.quantities import parse_unit
from simengine.loading import load
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.yaml.document import parse_document

COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"
MICRO, MU = "\u00b5", "\u03bc"
SCENARIO = """\
name: {cafe}
clock: {{start: 2026, end: 2028, step: year}}
mechanisms: {{{mu}1: {{claim: c, acts: {{raise: {mu}, on: seen_{cafe}, push: up}}}}}}
parameters:
  {cafe}: {{uniform: [0, 1], tags: [{mu}1], stream: {cafe}}}
  {mu}: {{like: {cafe}, unit: {mu}m}}
parameter_correlations: {{{mu} ~ {cafe}: 0.3}}
drivers:
  sea: {{process: markov_chain, initial: {cafe}, rates: {{{cafe}: {{wild: 1}}, wild: {{{cafe}: 2}}}}}}
functions: {{"twice({mu}x)": 2*{mu}x}}
formulas:
  seen_{cafe}: sea == '{cafe}'
  total: {{expr: "twice({mu})", unit: {mu}m}}
events: {{{cafe}_opens: {{hazard: {cafe}, effects: {{sea: {{set: {cafe}}}}}}}}}
measures: {{m: total, n: count({cafe}_opens) + seen_{cafe}}}
outcome: {{{mu}: sea == '{cafe}', other: otherwise}}
"""


def written(folder: Path, cafe: str, mu: str) -> Path:
    file = folder / "names.yaml"
    file.write_text(SCENARIO.format(cafe=cafe, mu=mu), encoding="utf-8")
    return file


@pytest.mark.parametrize(("cafe", "mu"), [(DECOMPOSED, MU), (COMPOSED, MICRO), (DECOMPOSED, MICRO)])
def test_a_scenario_is_the_same_in_every_form(tmp_path: Path, cafe: str, mu: str) -> None:
    wanted = load(written(tmp_path, COMPOSED, MU))
    found = load(written(tmp_path, cafe, mu))
    assert identity_of(make_plan(found)) == identity_of(make_plan(wanted))
    assert found.scenario.name == COMPOSED
    assert list(found.scenario.parameters) == [COMPOSED, MU]


def test_forms_may_be_mixed_and_variants_and_command_lines_know_the_name(tmp_path: Path) -> None:
    base = written(tmp_path, COMPOSED, MU)
    text = base.read_text(encoding="utf-8").replace(f"hazard: {COMPOSED}", f"hazard: {DECOMPOSED} + 0*{MICRO}")
    base.write_text(text, encoding="utf-8")
    variant = tmp_path / "variant.yaml"
    parameters = f"parameters: {{{DECOMPOSED}: {{uniform: [0, 9]}}}}\nset: {{parameters.{MICRO}.uniform: [0, 3]}}\n"
    variant.write_text("extends: names.yaml\nname: v\n" + parameters, encoding="utf-8")
    model = load(variant, [f"parameters.{DECOMPOSED}.uniform=[0, 0.5]"])
    laws = {name: one.distribution for name, one in model.scenario.parameters.items()}
    assert laws[COMPOSED].bounds() == (0, 0.5)
    assert laws[MU].bounds() == (0, 3)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (COMPOSED, DECOMPOSED, f"f.yaml:2:1: {COMPOSED}: given twice, first on line 1; remove one of them"),
        (MICRO, MU, f"f.yaml:2:1: {MU}: given twice, first on line 1 ({MICRO} is read as {MU}); remove one of them"),
        (MU, MICRO, f"f.yaml:2:1: {MU}: given twice, first on line 1 ({MICRO} is read as {MU}); remove one of them"),
        (
            "\ufb01x",
            "fix",
            "f.yaml:2:1: fix: given twice, first on line 1 (\ufb01x is read as fix); remove",
        ),
        ("f(\u212b)", "f(\u00c5)", "given twice, first on line 1"),
        (f"a ~ {MICRO}", f"a ~ {MU}", "given twice, first on line 1"),
    ],
)
def test_names_that_differ_only_in_form_are_refused_where_declared(first: str, second: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_document(f"{first}: 1\n{second}: 2\n", "f.yaml")
    assert told in str(caught.value)


def test_also_in_different_sections(tmp_path: Path) -> None:
    file = written(tmp_path, COMPOSED, MU)
    file.write_text(file.read_text(encoding="utf-8").replace("  total:", f"  {MICRO}:"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=f"formulas.{MU}: '{MU}' stands in parameters already"):
        load(file)


def test_what_is_no_name_is_only_composed() -> None:
    assert normal_name("m\u00b2 of e\u0301") == "m\u00b2 of \u00e9"  # a square is no letter, and x² is not x2
    assert normal_name("kept(\ufb01x, x\u00b2)") == "kept(fix, x\u00b2)"
    assert normal_text(MICRO + DECOMPOSED) == MICRO + COMPOSED
    tree = parse_document(f"title: 1 {MICRO}m a day\nnote: {DECOMPOSED} and {MICRO}\n", "f.yaml")
    assert [entry.node.text for entry in tree.entries] == [f"1 {MICRO}m a day", f"{COMPOSED} and {MICRO}"]  # type: ignore[union-attr]


def test_expressions_and_units_know_the_form() -> None:
    assert parse(MICRO) == Name(MU)
    assert parse(f"x == '{DECOMPOSED}'").right == Text(COMPOSED)  # type: ignore[union-attr]
    assert parse_unit(f"{MICRO}g/m\u00b3") == parse_unit(f"{MU}g/m3")


def test_places_are_counted_as_a_reader_counts() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_document(f"{DECOMPOSED}: {{a: 1, a: 2}}\n", "f.yaml")
    assert str(caught.value).startswith("f.yaml:1:14: ")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x\ufe0f", r"a character in it is not to be seen, U+FE0F: type the name anew (got 'x\ufe0f')"),
        ("x\u3164", "a character in it is not to be seen, U+1160"),  # in the form of names
        ("\u754c" * 67, "a name of 201 bytes, and a name of a file has room for 200: say more in the title"),
        ("x\u00b2", "a name has letters, digits and _"),
        ("\uff49\uff46", "'if' is a word of the language"),
    ],
)
def test_names_that_can_not_be(tmp_path: Path, name: str, told: str) -> None:
    file = written(tmp_path, COMPOSED, MU)
    file.write_text(file.read_text(encoding="utf-8").replace("  total:", f"  {name}:"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert any(told in str(problem) for problem in caught.value.problems), str(caught.value)
    assert unseen("plain") == ""

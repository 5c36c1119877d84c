"""Groups: templates, a member's own elements, where values are set, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.cli import run_words
from simengine.errors import ScenarioError
from simengine.loading import load, load_text, varied
from simengine.plan.planning import make_plan
from simengine.plan.text import plan_text
from simengine.scenario.ledger import make_ledger
from simengine.yaml.emit import to_yaml
from simengine.yaml.nodes import path_text
from tests.helpers.scenario.world import WORLD


@pytest.fixture
def world(tmp_path: Path):
    file = tmp_path / "world.yaml"
    file.write_text(WORLD, encoding="utf-8")
    return load(file)


def expression(model, *path: str) -> str:
    return str(model.at(*path).written)


def test_a_template_is_an_element_for_each_member_in_the_order_of_the_list(world) -> None:
    scenario = world.scenario
    assert list(scenario.drivers)[:4] == ["last", "support[kr]", "support[jp]", "support[us]"]
    assert list(scenario.drivers)[4:6] == ["trade[kr, kr]", "trade[kr, jp]"]
    assert len(scenario.drivers) == 1 + 3 + 9
    assert list(scenario.questions) == ["soon[kr]", "soon[jp]", "soon[us]"]


def test_what_is_a_members_own_is_laid_over_its_template(world) -> None:
    model = world
    starts = {name: expression(model, "drivers", name, "initial") for name in model.drivers}
    assert (starts["support[kr]"], starts["support[us]"]) == ("0.5", "0.7")
    assert [starts[f"trade[{one}]"] for one in ("kr, kr", "kr, us", "jp, us")] == [
        "2",
        "3",
        "0 if country == partner else 1",
    ]
    assert model.scenario.drivers["support[us]"].bounds is None
    assert model.scenario.drivers["support[kr]"].bounds is not None


def test_a_bare_number_over_a_template_keeps_its_unit_alone(world) -> None:
    parameter = world.scenario.parameters["drift[jp]"]
    assert (parameter.unit, parameter.source, parameter.distribution.is_one_value) == ("1/year", (), True)


def test_null_takes_a_member_out(world) -> None:
    scenario = world.scenario
    assert list(scenario.events) == ["war[kr]", "war[us]", "shock"]
    assert list(scenario.measures) == ["gone", "wars[kr]", "wars[us]"]


def test_names_and_texts_have_the_member_that_is_meant(world) -> None:
    scenario = world.scenario
    assert scenario.parameters["old[us]"].like == "drift[us]"
    assert scenario.parameters["old[us]"].stream == "older[us]"
    assert list(scenario.events["war[us]"].effects) == ["support[us]", "last"]
    assert list(scenario.events["shock"].effects) == ["support[kr]", "support[jp]", "support[us]"]
    assert scenario.questions["soon[jp]"].text == "A war of Japan by 2028?"
    assert scenario.measures["wars[kr]"].note == "Wars of South Korea"


@pytest.mark.parametrize(
    ("change", "path", "found"),
    [
        ("drivers.support[jp].initial=0.2", ("drivers", "support[jp]", "initial"), "0.2"),
        ("drivers.support[us].initial=0.2", ("drivers", "support[us]", "initial"), "0.2"),
        ("drivers.support[country].initial=0.2", ("drivers", "support[kr]", "initial"), "0.2"),
        ("drivers.support[country].initial=0.2", ("drivers", "support[us]", "initial"), "0.7"),
        ("drivers.trade[us,kr].initial=9", ("drivers", "trade[us, kr]", "initial"), "9"),
        ("drivers.trade[kr, jp].initial=9", ("drivers", "trade[kr, jp]", "initial"), "9"),
        ("drivers.support[jp].bounds[1]=0.9", ("drivers", "support[jp]", "bounds", 1), "0.9"),
        ("events.war[kr].hazard=0.7", ("events", "war[kr]", "hazard"), "0.7"),
        ("events.war[kr].effects.support[kr].add=-1", ("events", "war[kr]", "effects", "support[kr]", "add"), "-1"),
        ("events.shock.effects.support[jp].multiply=2", ("events", "shock", "effects", "support[jp]", "multiply"), "2"),
    ],
)
def test_a_value_is_set_in_what_is_a_members_own(change: str, path: tuple, found: str, tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(WORLD, encoding="utf-8")
    model = load(file, [change])
    assert expression(model, *path) == found
    again = load_text(to_yaml(model.scenario.merged), "stored").model
    assert expression(again, *path) == found
    others = {one.origin.path: str(one.written) for one in load(file).expressions if one.origin.path[:2] != path[:2]}
    if "[country]" not in change:
        assert {one.origin.path: str(one.written) for one in model.expressions if one.origin.path in others} == others


def test_a_trigger_that_is_set_leaves_the_effects(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(WORLD, encoding="utf-8")
    event = load(tmp_path / "world.yaml", ["events.war[us].at=2027"]).scenario.events["war[us]"]
    assert event.triggers == ("at",)
    assert list(event.effects) == ["support[us]", "last"]


def test_deleting_and_changing_from_python(world) -> None:
    model = varied(world, {"questions.soon[jp]": None, "parameters.drift[us]": 0.5}).model
    assert list(model.scenario.questions) == ["soon[kr]", "soon[us]"]
    assert model.scenario.parameters["drift[us]"].distribution.expectation() == 0.5
    assert model.scenario.parameters["drift[us]"].unit == "1/year"


VARIANT = """\
name: variant
extends: world.yaml
"""


def variant(tmp_path: Path, text: str):
    (tmp_path / "world.yaml").write_text(WORLD, encoding="utf-8")
    (tmp_path / "variant.yaml").write_text(VARIANT + text, encoding="utf-8")
    return load(tmp_path / "variant.yaml")


def test_files_merge_before_templates_are_written_out(tmp_path: Path) -> None:
    model = variant(tmp_path, "drivers: {'support[country]': {initial: 0.1}, 'trade[kr,us]': {initial: 5}}")
    starts = [expression(model, "drivers", f"support[{one}]", "initial") for one in ("kr", "jp", "us")]
    assert starts == ["0.1", "0.1", "0.7"]  # the base's own element beats the variant's template
    assert expression(model, "drivers", "trade[kr, us]", "initial") == "5"


def test_null_in_a_variant_deletes_what_the_template_says_too(tmp_path: Path) -> None:
    model = variant(
        tmp_path, "drivers: {'support[jp]': {bounds: null}}\nevents: {'war[jp]': {hazard: 2}, 'war[us]': {hazard: 1}}"
    )
    assert [model.scenario.drivers[f"support[{one}]"].bounds is None for one in ("kr", "jp", "us")] == [
        False,
        True,
        True,
    ]
    assert list(model.scenario.events) == ["war[kr]", "war[jp]", "war[us]", "shock"]
    assert expression(model, "events", "war[jp]", "hazard") == "2"


def test_a_member_comes_and_another_is_left_out_with_all_that_is_its_own(tmp_path: Path) -> None:
    text = "groups: {country: {jp: null, tw: Taiwan}}\noutcome: {war: 'occurred(war[tw])', peace: otherwise}"
    scenario = variant(tmp_path, text).scenario
    assert list(scenario.drivers)[:4] == ["last", "support[kr]", "support[us]", "support[tw]"]
    assert "drift[jp]" not in scenario.parameters
    assert list(scenario.events) == ["war[kr]", "war[us]", "war[tw]", "shock"]


@pytest.mark.parametrize("overlay", ["groups: {fuel: {gas: Gas}}", "groups: {fuel: [coal, oil, gas]}"])
def test_a_list_of_members_is_completed_by_a_mapping_and_replaced_by_a_list(overlay: str, tmp_path: Path) -> None:
    assert list(variant(tmp_path, overlay).scenario.groups.members["fuel"]) == ["coal", "oil", "gas"]


def test_what_is_printed_reads_back_as_the_same(tmp_path: Path) -> None:
    model = variant(tmp_path, "drivers: {'support[jp]': {initial: 0.3, bounds: null}}")
    text = to_yaml(model.scenario.merged)
    (tmp_path / "all.yaml").write_text(text, encoding="utf-8")
    again = load(tmp_path / "all.yaml")
    assert [*map(str, (one.written for one in again.expressions))] == [
        *map(str, (one.written for one in model.expressions))
    ]


FUNCTIONS = """\
functions:
  spread(x): max_over(country, x[country]) - min_over(country, x[country])
  above(x, level): count_over(country, x[country] > level)
  relative(x): x / mean_over(country, support[country])
formulas:
  total: spread(support) + above(support, 0.5)
  share[country]: relative(support[country]) + 0*total
  lone[country]: sum_over(partner, trade[country, partner] if partner != country else 0)
  all: any_over(country, support[country] > 0.9) + all_over(country, support[country] < 0.9)
  few: mean_over(country, partner, trade[country, partner]) + min_over(country, fuel, support[country])
"""


def test_own_functions_ask_for_members_and_groups_are_compared(tmp_path: Path) -> None:
    text = plan_text(make_plan(variant(tmp_path, FUNCTIONS)))
    assert "max(support[kr], support[jp], support[us]) - min(support[kr], support[jp], support[us])" in text
    assert "divide(support[jp], (sum(support[kr], support[jp], support[us]) / 3))" in text
    assert "sum(trade[jp, kr], 0, trade[jp, us])" in text


CAPTURED = """\
functions: {sum_of(x): "sum_over(country, x)"}
formulas: {"share[country]": "support[country] / sum_of(support[country])"}
"""


def test_an_argument_of_one_member_is_not_taken_for_that_of_all(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"sum_of goes over country itself.*write x\[country\] in the function"):
        variant(tmp_path, CAPTURED)


def test_a_number_of_a_template_is_one_assumption(world) -> None:
    found = [(path_text(entry.path), entry.text) for entry in make_ledger(world.scenario).entries]
    assert len(found) == len(set(found))
    assert ("drivers.support[country].initial", "0.5") in found
    assert ("drivers.support[us].initial", "0.7") in found
    assert ("drivers.trade[kr, partner].initial", "2") in found
    assert ("parameters.drift[jp]", "0.02") in found


def test_what_is_shown_says_what_goes_over_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    variant(tmp_path, "drivers: {'support[country]': {initial: 0.1}}")
    assert run_words(["show", str(tmp_path / "variant.yaml")]) == 0
    shown = capsys.readouterr().out
    assert "# drivers.support[us] (world.yaml:20) goes over support[country] (variant.yaml:3)\n" in shown
    (tmp_path / "again.yaml").write_text(shown, encoding="utf-8")
    assert list(load(tmp_path / "again.yaml").drivers) == list(load(tmp_path / "variant.yaml").drivers)


NAMES = """\
name: names
clock: {start: 2024, end: 2026, step: year}
groups: {country: [kr, jp]}
parameters:
  "policy[country]": {choice: {open: 0.5, shut: 0.5}}
  "mood[country]": {experts: {ann: {choice: {open: 0.5, shut: 0.5}}, bo: {choice: {open: 0.1, shut: 0.9}}}}
  "size[country]": {normal: {mean: 1, sd: 2}}
measures: {all: "size[kr] + size[jp]"}
drivers: {}
outcome:
  won: policy[jp] == 'open' and policy[kr] == 'open' and mood[kr] == 'shut' and mood[jp] == 'shut'
  draw: otherwise
"""


@pytest.mark.parametrize(
    ("change", "name", "expected"),
    [
        ("parameters.policy[jp]=open", "policy[jp]", (1.0, 0.0)),
        ("parameters.policy[jp].fixed=shut", "policy[jp]", (0.0, 1.0)),
        ("parameters.mood[jp]=shut", "mood[jp]", (0.0, 1.0)),
        ("parameters.policy[jp].choice={open: 0.7, shut: 0.3}", "policy[jp]", (0.7, 0.3)),
    ],
)
def test_one_member_is_fixed_to_a_name(change: str, name: str, expected: tuple[float, ...], tmp_path: Path) -> None:
    file = tmp_path / "names.yaml"
    file.write_text(NAMES)
    base, model = load(file).scenario.parameters, load(file, [change])
    for found in (model.scenario, load_text(to_yaml(model.scenario.merged), "stored").model.scenario):
        assert found.parameters[name].distribution.probabilities == expected
        assert {one: found.parameters[one] for one in base if one != name} == {
            one: base[one] for one in base if one != name
        }


def test_a_distribution_of_one_member_is_changed_in_part(tmp_path: Path) -> None:
    file = tmp_path / "names.yaml"
    file.write_text(NAMES)
    laws = load(file, ["parameters.size[jp].normal.sd=3"]).scenario.parameters
    assert (laws["size[jp]"].distribution.quantile(0.5), laws["size[jp]"].distribution.sd) == (1.0, 3.0)
    assert laws["size[kr]"].distribution.sd == 2.0

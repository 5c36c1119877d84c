"""The JSON Schema: what `validate` takes passes, what it refuses by form alone does not, and nothing is left out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from simengine.distributions import distributions
from simengine.errors import ScenarioError
from simengine.language.fields import Element
from simengine.loading import load
from simengine.processes import processes
from simengine.processes._plugins import all_processes, find_plugin
from simengine.scenario.editor_schema import Schema, scenario_schema, schema_text
from simengine.scenario.sections import NAMES
from simengine.yaml.document import parse_document
from simengine.yaml.nodes import path_text, plain
from tests.helpers.house.tree import ROOT

SCHEMA = scenario_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
SHIPPED = sorted([*(ROOT / "scenarios").glob("*/*.yaml"), *(ROOT / "simengine" / "cli" / "starter").glob("*.yaml")])
CLOCK = "clock: {start: 2024-07, end: 2036-07, step: month}\n"
WHOLE = CLOCK + "outcome: {a: otherwise}\ndrivers: {}\n"


def places(text: str) -> list[str]:
    """Where the schema finds something wrong."""
    wrong = VALIDATOR.iter_errors(plain(parse_document(text, "f.yaml")))
    return sorted({path_text(tuple(error.absolute_path)) for error in wrong})


def driver(fields: str) -> str:
    return f"{CLOCK}outcome: {{a: otherwise}}\ndrivers: {{x: {{{fields}}}}}\n"


def parameter(fields: str) -> str:
    return f"{WHOLE}parameters: {{p: {{{fields}}}}}\n"


# What is in it


def test_it_is_a_schema_of_its_draft() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(schema_text()) == SCHEMA


def test_the_shipped_copy_is_current() -> None:
    shipped = (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(), "write it anew: simengine show --schema -o scenarios/scenario.schema.json"


def test_every_shipped_scenario_names_it_in_its_first_line() -> None:
    for file in (ROOT / "scenarios").glob("*/*.yaml"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        name = first.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / name).resolve() == ROOT / "scenarios" / "scenario.schema.json"


def test_every_section_is_there() -> None:
    assert set(SCHEMA["properties"]) == {*NAMES, "extends", "set"}


def test_every_process_is_there_with_its_fields() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["drivers"]["properties"]["process"]["enum"] == list(processes())
    for kind, process in processes().items():
        assert set(definitions[f"process_{kind}"]["properties"]) == set(process.model_fields)
        assert definitions[f"process_{kind}"]["properties"]["process"]["const"] == kind


def test_every_distribution_is_there_with_its_fields() -> None:
    properties = SCHEMA["$defs"]["parameters"]["properties"]
    own = {"like", "later", "lower", "upper", "stream", "experts", "weights", "pool"}
    assert {*distributions(), *own, *Element.model_fields} == set(properties)
    for tag in {*distributions()} - {"fixed", "choice", "quantiles", "empirical"}:
        assert set(properties[tag]["properties"]) == set(distributions()[tag].model_fields)


def fields_in(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for name, field in schema.get("properties", {}).items():
        yield name, field
        yield from fields_in(field)


def test_everything_an_editor_shows_is_explained() -> None:
    definitions = [SCHEMA, *(one for name, one in SCHEMA["$defs"].items() if name not in ("whole", "drivers"))]
    found = [field for definition in definitions for field in fields_in(definition)]
    assert len(found) > 100
    assert [name for name, field in found if not ("$ref" in field or field.get("description"))] == []


def test_a_process_of_a_plugin_is_in_it(tmp_path: Path) -> None:
    text = (ROOT / "simengine" / "processes" / "level.py").read_text(encoding="utf-8")
    (tmp_path / "tide.py").write_text(text.replace('kind = "level"', 'kind = "tide"'), encoding="utf-8")
    found = scenario_schema(all_processes([find_plugin(tmp_path / "tide.py")]))
    assert set(found["$defs"]["process_tide"]["properties"]) == set(SCHEMA["$defs"]["process_level"]["properties"])


# What passes


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_every_shipped_scenario_passes(file: Path) -> None:
    assert places(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        WHOLE + "set: {events.e.latest: 2026-12, measures.m: null}\n",
        "name: v\nextends: [base.yaml, other.yaml]\ndrivers: {x: {initial: 2, history: null}, y: null}\n",
        "extends: base.yaml\nevents: {e: {latest: 2025-Q3}}\nparameters: {p: {lower: null}, q: 3}\n",
        WHOLE + "mechanisms: {M: {claim: c, acts: [{raise: a, on: b, push: up, between: [0, 1]}], because: it is}}\n",
        WHOLE + "mechanisms: {M: {claim: c, acts: {raise: a, on: b, push: down}}}\n",
        "extends: base.yaml\nmechanisms: {M: {acts: {push: up, between: null}}, N: {acts: null}}\n",
        "parameters: {p: {unit: share}}\n",  # a part of others: neither clock nor extends
        driver("process: level, initial: true, bounds: [0, 2*x], history: {2023: 1, 2023-09: 2}, source: S1 ¶2"),
        driver("process: schedule, table: {2025: a, 2026-05-17: 2}, shape: linear, tags: [M1, M2]"),
        driver("process: markov_chain, initial: full, rates: {full: {low: h}, low: {full: 0.5}}"),
        driver("process: poisson_count, rate: 3"),
        driver("process: schedule, table: {csv: data/oil.csv, date: month, value: price, from: 2024, 2026: 3}"),
        driver("process: level, initial: 0, history: {csv: oil.csv, date: 1, value: 2, missing: skip}"),
        WHOLE + "observe: {o: {expr: x, between: {csv: oil.csv, date: month, low: lo, high: hi}}}\n",
        WHOLE + "observe: {o: {expr: x, csv: o.csv, date: month, value: trips, error: {relative: se}, known: said}}\n",
        WHOLE + "observe: {o: {expr: x, csv: o.csv, over: {sum: month}, value: 2, error: se, missing: skip}}\n",
        WHOLE + "observe: {o: {expr: x, over: {sum: 2025}, value: 2, error: 1 + p, known: 2026}}\n",
        parameter("empirical: {csv: data/oil.csv, value: price}"),
        parameter("empirical: [1, 2, 3]"),
        parameter("triangular: [1, 2, 3]"),
        parameter("beta: {alpha: 2, beta: 3, high: 10}"),
        parameter("choice: {0: 0.75, -1.5: 0.25}"),
        parameter("quantiles: {2.5%: 1, 50 %: 2, 95%: 3}, lower: 0"),
        parameter("like: q, stream: other"),
        WHOLE + "parameters: {p: 3.5}\n",
        WHOLE + "events: {e: {at: 2026, effects: {x: {multiply: 1 + a}}}}\n",
        WHOLE + "events: {e: {hazard: 0.1, branch: {g: 0.2, h: otherwise}, repeats: true}}\n",
        WHOLE + "observe: {o: {at: start, expr: x, between: [0, 1]}, q: {at: 2025-Q1, expr: x, between: [0, 1]}}\n",
        WHOLE + "functions: {'kept(x, ref)': x / ref, 'none()': {expr: 1, note: n}}\n",
        WHOLE + "correlations: {a ~ b: 0.3, c~d: -0.5}\nmeasures: {m: x > 1, n: {expr: 3}}\n",
    ],
)  # fmt: skip
def test_what_may_be_written_passes(text: str) -> None:
    assert places(text) == []


# What does not


WRONG = [
    (WHOLE + "formulae: {a: 1}\n", ""),
    (CLOCK + "outcome: {a: otherwise}\n", ""),
    ("clock: {start: 2024-7, end: 2036, step: month}\noutcome: {}\ndrivers: {}\n", "clock.start"),
    ("clock: {start: 2024, end: 2036, step: months}\noutcome: {}\ndrivers: {}\n", "clock.step"),
    ("clock: {start: 2024, step: month}\noutcome: {}\ndrivers: {}\n", "clock"),
    (driver("process: levle, initial: 0"), "drivers.x.process"),
    (driver("initial: 0"), "drivers.x"),
    (driver("process: ornstein_uhlenbeck, initial: 0, level: 1, volatility: 1"), "drivers.x"),
    (driver("process: level, initial: 0, speed: 1"), "drivers.x"),
    (driver("process: random_walk, initial: 0, drift: 0, volatility: -1"), "drivers.x.volatility"),
    (driver("process: geometric_brownian, initial: 0, growth: 0, volatility: 1"), "drivers.x.initial"),
    (driver("process: level, initial: [0]"), "drivers.x.initial"),
    (driver("process: level, initial: null"), "drivers.x.initial"),
    (driver("process: level, initial: a, 0: null"), "drivers.x"),
    (driver("process: level, initial: 0, history: {2023-9: 1}"), "drivers.x.history"),
    (driver("process: level, initial: 0, bounds: [0]"), "drivers.x.bounds"),
    (driver("process: schedule, table: {2025: 1}, shape: round"), "drivers.x.shape"),
    (driver("process: schedule, table: {}"), "drivers.x.table"),
    (parameter("unit: share"), "parameters.p"),
    (parameter("unifrom: [0, 1]"), "parameters.p"),
    (parameter("fixed: 1, uniform: [0, 1]"), "parameters.p"),
    (parameter("fixed: 1, like: q"), "parameters.p"),
    (parameter("uniform: [0, 1], lower: 0"), "parameters.p"),
    (parameter("empirical: [1]"), "parameters.p.empirical"),
    (parameter("empirical: {csv: oil.xlsx, value: price}"), "parameters.p.empirical.csv"),
    (WHOLE + "observe: {o: {expr: x, at: 2025, value: trips, error: 1}}\n", "observe.o.value"),
    (WHOLE + "observe: {o: {expr: x, at: 2025, value: 1, error: {relative: se}}}\n", "observe.o.error.relative"),
    (WHOLE + "observe: {o: {expr: x, over: {sum: month}, value: 1, error: 1}}\n", "observe.o.over.sum"),
    (WHOLE + "observe: {o: {expr: x, csv: o.xlsx, date: month, value: a, error: 1}}\n", "observe.o.csv"),
    (driver("process: level, initial: 0, history: {csv: o.csv, datum: d, value: v}"), "drivers.x.history"),
    (WHOLE + "observe: {o: {expr: x, between: [0, 1]}}\n", "observe.o"),
    (parameter("triangular: [0, 1]"), "parameters.p.triangular"),
    (parameter("normal: [0, 1]"), "parameters.p.normal"),
    (parameter("normal: {mean: 0, sigma: 1}"), "parameters.p.normal"),
    (parameter("normal: {mean: 0, sd: a}"), "parameters.p.normal.sd"),
    (parameter("quantiles: {5%: 1, 50: 2, 95%: 3}"), "parameters.p.quantiles"),
    (parameter("quantiles: {5%: 1, 95%: 3}"), "parameters.p.quantiles"),
    (parameter("choice: {0: 1.5}"), "parameters.p.choice.0"),
    (parameter("choice: {5%: 1}"), "parameters.p.choice"),
    (parameter("fixed: 1, confidence: guess"), "parameters.p.confidence"),
    (parameter("fixed: 1, tags: {M1: 1}"), "parameters.p.tags"),
    (WHOLE + "parameters: {p: a*b}\n", "parameters.p"),
    (WHOLE + "events: {e: {hazard: -1}}\n", "events.e.hazard"),
    (WHOLE + "events: {e: {hazard: 1, effects: {x: {set: 1, add: 2}}}}\n", "events.e.effects.x"),
    (WHOLE + "events: {e: {hazard: 1, effects: {x: {sett: 1}}}}\n", "events.e.effects.x"),
    (WHOLE + "events: {e: {at: 2026-Q5}}\n", "events.e.at"),
    (WHOLE + "events: {e: {hazard: 1, repeats: maybe}}\n", "events.e.repeats"),
    (WHOLE + "formulas: {f: {unit: share}}\n", "formulas.f"),
    (WHOLE + "measures: {m: [1]}\n", "measures.m"),
    (WHOLE + "observe: {o: {at: begin, expr: x, between: [0, 1]}}\n", "observe.o.at"),
    (WHOLE + "observe: {o: {at: start, expr: x, between: [0, 1, 2]}}\n", "observe.o.between"),
    (WHOLE + "questions: {q: {by: 2025, when: a}}\n", "questions.q"),
    (WHOLE + "functions: {kept: x}\n", "functions"),
    (WHOLE + "correlations: {a ~ b: 1.5}\n", "correlations.a ~ b"),
    (WHOLE + "correlations: {a: 0.5}\n", "correlations"),
    (WHOLE + "mechanisms: {M1: {claim: c, acts: {rais: a}}}\n", "mechanisms.M1.acts"),
    (WHOLE + "mechanisms: {M1: {claim: c, acts: [{raise: a, on: b}]}}\n", "mechanisms.M1.acts[0]"),
    (WHOLE + "mechanisms: {M1: {claim: c, acts: {raise: a, on: b, push: no}}}\n", "mechanisms.M1.acts.push"),
    (WHOLE + "mechanisms: {M1: {push: A}}\n", "mechanisms.M1"),
    (WHOLE + "sources: {S1: {titel: a, title: b}}\n", "sources.S1"),
    (WHOLE + "simulate: {paths: 0}\n", "simulate.paths"),
    (CLOCK + "drivers: {}\noutcome: {a: [x]}\n", "outcome.a"),
    ("extends: base.yaml\ndrivers: {x: {initials: 2}}\n", "drivers.x"),
    ("extends: 3\n", "extends"),
    ("extends: base.yaml\nset: [a]\n", "set"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where"), WRONG)
def test_what_is_wrong_in_form_is_found_where_it_stands(text: str, where: str) -> None:
    assert places(text) == [where]


@pytest.mark.parametrize("text", [text for text, _ in WRONG if "extends" not in text])
def test_it_is_not_stricter_than_validate(tmp_path: Path, text: str) -> None:
    (tmp_path / "wrong.yaml").write_text("name: wrong\n" + text, encoding="utf-8")
    (tmp_path / "right.yaml").write_text("name: right\n" + WHOLE, encoding="utf-8")
    assert load(tmp_path / "right.yaml").scenario.name == "right"
    with pytest.raises(ScenarioError):
        load(tmp_path / "wrong.yaml")

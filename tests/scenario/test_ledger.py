"""The assumption ledger of a small scenario, row by row."""

import json
from pathlib import Path

import pytest

from simengine.language.fields import Expression
from simengine.language.parse import parse
from simengine.loading import load
from simengine.report.ledger_text import Count, ledger_json, ledger_text
from simengine.scenario.ledger import make_ledger
from simengine.scenario.ledger_entries import Entry, Ledger
from simengine.scenario.literals import literals
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import path_text
from tests.helpers.house.tree import ROOT

SMALL = """\
name: small
title: A small one
clock: {start: 2025, end: 2030, step: quarter}
sources:
  S1: {title: A book, date: 2024}
  S2: {title: Another}
mechanisms:
  M1: {claim: It grows, push: up, source: S1 ¶2}
  M2: {claim: It shrinks}
  M3:
    claim: It turns
    acts: [{raise: rate, on: luck, push: up}, {raise: cut, between: [0.25, 2], on: end, push: down}]
  M4: {claim: It was so, because: it tells only of the past}
parameters:
  rate:  {quantiles: {5%: 0.10, 50%: 0.3, 95%: 0.9}, lower: 0, unit: 1/year, source: "S1 ¶3, S2", confidence: elicited}
  twin:  {like: rate, confidence: elicited, tags: [M1]}
  cut:   {fixed: 0.50, confidence: lever}
  coin:  {choice: {0: 0.75, 1: 0.25}, source: S2}
  bare:  3
parameter_correlations: {rate ~ twin: 0.4}
drivers:
  mood:  {process: ornstein_uhlenbeck, initial: -0.20, level: coin - 0.1, speed: 2, volatility: 0.5, bounds: [-3, 3],
          unit: degree, history: {2023: 0.1, 2024-Q4: 0.2}, confidence: datum, source: S1, tags: [M1]}
  policy: {process: schedule, table: {2025: 1, 2027-Q2: 2 + rate}}
  other: {process: level, initial: 0}
functions:
  kept(x, ref): {expr: "min(1.25, x/ref)", confidence: lever}
formulas:
  shape: {expr: "(mood - 1)**2 + 1 - kept(mood, 1)", tags: [M1]}
  late:  time > date('2027')
  slow:  "rolling_mean(mood, months(6))"
events:
  luck:  {hazard: 0.25, latest: 2028-Q1, effects: {mood: {add: 1.5}, other: {multiply: 2}}}
  hit:   {when: 0.5 < mood <= 2, branch: {good: 0.6, bad: otherwise}, source: S2 §4}
observe:
  known: {at: start, expr: mood, between: [-1, 0.5], unit: degree, source: S2}
measures:
  end:   mood - 0.5
outcome:
  early: first_time(luck) <= 2.5
  never: otherwise
questions:
  luck_2027: {text: Luck comes, by: 2027, when: occurred(luck) and mood >= -0.3}
"""
ROWS = [  # path, kind, text, value, unit, confidence, source
    ("parameters.rate", "parameter", "quantiles 5% 0.10, 50% 0.3, 95% 0.9; lower 0", None, "1/year", "elicited",
     ("S1 ¶3, S2",)),
    ("parameters.twin", "parameter", "like rate", None, None, "elicited", ()),
    ("parameters.cut", "parameter", "0.50", 0.5, None, "lever", ()),
    ("parameters.coin", "parameter", "choice 0 0.75, 1 0.25", None, None, None, ("S2",)),
    ("parameters.bare", "parameter", "3", 3.0, None, None, ()),
    ("parameter_correlations.rate ~ twin", "correlation", "0.4", 0.4, None, None, ()),
    ("drivers.mood.bounds[0]", "bound", "-3", -3.0, "degree", "datum", ("S1",)),
    ("drivers.mood.bounds[1]", "bound", "3", 3.0, "degree", "datum", ("S1",)),
    ("drivers.mood.initial", "value", "-0.20", -0.2, "degree", "datum", ("S1",)),
    ("drivers.mood.level", "literal", "0.1", 0.1, None, "datum", ("S1",)),
    ("drivers.mood.speed", "value", "2", 2.0, "1/year", "datum", ("S1",)),
    ("drivers.mood.volatility", "value", "0.5", 0.5, None, "datum", ("S1",)),
    ("drivers.mood.history.2023", "history", "0.1", 0.1, "degree", "datum", ("S1",)),
    ("drivers.mood.history.2024-Q4", "history", "0.2", 0.2, "degree", "datum", ("S1",)),
    ("drivers.policy.table.2025", "table", "1", 1.0, None, None, ()),
    ("drivers.policy.table.2027-Q2", "literal", "2", 2.0, None, None, ()),
    ("drivers.other.initial", "value", "0", 0.0, None, None, ()),
    ("functions.kept(x, ref).expr", "literal", "1.25", 1.25, None, "lever", ()),
    ("formulas.shape.expr", "literal", "1", 1.0, None, None, ()),
    ("formulas.late.expr", "date", "date('2027')", None, None, None, ()),
    ("formulas.slow.expr", "literal", "months(6)", 6.0, "month", None, ()),
    ("events.luck.hazard", "value", "0.25", 0.25, "1/year", None, ()),
    ("events.luck.effects.mood.add", "effect", "1.5", 1.5, "degree", None, ()),
    ("events.luck.effects.other.multiply", "effect", "2", 2.0, None, None, ()),
    ("events.luck.latest", "date", "2028-Q1", None, None, None, ()),
    ("events.hit.when", "literal", "0.5", 0.5, None, None, ("S2 §4",)),
    ("events.hit.when", "literal", "2", 2.0, None, None, ("S2 §4",)),
    ("events.hit.branch.good", "value", "0.6", 0.6, None, None, ("S2 §4",)),
    ("observe.known.between[0]", "observation", "-1", -1.0, "degree", None, ("S2",)),
    ("observe.known.between[1]", "observation", "0.5", 0.5, "degree", None, ("S2",)),
    ("measures.end.expr", "literal", "0.5", 0.5, None, None, ()),
    ("outcome.early", "literal", "2.5", 2.5, None, None, ()),
    ("questions.luck_2027.when", "literal", "-0.3", -0.3, None, None, ()),
]  # fmt: skip


def written(file: Path, text: str) -> Scenario:
    file.write_text(text, encoding="utf-8")
    return load(file).scenario


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return make_ledger(written(tmp_path_factory.mktemp("ledger") / "small.yaml", SMALL))


def row(entry: Entry) -> tuple:
    return (path_text(entry.path), entry.kind, entry.text, entry.value, entry.unit, entry.confidence, entry.source)


def test_every_number_has_its_row(ledger: Ledger) -> None:
    assert [row(entry) for entry in ledger.entries if not entry.plain] == ROWS


def test_what_is_rather_form_is_marked(ledger: Ledger) -> None:
    plain = [(entry.text, entry.place.column) for entry in ledger.entries if entry.plain]
    line = next(line for line in SMALL.splitlines() if "**2" in line)
    assert plain == [("1", line.index("1)") + 1), ("2", line.index("**2") + 3), ("1", line.index("+ 1") + 3)]


def test_every_row_tells_its_place(ledger: Ledger) -> None:
    lines = SMALL.splitlines()
    for entry in ledger.entries:
        if entry.kind != "parameter":
            assert entry.place.file.endswith("small.yaml")
            assert lines[entry.place.line - 1][entry.place.column - 1 :].startswith(entry.text), entry


def test_it_tells_where_a_mechanism_acts(ledger: Ledger) -> None:
    assert [(use.name, use.elements) for use in ledger.mechanisms] == [
        ("M1", ("parameters.twin", "drivers.mood", "formulas.shape")),
        ("M2", ()),
        ("M3", ()),
        ("M4", ()),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.30", [("0.30", 0.3, True, False)]),
        ("-2", [("-2", -2.0, True, False)]),
        ("1", [("1", 1.0, True, False)]),
        ("true", [("true", 1.0, True, False)]),
        ("date('2026-10')", [("date('2026-10')", None, True, False)]),
        ("x > true", []),
        ("1 - x", [("1", 1.0, False, True)]),
        ("x**2 + y**0.5", [("2", 2.0, False, True), ("0.5", 0.5, False, False)]),
        ("2**x", [("2", 2.0, False, False)]),
        ("max(0, x) + lag(x, 1)", [("0", 0.0, False, True), ("1", 1.0, False, False)]),
        ("a < 3 < b", [("3", 3.0, False, False)]),
        (".5e1*x", [(".5e1", 5.0, False, False)]),
        ("  7 + -x*-2", [("7", 7.0, False, False), ("-2", -2.0, False, False)]),
        ("held(x > 3) >= weeks(2)", [("3", 3.0, False, False), ("weeks(2)", 2.0, False, False)]),
        ("x if war == 'full' else 4", [("4", 4.0, False, False)]),
    ],
)
def test_the_numbers_of_an_expression(text: str, found: list[tuple]) -> None:
    told = [(one.text, one.value, one.alone, one.plain) for one in literals(Expression(text, parse(text)))]
    assert told == found


def test_the_text_begins_with_what_nothing_is_known_of(ledger: Ledger) -> None:
    lines = ledger_text(ledger, 100).splitlines()
    assert lines[0] == "small: A small one"
    assert lines[1].startswith("15 of 33 numbers have neither source nor confidence: 4 in events, 3 in drivers")
    assert "3 have a confidence but no source, 6 a source but no confidence" in lines
    assert "3 more are 0, 1 or a whole exponent inside an expression, not listed: --all lists them" in lines
    titles = [line for line in lines if line and not line.startswith(" ") and lines.index(line) > 4]
    assert titles == [
        "neither source nor confidence (15)",
        "no confidence · S2 Another (6)",
        "datum · S1 A book (8)",
        "elicited · no source (1)",
        "elicited · S1 A book (1)",
        "lever · no source (2)",
        "sources",
        "mechanisms, and where each acts; 2 not used",
    ]


def test_the_text_puts_the_numbers_of_a_place_side_by_side(ledger: Ledger) -> None:
    lines = [" ".join(line.split()) for line in ledger_text(ledger, 200).splitlines()]
    for line in (
        "parameters.rate quantiles 5% 0.10, 50% 0.3, 95% 0.9; lower 0 1/year [S1 ¶3, S2]",
        "drivers.mood.history 2023 0.1, 2024-Q4 0.2 degree [S1]",
        "drivers.mood.bounds -3, 3 degree [S1]",
        "events.hit.when 0.5, 2 in 0.5 < mood <= 2 [S2 §4]",
        "observe.known.between -1, 0.5 degree [S2]",
        "S1 A book (cited by 9 numbers)",
        "M1 It grows (up) [S1 ¶2]: parameters.twin, drivers.mood, formulas.shape",
        "M2 It shrinks [no source]: NOT USED by any element",
        "raise rate: luck goes up",
        "raise cut between 0.25 and 2: end goes down",
        "M4 It was so [no source]: no element",
        "because: it tells only of the past",
    ):
        assert line in lines


def test_all_lists_the_plain_ones_too(ledger: Ledger) -> None:
    shown = ledger_text(ledger, 200, everything=True)
    assert "1, 2, 1, 1  in (mood - 1)**2 + 1 - kept(mood, 1)" in shown
    assert "an expression, listed too" in shown


@pytest.mark.parametrize("width", [60, 100])
def test_the_text_keeps_to_its_width(width: int) -> None:
    found = make_ledger(load(ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml").scenario)
    assert max(map(len, ledger_text(found, width).splitlines())) <= width + 10 * (width < 80)


def test_the_json_holds_everything(ledger: Ledger) -> None:
    told = json.loads(json.dumps(ledger_json(ledger)))
    counts = {"numbers": 33, "plain": 3, "neither": 15, "no_source": 18, "no_confidence": 21}
    assert told["counts"] == {
        **counts,
        "by_confidence": {"datum": 8, "base_rate": 0, "elicited": 2, "lever": 2, "no confidence": 21},
        "by_section": told["counts"]["by_section"],
    }
    assert len(told["numbers"]) == 36
    assert Path(told["numbers"][0].pop("file")).name == "small.yaml"
    assert told["numbers"][0] == {
        "path": "parameters.rate",
        "kind": "parameter",
        "text": "quantiles 5% 0.10, 50% 0.3, 95% 0.9; lower 0",
        "value": None,
        "unit": "1/year",
        "confidence": "elicited",
        "source": ["S1 ¶3, S2"],
        "note": None,
        "expression": None,
        "plain": False,
        "line": 15,
        "column": 10,
        "last_line": None,
    }
    assert told["sources"][1] == {"id": "S2", "title": "Another", "date": None, "numbers": 7}
    bare = {"push": None, "source": [], "because": None, "acts": [], "elements": []}
    assert told["mechanisms"][1] == {"id": "M2", "claim": "It shrinks", **bare}
    assert told["mechanisms"][2]["acts"] == [
        {"raise": "rate", "on": "luck", "push": "up", "between": None},
        {"raise": "cut", "on": "end", "push": "down", "between": [0.25, 2.0]},
    ]
    assert told["mechanisms"][3]["because"] == "it tells only of the past"
    assert Count.of(ledger.entries).numbers == len(ROWS)


def test_an_empty_scenario_has_an_empty_ledger(tmp_path: Path) -> None:
    text = "name: e\nclock: {start: 2025, end: 2026, step: year}\ndrivers: {}\noutcome: {a: otherwise}\n"
    empty = make_ledger(written(tmp_path / "e.yaml", text))
    assert (empty.entries, empty.mechanisms) == ((), ())
    assert ledger_text(empty, 80).splitlines()[1] == "0 of 0 numbers have neither source nor confidence"


def test_what_a_reference_class_says_is_listed_with_its_own_source():
    text = """
name: pier
clock: {start: 2026-01, end: 2030-01, step: month}
sources: {S1: {title: The gauge}, S2: {title: A letter}}
drivers: {x: {process: level, initial: 0, source: S2}}
questions:
  high:
    {text: Is it high?, by: 2027, when: x > 1, source: S2, reference: {probability: 0.3, class: 6 of 20, source: S1 ¶4}}
  level: {text: How high?, by: 2027, value: x, unit: m, reference: {quantiles: {95%: 2, 5%: -2}, class: 20 years}}
"""
    entries = [one for one in make_ledger(load(text).scenario).entries if one.kind == "reference"]
    assert [(one.path[1:], one.text, one.value) for one in entries] == [
        (("high", "reference", "probability"), "0.3", 0.3),
        (("level", "reference", "quantiles"), "95% 2, 5% -2", None),
    ]
    assert [(one.source, one.note, one.unit) for one in entries] == [
        (("S1 ¶4",), "6 of 20", None),
        ((), "20 years", "m"),
    ]


def test_what_a_parameter_is_later_is_a_date_and_a_number_of_its_own() -> None:
    who = "  who: {choice: {ann: 0.5, bo: 0.5}, later: {from: 2028, value: bo}}\n"
    text = SMALL.replace("  bare:  3\n", f"  bare:  3\n{who}")
    said = ["parameters.rate.later={from: 2027, value: 0.4}"]
    found = [one for one in make_ledger(load(text, said).scenario).entries if "later" in one.path]
    assert [(path_text(one.path), one.kind, one.text, one.value, one.unit, one.source) for one in found] == [
        ("parameters.rate.later.from", "date", "2027", None, None, ("S1 ¶3, S2",)),
        ("parameters.rate.later.value", "value", "0.4", 0.4, "1/year", ("S1 ¶3, S2",)),
        ("parameters.who.later.from", "date", "2028", None, None, ()),
        ("parameters.who.later.value", "value", "bo", None, None, ()),
    ]

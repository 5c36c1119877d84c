"""What is said of a mistake in groups, or in what has members: once, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load_with_warnings
from tests.helpers.scenario.world import WORLD

MISTAKES = [
    ("drift[jp]: 0.02", "drift[kz]: 0.02", "drift[kz]", "parameters.drift[kz]: no group and no member 'kz'"),
    (
        "drift[jp]: 0.02",
        "drift[oil]: 0.02",
        "drift[oil]",
        "oil is no member of country (kr, jp, us), for which drift[country] stands",
    ),
    ("drift[jp]: 0.02", "drift[0]: 0.02", "drift[0]", "a name has letters, digits and _"),
    (
        "fuel: [coal, oil]",
        "fuel: [coal, in]",
        "in]",
        "'in' is a word of expressions (in …): write another, such as in_",
    ),
    ("fuel: [coal, oil]", "fuel: [coal, 7]", "7]", "members are names, never numbers (got 7): write m7"),
    ("fuel: [coal, oil]", "fuel: [coal, South Korea]", "South", "a name has letters, digits and _"),
    ("fuel: [coal, oil]", "fuel: [coal, coal]", "coal]", "coal stands twice"),
    (
        "fuel: [coal, oil]",
        "fuel: coal",
        "coal",
        "its members are needed: [kr, jp, us], or {kr: South Korea, jp: Japan}",
    ),
    ("fuel: [coal, oil]", "fuel: []", "fuel", "has no members: name them, as in [kr, jp, us]"),
    (
        "fuel: [coal, oil]",
        "kr: [coal, oil]",
        "kr: [",
        "is a member of country too: in brackets kr must mean one of them",
    ),
    ("fuel: [coal, oil]", "total: [coal, oil]", "total: sum", "'total' stands in groups already"),
    ("fuel: [coal, oil]", "time: [coal, oil]", "time", "'time' is a word of the language"),
    (
        "volatility: 0.1",
        "volatility: -0.1",
        "-0.1",
        "support[country].volatility: must be >= 0 (got -0.1) (for every country)",
    ),
    (
        "drift[country] + old",
        "driftt[country] + old",
        "driftt",
        "unknown name 'driftt[kr]' (did you mean 'drift[kr]'?",
    ),
    (
        "drift[country] + old",
        "drift[fuel] + old",
        "drift[fuel]",
        "or the like, or name a member, such as coal (for every country)",
    ),
    ("drift[country] + old", "drift[kz] + old", "drift[kz]", "drift[kz]: no group and no member 'kz'"),
    (
        "drift[country] + old",
        "drift + old",
        "drift +",
        "unknown name 'drift': it has members, so say whose is meant, as in drift[kr]",
    ),
    (
        "drift[country] + old",
        "country + old",
        "country +",
        "country is a group: ask for a member of it, x[country], or compare it, country == 'kr'",
    ),
    (
        "sum_over(country, support[country])",
        "sum_over(contry, support[country])",
        "contry",
        "sum_over needs a group here; there is no group 'contry' (did you mean 'country'?)",
    ),
    (
        "sum_over(country, support[country])",
        "sum_over(support[country])",
        "sum_over",
        "sum_over takes a group and an expression",
    ),
    (
        "sum_over(country, support[country])",
        "sum_over(country, country, support[country])",
        "country, support",
        "country stands twice: give its members a second group",
    ),
    (
        "sum_over(country, support[country])",
        "support[country]",
        "support[country]\nevents",
        "formulas.total.expr: support[country]: whose? Nothing here is of one country",
    ),
    ("sum_over(country, support[country])", "support['kr']", "'kr'", "a member is written without quotes: support[kr]"),
    ("sum_over(country, support[country])", "support[1]", "1]", "members are names, never numbers"),
    ("if country == partner", "if country == 'kz'", "'kz'", "country has no member 'kz'; it has kr, jp, us"),
    ("if country == partner", "if country < partner", "country <", "members have no order: compare them by == or !="),
    (
        "trade[country, partner]: {process",
        "trade[country, country]: {process",
        "trade[country, country]",
        "country stands twice in it: give its members a second group, as in groups: {partner: country}",
    ),
    (
        "  peace: otherwise",
        "  peace[country]: otherwise",
        "peace[country]",
        "nothing in outcome has members: write one for each",
    ),
    ("war[jp]: null", "wer[jp]: null", "null", "events.wer[jp]: null deletes, but there is no 'wer[jp]' to delete"),
    (
        "bounds: null",
        "bonds: null",
        "null",
        "drivers.support[us].bonds: null deletes, but there is no 'bonds' to delete",
    ),
]


@pytest.mark.parametrize(("there", "instead", "at", "message"), MISTAKES)
def test_what_is_said_of_a_mistake(there: str, instead: str, at: str, message: str, tmp_path: Path) -> None:
    assert there in WORLD
    text = WORLD.replace(there, instead, 1)
    file = tmp_path / "world.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load_with_warnings(file)
    before = text[: text.index(at, max(0, text.index(instead) - 1))]
    place = f"world.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}:"
    told = [str(problem) for problem in error.value.problems]
    assert any(message in one and one.partition(": ")[0].endswith(place.removesuffix(":")) for one in told), told
    assert len([one for one in told if place in one]) == 1, told  # once, however many members there are

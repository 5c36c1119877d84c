import re

import pytest

import simengine as se
from simengine.analysis.targets import precision_of
from simengine.errors import WrongUsageError
from simengine.scenario.answer import Answer

MODEL = """
name: shop
clock: {start: 2026, end: 2030, step: year}
drivers: {cash: {process: random_walk, initial: 0, drift: 0, volatility: 1, unit: EUR}}
events: {fire: {hazard: 0.1}}
measures: {debt: {expr: "-cash", unit: EUR}, burnt: occurred(fire), broke: cash < 0}
outcome: {burnt: occurred(fire), poor: cash < 0, rich: otherwise}
questions:
  cash_2028: {text: How much?, as_of: "2028", value: cash}
  fire_2028: {text: A fire?, by: "2028", when: occurred(fire)}
report: {together: {Gone: [burnt, poor]}, answer: Gone}
"""


@pytest.fixture(scope="module")
def shop():
    return se.load(MODEL)


@pytest.mark.parametrize(
    ("asked", "figure", "chance"),
    [
        ("poor", Answer("class", ("poor",)), True),
        ("Gone", Answer("class", ("burnt", "poor")), True),
        ("answer", Answer("class", ("burnt", "poor")), True),
        ("debt", Answer("measure", ("debt",)), False),
        ("broke", Answer("measure", ("broke",)), True),
        ("measures.burnt", Answer("measure", ("burnt",)), True),
        ("cash_2028", Answer("question", ("cash_2028",)), False),
        ("fire_2028", Answer("question", ("fire_2028",)), True),
    ],
)
def test_what_a_name_means(shop, asked, figure, chance):
    found = precision_of(shop, {asked: "0.1"})
    assert (found.targets[0].figure, found.targets[0].half, found.chances) == (figure, 0.1, (chance,))


@pytest.mark.parametrize(
    ("asked", "half", "message"),
    [
        ("poor", "5%", "'5%' is no half-width for 'poor': write 0.05, half of the interval of a chance"),
        ("debt", "5 EUR", "write 5 alone, half of the interval of a mean in EUR"),
        ("debt", "much", "write half of the interval of a mean in EUR, such as 0.5"),
        ("poor", 5, "'poor' is a chance, known to ±0.5 before a path is drawn: 0.05 is 5 in a hundred"),
        ("debt", 0, "the half-width of 'debt' must be above 0 (got 0)"),
        ("debt", float("nan"), "must be above 0 (got nan)"),
        ("debt", True, "'debt' needs a number (got True)"),
        ("burnt", 0.1, "'burnt' is a class and a measure of shop: say outcome.burnt or measures.burnt"),
        ("pour", 0.1, "shop has no class, question or measure 'pour' (did you mean 'poor'?)"),
    ],
)
def test_what_can_not_be_asked(shop, asked, half, message):
    with pytest.raises(WrongUsageError, match=re.escape(message)):
        precision_of(shop, {asked: half})


def test_the_answer_of_a_report_that_says_none(shop):
    bare = shop.with_({"report": None})
    assert precision_of(bare, {"answer": 0.1}).targets[0].figure == Answer("class", ("burnt",))

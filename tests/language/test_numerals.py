"""Numbers as they are typed: what is one, and what to write instead of what only looks like one."""

import pytest

from simengine.distributions._reading import key_number
from simengine.errors import ScenarioError
from simengine.language import numerals
from simengine.language.parse import ExpressionError, parse
from simengine.yaml.document import parse_document
from simengine.yaml.scalars import resolve

NUMBERS = ("1", "+1", "-1", ".5", "5.", "0.5", "1e3", "1E+3", "-.5e-2", "0", "0.0", "1234567.5")
OTHERS = {
    "1_000": "1000",
    "1_000.5": "1000.5",
    "1e1_0": "1e10",
    "1,234,567.8": "1234567.8",
    "1 000": "1000",
    "1\u202f000": "1000",
    "1'000": "1000",
    "1,5": "1.5",
    "0,500": "0.500",
    "1.000,5": "1000.5",
    "1.000.000": "1000000",
    "0x1F": "31",
    "0o17": "15",
    "0b101": "5",
    "007": "7",
    "00.5": "0.5",
    "5%": "0.05",
    "2,5 %": "0.025",
    "\u22125": "-5",
    "(5)": "-5",
    "$5": "5",
    "5 €": "5",
    "1/2": "0.5",
    "1×10^3": "1e3",
    "5k": "5e3",
    "\uff11\uff12": "12",
}
NO_NUMBERS = ("", "NA", "n/a", "12:30", "2024-05", "1..2", "--5", "½ of it", "x" * 400, "(" * 50 + "1")


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_the_same_everywhere(text: str) -> None:
    assert numerals.is_number(text)
    assert resolve(text) == float(text) == key_number(text)
    assert parse(f"x + ({text})")  # a sign stands before an operand


@pytest.mark.parametrize(("text", "meant"), OTHERS.items())
def test_what_is_written_otherwise_is_told_with_the_number_that_is_meant(text: str, meant: str) -> None:
    assert not numerals.is_number(text)
    assert numerals.remedy(text) == f"write {meant}"
    assert numerals.is_number(meant)
    assert key_number(text) is None


def test_a_comma_may_be_either() -> None:
    assert numerals.remedy("1,000") == "write 1000, or 1.000 if its comma is a decimal one"


@pytest.mark.parametrize("text", ["1_000", "1e1_0", "0x1F", "0o17", "0b101", "007", "00.5"])
def test_neither_an_expression_nor_yaml_reads_it(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"not how a number is written here: write .* \(got"):
        parse(f"x + {text}")
    try:
        parse_document(f"a: {text}", "f.yaml")
    except ScenarioError as error:
        assert f"not how a number is written here: {numerals.remedy(text)}" in str(error)  # noqa: PT017
    else:
        assert isinstance(resolve(text), str)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_where_nobody_can_tell_nothing_is_said(text: str) -> None:
    assert numerals.remedy(text) == ""
    assert not numerals.is_number(text)


@pytest.mark.parametrize("name", ["x_1", "a1_000", "x0b1", "e_1_2"])
def test_names_with_digits_are_names(name: str) -> None:
    assert parse(name)

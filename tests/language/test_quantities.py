"""Units: reading, writing, multiplying."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simengine.language.quantities import PURE, PURE_NUMBER, Unit, parse_unit


@pytest.mark.parametrize(
    ("text", "powers"),
    [
        ("Mshell/year", {"Mshell": 1, "year": -1}),
        ("1/year", {"year": -1}),
        ("/year", {"year": -1}),
        ("per year", {"year": -1}),
        ("USD per shell", {"USD": 1, "shell": -1}),
        ("thousand barrels per day", {"thousand barrels": 1, "day": -1}),
        ("Mshell*year", {"Mshell": 1, "year": 1}),
        ("kg·m", {"kg": 1, "m": 1}),
        ("a/b/c", {"a": 1, "b": -1, "c": -1}),
        ("a/b*c", {"a": 1, "b": -1, "c": 1}),
        ("kg/(m*s^2)", {"kg": 1, "m": -1, "s": -2}),
        ("(a/b)^2", {"a": 2, "b": -2}),
        ("m2", {"m": 2}),
        ("Mm3/year", {"Mm": 3, "year": -1}),
        ("km²", {"km": 2}),
        ("m ** 4", {"m": 4}),
        ("s^-1", {"s": -1}),
        ("year*year", {"year": 2}),
        ("m/m", {}),
        ("USD2020", {"USD2020": 1}),
        ("calendar  year", {"calendar year": 1}),
        ("years", {"year": 1}),
        ("%", {"%": 1}),
        ("percent", {"%": 1}),
        ("logit", {"logit": 1}),
        ("1000 shell", {"1000 shell": 1}),
        ("permit", {"permit": 1}),
        ("share of GDP", {}),
        *((word, {}) for word in sorted(PURE)),
    ],
)
def test_a_unit_is_a_product_of_symbols(text: str, powers: dict[str, int]) -> None:
    assert dict(parse_unit(text).powers) == powers


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "something is missing at its end"),
        ("Mshell/", "something is missing at its end"),
        ("Mshell//year", "'/' can't stand there"),
        ("*year", "'*' can't stand there"),
        ("(Mshell", "something is missing at its end"),
        ("Mshell)", "')' can't stand there"),
        ("USD (2020)", "'(' can't stand there"),
        ("m^x", "'x' can't stand there"),
        ("m^100", "'100' can't stand there"),
        ("x" * 201, "a unit of 201 characters"),
        ("(" * 200, "something is missing at its end"),
    ],
)
def test_what_is_no_unit_is_told_with_what_to_write(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"write a unit as Mshell/year") as caught:
        parse_unit(text)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


units = st.dictionaries(
    st.sampled_from(["year", "Mshell", "USD2020", "m", "calendar year", "%"]), st.integers(-4, 4).filter(bool)
).map(lambda powers: Unit(tuple(sorted(powers.items()))))


@given(units)
def test_what_is_written_is_read_as_the_same(unit: Unit) -> None:
    assert parse_unit(str(unit)) == unit


@given(units, units, st.integers(-3, 3))
def test_units_multiply_as_numbers_do(a: Unit, b: Unit, n: int) -> None:
    assert a * b == b * a
    assert a * b / b == a
    assert a / a == PURE_NUMBER
    assert (a * b) ** n == a**n * b**n
    assert a**n * a == a ** (n + 1)


def test_writing() -> None:
    wanted = {"Mshell/year": "Mshell/year", "m*m": "m2", "1/(m*m)": "1/m2", "a^4/b": "a^4/b", "share": "1"}
    assert {text: str(parse_unit(text)) for text in wanted} == wanted


def test_own_stands_for_another_unit() -> None:
    shells = parse_unit("Mshell*m2")
    assert parse_unit("own/year").of(shells) == parse_unit("Mshell*m2/year")
    assert parse_unit("1/own^2").of(shells) == parse_unit("1/(Mshell^2*m^4)")
    assert parse_unit("own").of(PURE_NUMBER) == PURE_NUMBER
    assert parse_unit("own/year").of(None) is None
    assert parse_unit("1/year").of(None) == parse_unit("1/year")

"""What others write and expressions don't: refused with what is written here."""

from __future__ import annotations

import re

import pytest

from simengine.functions import memory_functions
from simengine.language.parse import ExpressionError, parse
from simengine.language.remedies import FUNCTIONS, NAMES
from simengine.language.types import WORDS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5%", "not how a number is written here: write 0.05 (got 5%)"),
        ("12.5 % + 1", "write 0.125 (got 12.5 %)"),
        ("if a > 1 then 'x' else c", "a choice is written 'x' if a > 1 else c"),
        ("if (a > 1, b, c)", "a choice is written b if a > 1 else c"),
        ("if a: b else: c", "a choice is written b if a else c"),
        ("a > 1 ? b : c", "a choice is written b if a > 1 else c"),
        ("b then c", "'then' is not known: a choice is written"),
        ("1,234,567.5", "write 1234567.5"),
        ("max(1,000, x)", "write 1000, or 1.000 if its comma is a decimal one (got 1,000)"),
        ("1.000.000", "write 1000000"),
        ("1 000 + x", "write 1000"),
        ("1'000", "write 1000"),
        ("x > 0,5", "write 0.5 (got 0,5)"),
        ("2.5mn", "write 2.5e6 (got 2.5mn)"),
        ("3 months", "3 months: a length of time is written months(3)"),
        ("x > 2.5day", "2.5day: a length of time is written days(2.5)"),
        ("2x + 1", "2x: a product needs its sign: write 2*x"),
        ("3(x + 1)", "a product has its sign"),
        ("!a", "'!' can't be used: write not"),
        ("a =< b", "'=<' can't be used: write <="),
        ("a === b", "'===' can't be used: write =="),
        ("a += 1", "an expression has a value and changes nothing"),
        ("a OR b", "'OR' is not known: write or"),
        ("x between 1 and 2", "written 1 <= x <= 2"),
        ("$5", "money is a unit"),
        ("\u20ac5", "money is a unit"),
        ("007", "write 7 (got 007)"),
        ("\u201cfull\u201d == x", "LEFT DOUBLE QUOTATION MARK) can't be used here: write '"),
        ("x\u2009+ 1", "THIN SPACE can't be used here: write an ordinary space"),
        ("\uff11 + x", "FULLWIDTH DIGIT ONE) can't be used here: write 1"),
        ("x × 2", "write *"),
        ("x²", "write **2"),
        ("x ≤ 2", "write <="),
        ("x → 2", "RIGHTWARDS ARROW) can't be used here; an expression is made of names, numbers and"),
    ],
)
def test_what_is_written_here(text: str, told: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert told in caught.value.message


@pytest.mark.parametrize(
    "text", ["max(100,200)", "clip(x, 1,100)", "1e5", "2 if x else 3", "20 or x", "größe", "x == '5 %'"]
)
def test_what_only_looks_like_it_is_read(text: str) -> None:
    parse(text)


def test_what_remedies_name_is_there() -> None:
    assert not (FUNCTIONS.keys() | NAMES.keys()) & {*memory_functions(), *WORDS}
    called = {name for remedy in FUNCTIONS.values() for name in re.findall(r"(\w+)\(|\b(\w+_\w+)\b", remedy)}
    assert {"".join(name) for name in called} <= {*memory_functions(), *WORDS}

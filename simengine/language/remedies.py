"""What other languages, pages and papers write and expressions don't, and how it is said here.

All of it is refused: nothing is taken for something else, however near it lies.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from simengine.language import numerals

LONGEST = 80  # characters of an expression that is written out anew
LONGEST_CHOICE = 200  # characters of one that is looked at for a choice, which may take long


class Remedy(NamedTuple):
    """What is wrong and what to do, and the offset in the text."""

    message: str
    offset: int


_SIGNS: Mapping[str, str] = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b`\u00b4\u2032\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", "'"),
    **dict.fromkeys("\u2212\u2013\u2014\u2010\u2011\u2012", "-"),
    **dict.fromkeys("×·\u22c5\u2219\u2217", "*"),
    **dict.fromkeys("÷\u2215\u2044", "/"),
    **dict(zip("≤≥≠∧\u2228¬∈√", ("<=", ">=", "!=", "and", "or", "not", "in", "sqrt(…)"), strict=True)),
    **dict(zip("²³½¼¾‰", ("**2", "**3", "0.5", "0.25", "0.75", "0.005 for 5 ‰"), strict=True)),
}
_MONEY = "money is a unit, as in {expr: …, unit: USD}"
_NUMBER = r"(?<![\w.])\d+(?:\.\d*)?"
_COMMAS = re.compile(r"(?<![\w.,])\d+(?:[,.]\d{3})*,\d+(?:\.\d+)?(?!\w|[,.]\d)")
_APART = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:['\u2019\s]\d{3})+(?:\.\d+)?)(?!\w|[,.'\u2019]\d)")
_WIDE_DIGITS = "".join(map(chr, range(0xFF10, 0xFF1A)))
_NO_ARGUMENT = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*,0\d\d(?:,\d{3})*(?!\w|,\d)")
"""No two numbers of a function's arguments: nobody writes the second as 000 or 050."""


def strange_character(text: str) -> Remedy | None:
    """The first character that expressions have another one for, or none at all."""
    if text.isascii():
        return None
    for offset, character in enumerate(text):
        if not character.isascii() and (character in _WIDE_DIGITS or not f"a{character}".isidentifier()):
            return Remedy(f"{_named(character)} can't be used here{_instead(character)}", offset)
    return None


def _named(character: str) -> str:
    code = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
    return f"{character!r} ({code})" if character.isprintable() else f"the character {code}"


def _instead(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    if character.isspace() or not plain.strip():
        return ": write an ordinary space"
    if unicodedata.category(character) == "Sc":
        return f": {_MONEY}"
    instead = _SIGNS.get(character) or (plain if plain.isascii() else "")
    return f": write {instead}" if instead else "; an expression is made of names, numbers and + - * / ** ( ) < > = ,"


def grouped_number(text: str) -> Remedy | None:
    """A number with something between its thousands, also where commas could separate arguments: `max(1,000, x)`."""
    found = _NO_ARGUMENT.search(text) or _APART.search(text)
    return Remedy(otherwise(found.group()), found.start()) if found else None


def in_syntax(text: str, outside: str) -> Remedy | None:
    """What most likely makes a text unreadable; `outside` is the text with its quoted parts blotted out."""
    for pattern, say in (*(_CHOICES if len(text) <= LONGEST_CHOICE else ()), *_FOREIGN):
        found = pattern.search(outside)
        at = [text[slice(*found.span(group))] for group in range(found.re.groups + 1)] if found else []
        if found and max(map(len, at)) <= LONGEST_CHOICE:
            return Remedy(say(at), found.start())
    return None


def with_commas(text: str) -> Remedy | None:
    """A number with commas in it, where they can't be those of a function's arguments."""
    found = _COMMAS.search(text)
    return Remedy(otherwise(found.group()), found.start()) if found else None


def otherwise(number: str) -> str:
    """What to say of a number that is written as it is elsewhere."""
    return f"not how a number is written here: {numerals.remedy(number)} (got {number})"


def _choice(condition: str, yes: str, no: str) -> str:
    whole = " ".join(f"{yes} if {condition} else {no}".split())
    return f"a choice is written {whole if len(whole) <= LONGEST else 'value if condition else other value'}"


Say = Callable[[list[str]], str]


def _to(message: str) -> Say:
    return lambda at: message.format(*at)


_SHORTENED = re.compile(rf"{_NUMBER}\s?(?:k|K|thousand|mn|million|bn|billion)(?!\w)")
_REST = "what is left is written otherwise"
_CHOICE = _choice("condition", "value", "other value")
_CHOICES: tuple[tuple[re.Pattern[str], Say], ...] = (
    (re.compile(r"^\s*(?i:if)\b\s*\((.+?),(.+),(.+?)\)\s*$"), lambda at: _choice(at[1], at[2], at[3])),
    (
        re.compile(r"^\s*(?i:if)\b\s*(.+?)\s*(?:\b(?i:then)\b|[:,?])\s*(.+?)\s*(?:\b(?i:else)\b\s*:?|,)\s*(.+?)\s*$"),
        lambda at: _choice(at[1], at[2], at[3]),
    ),
    (re.compile(r"^\s*(.+?)\s*\?\s*(.+?)\s*:\s*(.+?)\s*$"), lambda at: _choice(at[1], at[2], at[3])),
)
_FOREIGN: tuple[tuple[re.Pattern[str], Say], ...] = (
    (re.compile(r"^\s*else\s*$"), _to(f"'else' is not known: {_REST}")),
    (re.compile(r"\b(?i:then|elif|elseif|endif)\b"), _to(f"'{{0}}' is not known: {_CHOICE}")),
    (re.compile(r"&&?"), _to("'&' can't be used: write and")),
    (re.compile(r"\|\|?"), _to("'|' can't be used: write or")),
    (re.compile(r"<>|=!"), _to("'{0}' can't be used: write !=")),
    (re.compile(r"=>|=<"), lambda at: f"{at[0]!r} can't be used: write {at[0][::-1]}"),
    (re.compile(r"[=!]=="), lambda at: f"{at[0]!r} can't be used: write {at[0][:2]}"),
    (re.compile(r"\+\+|[-+*/]=|:="), _to("'{0}' can't be used: an expression has a value and changes nothing")),
    (re.compile(r"!(?!=)"), _to("'!' can't be used: write not")),
    (re.compile(r"(?<![=<>!])=(?!=)"), _to("'=' compares nothing: write == to compare")),
    (re.compile(rf"{_NUMBER}\s*%"), lambda at: otherwise(at[0])),
    (re.compile(r"%"), _to("'%' can't be used: 5 % is written 0.05")),
    (re.compile(r"\^"), _to("'^' can't be used: a power is written with **, as in x**2")),
    (re.compile(r"//"), _to("'//' can't be used: write /")),
    (re.compile(r"~"), _to("'~' can't be used: write not")),
    (
        re.compile(r"\b(?:AND|OR|NOT|IF|ELSE|IN|And|Or|Not|If|Else)\b"),
        lambda at: f"{at[0]!r} is not known: write {at[0].lower()}",
    ),
    (
        re.compile(r"(?<![\w.])([\w.]+)\s+between\s+([\w.]+)\s+and\s+([\w.]+)"),
        _to("what lies between two numbers is written {2} <= {1} <= {3}"),
    ),
    *((pattern, lambda at: otherwise(at[0])) for pattern in (_COMMAS, _SHORTENED)),
    (re.compile(r"\$"), lambda _: f"'$' can't be used: {_MONEY}"),
    (
        re.compile(rf"({_NUMBER})\s*(month|week|day|hour)s?\b(?!\s*\()"),
        lambda at: f"{at[0]}: a length of time is written {at[2]}s({at[1]})",
    ),
    (
        re.compile(rf"({_NUMBER})\s*((?!(?:if|else|and|or|in|not|is)\b|[eE]\d)[^\W\d]\w*)"),
        _to("{0}: a product needs its sign: write {1}*{2}"),
    ),
    (re.compile(r"\)\s*\("), _to("a product needs its sign: write )*(")),
)

_CHANCE = "chance comes from parameters, drivers and events: an expression draws nothing"
_SUM = "write sum(a, b), over the members of a group sum_over, over a stretch of time sum_between or rolling_sum"
_LAG = "an earlier value is lag(x, months(1))"
_STEP = "write time >= date('2027-01'), or take a schedule for a driver"
FUNCTIONS: Mapping[str, str] = {
    "total": _SUM,
    **dict.fromkeys(("cumsum", "integral", "integrate", "INTEG"), "what adds up is a driver of process stock"),
    **dict.fromkeys(("avg", "average"), "write mean(a, b), or over time rolling_mean, mean_between"),
    **dict.fromkeys(("ln", "LN"), "the natural logarithm is log"),
    **dict.fromkeys(("log10", "log2"), "write log(x)/log(10), or log(x)/log(2)"),
    **dict.fromkeys(("pow", "power"), "a power is written x**y"),
    **dict.fromkeys(("if", "IF", "If", "iff", "IIF", "ifelse", "where", "IfThenElse", "if_then_else"), _CHOICE),
    **dict.fromkeys(("delay", "DELAY", "prev", "previous", "shift"), _LAG),
    **dict.fromkeys(("diff", "change", "delta"), "write x - lag(x, months(1))"),
    **dict.fromkeys(("rand", "random", "RANDOM", "RAND", "randn"), _CHANCE),
    **dict.fromkeys(("normal", "uniform", "poisson", "bernoulli"), _CHANCE),
    **dict.fromkeys(("step", "STEP", "pulse", "PULSE"), _STEP),
    "AND": "write a and b",
    "OR": "write a or b",
    **dict.fromkeys(("NOT", "Not"), "write not a"),
    **dict.fromkeys(("int", "float", "bool", "str"), "numbers and truths need no conversion: leave it out"),
}
"""Functions that others have, and what is written here; a scenario may well define one of them."""
OF_ONE: Mapping[str, str] = {
    "sum": f"the sum of one number is that number: {_SUM}",
    "max": "write max(a, b), over the members of a group max_over, along the path max_so_far",
    "min": "write min(a, b), over the members of a group min_over",
}
"""What to say of a function with one argument alone."""
NAMES: Mapping[str, str] = {
    **dict.fromkeys(("TRUE", "T"), "write true"),
    **dict.fromkeys(("FALSE", "F"), "write false"),
    **dict.fromkeys(("t", "now", "Time", "TIME", "today"), "years since the start are time"),
    **dict.fromkeys(("dt", "DT", "timestep"), "a step's length is a length of time, such as months(1)"),
    **dict.fromkeys(("pi", "PI"), "write 3.141592653589793"),
    "e": "write exp(1)",
    **dict.fromkeys(("default", "other", "others", "rest", "Otherwise"), _REST),
    **dict.fromkeys(("nan", "NaN", "NAN", "null", "inf", "infinity", "none"), "no such value can be written"),
}

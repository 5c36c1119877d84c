"""What a plain YAML scalar means: the YAML 1.2 core schema (yaml.org/spec/1.2.2, section 10.3), nothing more.

A date such as `2024-07-01`, a `yes`, a `12:30` stays text.
"""

from __future__ import annotations

import math
import re

from simengine.yaml.nodes import ScalarValue

LONGEST_NUMBER = 300

_WORDS: dict[str, ScalarValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((sign + word for sign in ("", "+") for word in (".inf", ".Inf", ".INF")), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASES = {"0o": 8, "0x": 16}


def resolve(text: str) -> ScalarValue:
    """The value of a plain scalar.

    Raises ValueError, with advice, for a number of more than 300 characters or beyond the largest double.
    """
    if text in _WORDS:
        return _WORDS[text]
    integer = _INTEGER.fullmatch(text)
    if not integer and not _FLOAT.fullmatch(text):
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} characters; write it shorter, such as 1e12 (got {text[:20]}…)")
    if integer:
        return int(text, _BASES.get(text[:2], 10))
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"larger than the largest number, 1.8e308 (got {text}); write .inf if infinity is meant")
    return number

"""What a plain YAML scalar means: the YAML 1.2 core schema (yaml.org/spec/1.2.2, section 10.3), nothing more.

And less in one thing: numbers with another base (`0x1F`, `0o17`) or leading zeros are refused, as they are wherever a
number is read. A date such as `2024-07-01`, a `yes`, a `12:30` stays text.
"""

from __future__ import annotations

import math
import re

from simengine.language import numerals
from simengine.yaml.nodes import ScalarValue

_WORDS: dict[str, ScalarValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((sign + word for sign in ("", "+") for word in (".inf", ".Inf", ".INF")), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_REFUSED = re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")


def resolve(text: str) -> ScalarValue:
    """The value of a plain scalar.

    Raises ValueError, with advice, for a number of more than 300 characters or beyond the largest double, and for one
    that is written in another way than numbers are here.
    """
    if text in _WORDS:
        return _WORDS[text]
    refused = _REFUSED.fullmatch(text)
    if not refused and not numerals.NUMBER.fullmatch(text):
        return text
    if len(text) > numerals.LONGEST:
        raise ValueError(f"a number of {len(text)} characters; write it shorter, such as 1e12 (got {text[:20]}…)")
    if refused:
        raise ValueError(f"not how a number is written here: {numerals.remedy(text)}, or quote a text (got {text})")
    if _INTEGER.fullmatch(text):
        return int(text)
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"larger than the largest number, 1.8e308 (got {text}); write .inf if infinity is meant")
    return number

"""Numbers as they are typed: one way to write them, in files, expressions, tables and on a command line.

Digits with a decimal point, a sign and an exponent: `12`, `-0.5`, `.5`, `5.`, `+1`, `1e3`. Whatever else looks like a
number to somebody (`1_000`, `1,000`, `0x1F`, `5%`) is refused with the number that is meant.
"""

from __future__ import annotations

import re
import unicodedata

NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
LONGEST = 300  # characters; more are no number a person wrote

_ZEROS = re.compile(r"([-+]?)0+(?=[0-9])(.*)", re.DOTALL)
_BASED = re.compile(r"([-+]?)0(?:([xX])([0-9a-fA-F_]+)|([oO])([0-7_]+)|([bB])([01_]+))")
_GROUPED = re.compile(r"([-+]?[1-9][0-9]{0,2})((?:,[0-9]{3})+|(?:['’][0-9]{3})+|(?:\s[0-9]{3})+)(\.[0-9]*)?")
_POINTS = re.compile(r"([-+]?[0-9]{1,3})((?:\.[0-9]{3}){2,}|(?:[.\s][0-9]{3})*(?=,))(?:,([0-9]*))?")
_COMMA = re.compile(r"([-+]?[0-9]*),([0-9]+)([eE][-+]?[0-9]+)?")
_FRACTION = re.compile(r"([-+]?[0-9.]+)\s*[/∕]\s*([0-9.]+)")
_POWER = re.compile(r"([-+]?[0-9.]+)\s*[*·×xX]\s*10\s*(?:\^|\*\*)\s*([-+]?[0-9]+)")
_MONEY = re.compile(r"([-+]?)\s*[$€£¥₩]\s*(\S+)|(\S+)\s*[$€£¥₩]")
_THOUSANDS = {"k": 3, "K": 3, "thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9}
_WITH_UNIT = re.compile(rf"({NUMBER.pattern})\s*([^\W\d_][^\d]*)")


def is_number(text: str) -> bool:
    """Whether a text is a number as it is typed here; leading zeros are none of it."""
    return bool(NUMBER.fullmatch(text)) and not _ZEROS.fullmatch(text)


def remedy(text: str) -> str:
    """What to write instead of a text that looks like a number but isn't written as one: `write 1000`; else empty."""
    text = text.strip()
    if len(text) > LONGEST or not any(character.isnumeric() for character in text):
        return ""
    if is_number(text):
        return "remove the quotes"
    plain = _plain(text)
    if plain is not None and plain[:1] in "-+.0123456789" and is_number(plain):
        both = re.fullmatch(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}", text)
        return f"write {plain}, or {text.replace(',', '.')} if its comma is a decimal one" if both else f"write {plain}"
    found = _WITH_UNIT.fullmatch(text)
    if found and found.group(2) in _THOUSANDS:
        return f"write {found.group(1)}e{_THOUSANDS[found.group(2)]}"
    return f"write {found.group(1)} alone; what it counts is said by `unit`" if found else ""


def _plain(text: str) -> str | None:
    """The number that a text means, as it is typed here; None where nobody can tell."""
    text = unicodedata.normalize("NFKC", text).translate({ord(dash): "-" for dash in "−–—"})
    if text.startswith("(") and text.endswith(")"):  # as accountants write what is below zero
        inner = _plain(text[1:-1].strip()) if "(" not in text[1:] else None
        return f"-{inner}" if inner and inner[0] not in "-+" else None
    if text.endswith("%"):
        share = _plain(text[:-1].strip())
        return f"{float(share) / 100.0:.15g}" if share and is_number(share) else None
    if is_number(text):
        return text
    for pattern, meaning in _MEANINGS:
        found = pattern.fullmatch(text)
        if found:
            return meaning(found)
    bare = text.replace("_", "")
    return bare if bare != text and NUMBER.fullmatch(bare) else None


def _of_base(found: re.Match[str]) -> str:
    base, digits = next((base, found.group(at)) for base, at in ((16, 3), (8, 5), (2, 7)) if found.group(at))
    return found.group(1) + str(int(digits.replace("_", "") or "0", base))


def _divided(found: re.Match[str]) -> str | None:
    above, below = found.groups()
    if not (is_number(above) and is_number(below)) or float(below) == 0.0:
        return None
    return f"{float(above) / float(below):.15g}"


_MEANINGS = (
    (_BASED, _of_base),
    (_ZEROS, lambda found: found.group(1) + found.group(2)),
    (_GROUPED, lambda found: found.group(1) + re.sub(r"\D", "", found.group(2)) + (found.group(3) or "")),
    (
        _POINTS,
        lambda found: (
            found.group(1) + re.sub(r"\D", "", found.group(2)) + (f".{found.group(3)}" if found.group(3) else "")
        ),
    ),
    (_COMMA, lambda found: f"{found.group(1) or '0'}.{found.group(2)}{found.group(3) or ''}"),
    (_FRACTION, _divided),
    (_POWER, lambda found: f"{found.group(1)}e{found.group(2)}"),
    (_MONEY, lambda found: _plain((found.group(1) or "") + (found.group(2) or found.group(3)))),
)

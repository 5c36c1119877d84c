"""Dates as other programs write them, told as they are written here."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/._ mM]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{1,2})(?:[T ]+[\d:.]+(?:Z|[-+]\d\d:?\d\d)?)?)?"
)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)?")
_QUARTER = re.compile(r"(\d{4})[-\s/:]*[qQ](\d)|[qQ](\d)[-\s/]*(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NAMED = re.compile(r"([A-Za-z]{3})[a-z]*\.?[-\s/]*(\d{4})|(\d{4})[-\s/]*([A-Za-z]{3})[a-z]*")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[/.](\d{4})")


def date_meant(text: str) -> str:
    """The date a text means, as `2024-05`, where there is no doubt; else empty."""
    text = text.strip()
    if found := _QUARTER.fullmatch(text):
        return f"{found[1] or found[4]}-Q{found[2] or found[3]}"
    if found := _NAMED.fullmatch(text):
        month = (found[1] or found[4]).lower()
        return f"{found[2] or found[3]}-{_MONTHS.index(month) + 1:02}" if month in _MONTHS else ""
    if found := _YEAR_FIRST.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        return _joined(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return _joined(found[3], found[2], found[1])
    if found := _MONTH_AND_YEAR.fullmatch(text):
        return _joined(found[2], found[1], None)
    return ""


def _joined(year: str, month: str, day: str | None) -> str:
    if not 1 <= int(month) <= 12:
        return ""
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")

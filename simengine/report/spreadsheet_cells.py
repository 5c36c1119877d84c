"""Cells of CSV files as a spreadsheet can open them without running what a text says."""

from __future__ import annotations

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 (wide signs are read as narrow ones)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: `'=1+1`, an apostrophe before what would be run.

    It is for texts. A number is written as it is, whatever its sign.
    """
    return f"'{text}" if text.startswith(_RUN) else text

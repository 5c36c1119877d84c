"""Cells of CSV files as a spreadsheet can open them without running what a text says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 (wide signs are read as narrow ones)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: `'=1+1`, an apostrophe before what would be run.

    It is for texts. A number is written as it is, whatever its sign.
    """
    return f"'{text}" if text.startswith(_RUN) else text


def harmless_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same for an Arrow column of texts."""
    import pyarrow.compute as pc  # noqa: PLC0415 (small tables are written without it)

    return pc.replace_substring_regex(column, f"^([{re.escape(''.join(_RUN))}])", r"'\1")

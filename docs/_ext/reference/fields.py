"""The fields of a record as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from reference.markdown import prose, table
from simengine.report.field_words import HEAD, FieldWords, field_words


def field_table(model: type[BaseModel], names: Iterable[str], units: Mapping[str, str] | None = None) -> str:
    """A table of some fields of a record; nothing if there are none. `units` as in `Process.field_units`."""
    rows = [_row(field) for field in field_words(model, names, units)]
    return table(HEAD, rows) if rows else ""


def _row(field: FieldWords) -> tuple[str, ...]:
    takes = prose(field.takes).replace("{", r"\{")
    return f"`{field.name}`", takes, field.unit, field.left_out, prose(field.meaning)

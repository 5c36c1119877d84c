"""What a scenario says of the columns it wants: the file, their names, which rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simengine.errors import Problem, Problems, did_you_mean
from simengine.language.clock import Period, period
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, is_null, path_text

CSV = "csv"
KEYS = {
    CSV: "the file, relative to the one that says so",
    "date": "the column of the dates",
    "value": "the column of the numbers",
    "low": "the column of the lower ends",
    "high": "the column of the upper ends",
    "from": "rows of this date and later",
    "until": "rows of this date and earlier",
    "missing": "`skip`: rows with an empty cell are left out",
}
BESIDE_FIGURE = tuple(key for key in KEYS if key not in ("value", "low", "high"))
"""What may stand beside the `value` of an observation that is a column."""
_DATES = ("from", "until")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a file; `typed` are rows that stand beside them.

    Each of the `values` is named at its place in `keys`; all hold numbers, but the one named at `known`, which holds
    dates.
    """

    file: ScalarNode
    date: ScalarNode | None
    values: tuple[ScalarNode, ...]
    keys: tuple[KeyPath, ...]
    skips: bool
    first: Period | None
    last: Period | None
    typed: tuple[Entry, ...]

    def takes(self, named: Period) -> bool:
        """Whether a row of this date is wanted."""
        after_first = self.first is None or named.first >= self.first.first
        return after_first and (self.last is None or named.after <= self.last.after)

    def with_columns(self, more: Mapping[KeyPath, ScalarNode]) -> Columns:
        """The same with columns that are named at these places, too."""
        return replace(self, values=(*self.values, *more.values()), keys=(*self.keys, *more))


def read_form(
    node: MappingNode, path: KeyPath, values: Sequence[str], *, dated: bool, problems: Problems
) -> Columns | None:
    """The columns that a mapping with `csv` wants, None if it can't be told; `values` are the keys of its numbers."""
    count = len(problems)
    known = {key for key in KEYS if key not in ("value", "low", "high")} | set(values)
    named = {entry.key: entry.node for entry in node.entries if entry.key in known and not is_null(entry.node)}
    typed = tuple(entry for entry in node.entries if entry.key not in known)
    for entry in typed:
        if not dated or not is_date(entry.key):
            hint = did_you_mean(entry.key, known) or f"; beside csv there are {', '.join(sorted(known - {CSV}))}"
            problems.append(Problem(entry.key_place, path_text((*path, entry.key)), f"unknown key{hint}"))
    needed = [*values, *(["date"] if dated or any(key in named for key in _DATES) else [])]
    for key in needed:
        if key not in named:
            problems.append(Problem(node.place, path_text((*path, key)), f"is missing: {KEYS[key]}"))
    for key, given in named.items():
        if not isinstance(given, ScalarNode):
            problems.append(Problem(given.place, path_text((*path, key)), f"a text is needed: {KEYS[key]}"))
        elif key == "missing" and given.text != "skip":
            message = f"the one word for it is skip: rows with an empty cell are left out (got {given.text!r})"
            problems.append(Problem(given.place, path_text((*path, key)), message))
        elif key in _DATES and not is_date(given.text):
            problems.append(
                Problem(given.place, path_text((*path, key)), f"{given.text!r} is not a date: write 2024-05")
            )
    if len(problems) > count:
        return None
    scalars = {key: given for key, given in named.items() if isinstance(given, ScalarNode)}
    first, last = (period(scalars[key].text) if key in scalars else None for key in _DATES)
    columns = tuple(scalars[key] for key in values)
    keys = tuple((key,) for key in values)
    return Columns(scalars[CSV], scalars.get("date"), columns, keys, "missing" in scalars, first, last, typed)


def is_date(text: str) -> bool:
    """Whether a text names a period."""
    try:
        period(text)
    except ValueError:
        return False
    return True

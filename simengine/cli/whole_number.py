"""Whole numbers on a command line, typed as numbers are in a scenario: `1000` or `1e6`."""

from __future__ import annotations

from typing import Any

import click

from simengine.language import numerals


class WholeNumber(click.IntRange):
    """A whole number from `min` on; what it is not written as is told with the remedy."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, str) and not numerals.is_number(value.strip()):
            meant = numerals.remedy(value).partition(", or")[0]  # no decimal comma in a whole number
            self.fail(f"{value!r} is not a whole number{f'; {meant}' if meant else ''}", param, ctx)
        if isinstance(value, str) and not value.strip().lstrip("+-").isdigit():
            number = float(value)
            if not number.is_integer():
                self.fail(f"{value!r} is not a whole number", param, ctx)
            value = int(number)
        found: int = super().convert(value, param, ctx)
        return found

    def _describe_range(self) -> str:
        """What the help says of its ends; nothing where it has none."""
        return "" if self.min is None and self.max is None else super()._describe_range()

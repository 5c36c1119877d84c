"""How a driver or formula spreads over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simengine.compute import bands
from simengine.report.bands_text import bands_text
from simengine.report.plots import fan
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table, extended

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    "scenario": str,
    "name": str,
    "unit": str,
    "date": str,
    "year": float,
    "quantile": float,
    "value": float,
}


@dataclass(frozen=True, slots=True, eq=False)
class Bands(bands.Bands, Pictured):
    """Quantiles of one driver or formula over the paths of one scenario.

    `years` are decimal calendar years at the K+1 steps; `quantiles` maps a level in (0, 1) to the quantile at each,
    shape [K+1], in `unit` ("" if it has none), NaN where no path has a value. `paths` is how many there
    were, `title` what people call it, if not by its name.
    """

    @classmethod
    def of(cls, found: bands.Bands) -> Bands:
        """The same quantiles, to be shown."""
        return extended(cls, found)

    def text(self, width: int) -> str:
        """The quantiles at some dates, a line each."""
        return bands_text(self, width)

    def table(self) -> pa.Table:
        """A row a quantile and step: scenario, name, unit, date, year, quantile (its level), value."""
        dates = self.dates or [""] * len(self.years)
        rows = [
            (self.scenario, self.name, self.unit, date, year, level, value)
            for level, values in self.quantiles.items()
            for date, year, value in zip(dates, self.years.tolist(), values.tolist(), strict=True)
        ]
        return arrow_table(_COLUMNS, rows)

    def picture(self) -> Picture:
        """A fan over calendar time. ValueError if the levels are not 0.5 and pairs around it."""
        return fan.picture(self)

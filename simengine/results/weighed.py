"""Hypotheses weighed by what was seen: a record with its text, tables and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis import weighing
from simengine.analysis.weighing import weighing_json
from simengine.report.plots import odds_plot
from simengine.report.plots.picture import Picture
from simengine.report.weigh_text import weigh_text
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.results.table_files import write_files

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "hypothesis", "known", "unit"), str),
    **dict.fromkeys(("before", "value", "low", "high"), float),
}


@dataclass(frozen=True, slots=True, eq=False)
class Weighed(weighing.Weighing, Pictured):
    """Hypotheses that exclude one another, weighed by what was seen.

    `weights` has each before and after with its log evidence, `stages` what each observation did to the odds,
    `figures` the classes and questions of the mixture, `again` the weights with other errors and priors.
    """

    def text(self, width: int) -> str:
        """What `simengine weigh` prints on so many columns."""
        return weigh_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine weigh --json`."""
        return weighing_json(self)

    def table(self) -> pa.Table:
        """A row a figure: of (weight, again, odds, class, question), name, hypothesis, known, unit, before, value, low,
        high.

        A weight has its prior in `before`; `name` of what is told again is what was assumed. Odds are log Bayes factors
        (nats) of a hypothesis against the first, `name` the observations, `known` since when. Classes and questions are
        the mixture's (`hypothesis` empty), then each hypothesis' own.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """The odds that each observation multiplied, in decibans.

        With more than two hypotheses a figure of its own has a panel for each but the first.
        """
        return odds_plot.picture(self)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """weighed.csv and the picture odds.png and .svg, into a folder; returns the files."""
        return write_files(Path(folder), "weighed", self.table(), {"odds": self.picture()})

    def _rows(self) -> Iterator[list[object]]:
        for one in self.weights:
            yield ["weight", "", one.name, "", "", one.prior, one.weight, one.low, one.high]
        for again in self.again:
            for one in again.weights:
                yield ["again", again.what, one.name, "", "", one.prior, one.weight, one.low, one.high]
        for stage in self.stages:
            names = ", ".join(stage.names)
            for odds in stage.factors:
                ends = odds.log - odds.half, odds.log + odds.half
                yield ["odds", names, odds.name, stage.known, "", None, odds.log, *ends]
        for figure in self.figures:
            yield [figure.of, figure.name, "", "", figure.unit, None, figure.value, figure.low, figure.high]
            for name, value in figure.by.items():
                yield [figure.of, figure.name, name, "", figure.unit, None, value, None, None]

"""What to watch for the chance of a class, or for a number: signposts of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis.headline import Headline, estimate_of
from simengine.analysis.probability import Proportion
from simengine.explain import signpost
from simengine.explain.chance import chance_of, headline_asked
from simengine.explain.observables import dates_of, watched_of
from simengine.explain.reads import read_by
from simengine.explain.signpost import Mean, value_of
from simengine.explain.signposts import signposts_of
from simengine.report.plots import signposts_plot
from simengine.report.plots.picture import Picture
from simengine.report.signposts_text import signposts_json, signposts_text, what
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.results.table_files import write_files
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PATHS = 20_000
_CHANCES = ("at_risk", "seen", "base", "if_seen", "if_not")
_COLUMNS: Columns = {
    **dict.fromkeys(("part", "by", "of", "name", "title", "unit", "sense"), str),
    "threshold": float,
    **dict.fromkeys(("regime", "text"), str),
    **{f"{name}{end}": float for name in _CHANCES for end in ("", "_low", "_high")},
    **dict.fromkeys(("moves", "se", "low", "high", "bits", "explains"), float),
    **dict.fromkeys(("at_risk_n", "seen_n"), int),
    "same": str,
}


@dataclass(frozen=True, slots=True)
class Signposts(signpost.Signposts, Pictured):
    """What to watch for an answer, by date, the most telling first: `posts`.

    Each is something seen for the first time `by` a date (an event that occurred, a driver above or below a quartile, a
    question's answer), with the chance `if_seen` and `if_not`, the part of futures in which it is `seen` of those
    `at_risk`, in which it had not been before, and by how much it `moves` the chance on average; of a `number` these
    are its means. They were chosen on
    one half of the futures, and are told on the other. `read` is what the class itself reads, told apart. `nothing`
    says why there are none, or "".
    """

    @classmethod
    def of_run(cls, run: Run, of: str = "", by: str = "", most: int = MOST_PATHS) -> Signposts:
        """The signposts of a run for a chance or a number, by default its answer, up to a date.

        At most so many paths are looked at. Errors as of `Run.signposts`.
        """
        table = run.outcome_table()
        dates = dates_of(run, by)
        chance = chance_of(run.model, table, of, most, numbers=True)
        watched = () if chance.nothing else tuple(watched_of(run, table, chance.path, dates))
        reads = read_by(run.plan, chance.of, chance.names)
        found = signposts_of(run.name, chance, watched, dates, reads)
        return extended(cls, replace(found, overall=_overall(table, headline_asked(run.model, table, of))))

    def text(self, width: int) -> str:
        """What `simengine signposts` prints on so many columns."""
        return signposts_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine signposts --json`."""
        return signposts_json(self)

    def table(self) -> pa.Table:
        """A row a signpost: part (told, or read by the class itself), by, of (event, level, regime, answer), name.

        Then title, unit, sense, threshold, regime, text; at_risk, seen, base, if_seen and if_not with their 95 %
        intervals; moves with se, low and high; bits, or of a number the share of its variance that it explains; how
        many futures there are; and what says the `same`.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """The chance, or the mean, if seen and if not, a row a signpost. SimengineError where there is none."""
        return signposts_plot.picture(self)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """signposts.csv and, if there are any, the picture signposts.png and .svg, into a folder; returns the files."""
        pictures = {"signposts": self.picture()} if self.posts else {}
        return write_files(Path(folder), "signposts", self.table(), pictures)

    def _rows(self) -> Iterator[list[object]]:
        for part, post in (*(("told", one) for one in self.posts), *(("read", one) for one in self.read)):
            yield [
                part,
                *(post.by, post.of, post.name, post.title, post.unit, post.sense, post.threshold, post.regime),
                what(post),
                *(end for name in _CHANCES for end in _ends(getattr(post, name))),
                *(post.moves, post.se, post.low, post.high, post.bits, post.explains),
                *(post.base.n, post.if_seen.n),
                ", ".join(post.same),
            ]


def _overall(table: OutcomeTable, headline: Headline) -> Proportion | Mean:
    """What the run says of it, on however many futures is looked."""
    found = estimate_of(table, headline)
    return found if isinstance(found, Proportion) else Mean(found.mean, found.se, found.low, found.high, found.n)


def _ends(chance: Any) -> tuple[float, float, float]:
    return value_of(chance), chance.low, chance.high

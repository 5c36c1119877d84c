"""A sheet of forecasts, frozen: what a run says of its questions on one day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis.freezing import classes_of, forecasts_of
from simengine.analysis.question_series import series_of
from simengine.errors import SimengineError, WrongUsageError, listed
from simengine.language.clock import Instant, period
from simengine.report.layout import fitted
from simengine.report.learnt_text import learnt_text
from simengine.report.numbers import counted
from simengine.report.sheet_text import sheet_rows
from simengine.results.result import Columns, Result, arrow_table
from simengine.runs.sheet import StoredSheet
from simengine.runs.sheet_file import ENDINGS, FOLDER, read_files, write_sheet
from simengine.runs.store import Run
from simengine.scenario.groups import binding_at
from simengine.scenario.schema import Question, Scenario
from simengine.yaml.nodes import node_at, plain

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("question", "text", "kind", "date", "series", "unit"), str),
    **dict.fromkeys(("p", "mean", "low", "high", "q0.05", "q0.25", "q0.5", "q0.75", "q0.95"), float),
    **dict.fromkeys(("n", "missing"), int),
}


@dataclass(frozen=True, slots=True)
class Frozen(StoredSheet, Result):
    """A sheet that has been written: its `file`, its `sheet` with the forecasts by question, and its `hash`."""

    @classmethod
    def of(cls, run: Run, file: str | Path | None = None) -> Frozen:
        """Writes a run's forecasts. SimengineError if it asks no question, or if the file is there already."""
        now = datetime.datetime.now(datetime.UTC)
        path = Path(file) if file is not None else FOLDER / f"{run.folder.name}_{now:%Y-%m-%d}.yaml"
        if path.suffix not in ENDINGS:
            raise WrongUsageError(f"a sheet is a file that ends in .yaml (got {str(path)!r})")
        write_sheet(path, content_of(run, now))
        ((stored,), _) = read_files([path])
        return cls(stored.file, stored.sheet, stored.hash, stored.doubts)

    def text(self, width: int) -> str:
        """What `simengine freeze` prints on so many columns."""
        sheet = self.sheet
        told = f"{self.file}: {counted(len(sheet.questions), 'question')}, as of {sheet.as_of}"
        lines = [told, *([sheet.learnt] if sheet.learnt else []), f"hash {self.hash}"]
        if sheet.previous:
            lines.append(f"after {listed([*sheet.previous])}, whose hash is in it")
        lines += [f"left out: {name}: {why}" for name, why in sheet.left_out.items()]
        return "\n".join(fitted([*lines, *self.doubts], width, 4))

    def table(self) -> pa.Table:
        """A row a question: question, text, kind, date, series, unit, p or mean, low, high, q…, n, missing."""
        return arrow_table(_COLUMNS, self._rows())

    def _rows(self) -> Iterator[list[object]]:
        return sheet_rows(self.sheet)


def content_of(run: Run, now: Instant) -> dict[str, Any]:
    """What a sheet of a run says, but for what lies beside it. SimengineError if it asks no question."""
    table, manifest = run.outcome_table(), run.manifest
    if not table.questions:
        raise SimengineError(f"{run.name} asks nothing that could be scored: write `questions`, each with by or as_of")
    forecasts, left_out = forecasts_of(table)
    if not forecasts:
        raise SimengineError(f"{run.name} has no forecast: {'; '.join(f'{n}: {why}' for n, why in left_out.items())}")
    scenario, series = run.model.scenario, series_of(run.model)
    return {
        "scenario": manifest.scenario,
        "title": manifest.title,
        "run": run.name,
        "as_of": known_until(run).isoformat()[:10],
        "frozen": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "digests": _digests(run),
        **({"learnt": learnt_text(manifest.learnt)} if manifest.learnt else {}),
        "outcome": classes_of(table),
        "questions": {name: _question(scenario, name, series[name], said) for name, said in forecasts.items()},
        "left_out": left_out,
    }


def known_until(run: Run) -> Instant:
    """The first instant of which a run knows nothing: after the date that it is as of, if it is of one.

    Else when its last observation became known, or its clock starts.
    """
    if run.manifest.as_of:
        return period(run.manifest.as_of).after
    plan, clock = run.plan, run.clock
    seen = [*((one.known, one.step) for one in plan.observations), *((one.known, one.step) for one in plan.likelihoods)]
    return max([clock.start, *(Instant.fromisoformat(known) if known else clock.day(step) for known, step in seen)])


def _digests(run: Run) -> dict[str, str | int]:
    manifest = run.manifest
    return {
        "paths": manifest.paths_digest,
        "readings": manifest.readings_digest,
        "seed": manifest.seed,
        "futures": manifest.paths,
        "semantics": manifest.semantics,
        "simengine": manifest.simengine,
    }


def _question(scenario: Scenario, name: str, series: str, said: Mapping[str, Any]) -> dict[str, Any]:
    question: Question = scenario.questions[name]
    asked: dict[str, Any] = {
        "text": question.text,
        "title": question.title,
        "when": question.when and question.when.text,
        "value": question.value and question.value.text,
        "given": question.given and question.given.text,
        "by": question.by,
        "as_of": question.as_of,
        "members": dict(binding_at(scenario.bindings, ("questions", name, "text"))),
        "unit": question.unit,
        "series": series,
    }
    extra = {
        key: plain(node)
        for key in ("resolve", "reference")
        if (node := node_at(scenario.tree, ("questions", name, key)))
    }
    return {key: value for key, value in {**asked, **said, **extra}.items() if value not in (None, {}, [])}

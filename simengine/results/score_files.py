"""Scores and forecasts side by side as files: tables as CSV, and pictures."""

from __future__ import annotations

from pathlib import Path

from simengine.report.plots import forecast_dates_plot, reliability_plot
from simengine.results.forecasts import Forecasts
from simengine.results.scored import Scores
from simengine.results.table_files import write_table


def write_scores(scores: Scores, folder: Path) -> tuple[Path, ...]:
    """scores.csv, and pictures of what there is, reliability and places. SimengineError if the disk refuses."""
    file = folder / "scores.csv"
    write_table(file, [scores.table()])
    return (file, *reliability_plot.draw(scores, folder))


def write_forecasts(found: Forecasts, folder: Path) -> tuple[Path, ...]:
    """forecasts.csv, and a picture with a panel a question. SimengineError if the disk refuses."""
    file = folder / "forecasts.csv"
    write_table(file, [found.table()])
    return (file, *forecast_dates_plot.draw(found.questions, folder / "forecasts"))

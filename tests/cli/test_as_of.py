"""Forecasts as of a date on the command line: run, listed, compared, frozen and scored."""

import json
from pathlib import Path

import pytest

from tests.helpers.cli.command_line import Simengine
from tests.helpers.compute.figures_model import FEW, figures_file


@pytest.fixture
def cablecar(here: Path) -> Path:
    return figures_file(here)


def test_two_figures_came_in(simengine: Simengine, cablecar: Path) -> None:
    for date, seen in (("2024-11", ""), ("2024-12", "1 observation"), ("2025-Q2", "3 observations")):
        run = simengine("run", "cablecar.yaml", "--as-of", date, *FEW)
        assert run.code == 0
        assert f"cablecar@{date}" in run.out
        assert f"as of {date}" in " ".join(run.out.split())
        assert ("learnt from" in run.out, f"learnt from {seen}" in run.out) == (bool(seen), bool(seen))
    assert "was there already, unchanged" in simengine("run", "cablecar.yaml", "--as-of", "2025-Q2", *FEW).out
    for name in ("cablecar@2024-12", "cablecar@2025-Q2"):
        assert simengine("freeze", name).code == 0
    history = simengine("score", "forecasts", "--history").out
    assert history.index("2025-01-01") < history.index("2025-07-01")


def test_it_is_told_under_any_name(simengine: Simengine, cablecar: Path) -> None:
    assert simengine("run", "cablecar.yaml", "--as-of", "2024-11", "--name", "prior").code == 0
    assert "    as of 2024-11\n" in simengine("list").out
    assert json.loads(simengine("list", "--json").out)[0]["as_of"] == "2024-11"
    assert json.loads(simengine("summary", "prior", "--json").out)["as_of"] == "2024-11"
    again = simengine("run", "cablecar.yaml", "--as-of", "2024-10", "--name", "prior")
    assert (again.code, "as of 2024-10" in again.out) == (0, True)  # the same futures, said of another date
    other = simengine("run", "cablecar.yaml", "parameters.growth=0", "--as-of", "2024-10", "--name", "prior")
    assert other.code == 1


def test_what_is_overridden_stays_in_the_name(simengine: Simengine, cablecar: Path) -> None:
    dry = simengine("run", "cablecar.yaml", "parameters.growth=0", "--as-of", "2024-12", *FEW, "--dry-run")
    assert "results/cablecar+parameters.growth=0@2024-12" in dry.out


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("soon", "as of soon: 'soon' is not a date: write 2026, "),
        ("2024-05", "as of 2024-05: 2024-05 lies before the clock starts (2024-07): start it earlier, or take a later"),
        ("2026-01", "as of 2026-01: 2026-01 lies after the clock's end (2026-01): take an earlier date"),
    ],
)
def test_a_date_that_can_not_be_is_refused(simengine: Simengine, cablecar: Path, date: str, why: str) -> None:
    run = simengine("run", "cablecar.yaml", "--as-of", date)
    assert (run.code, why in run.err) == (2, True)


def test_a_sweep_as_of_a_date(simengine: Simengine, cablecar: Path) -> None:
    words = ("sweep", "cablecar.yaml", "events.storm.hazard=0.2,0.4", "--as-of", "2024-12", *FEW)
    swept = simengine(*words)
    assert swept.code == 0
    (folder,) = Path("results").glob("cablecar@2024-12_by_*")
    assert sorted(one.name for one in folder.glob("cablecar+*")) == [
        f"cablecar+events.storm.hazard={hazard}@2024-12" for hazard in (0.2, 0.4)
    ]
    assert "all were there already, unchanged" in simengine(*words).out

"""More of a measure, of events, of a driver or formula, from stored runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import simengine as se
from simengine.cli.entry import run_words
from simengine.results.compared_details import write_detail

WORK = """\
name: work
clock: {start: 2025, end: 2028, step: quarter}
parameters: {rate: {uniform: [0.2, 0.6], unit: 1/year}, pull: 0}
drivers: {mood: {process: random_walk, initial: 0, drift: pull, volatility: 1, unit: smile}}
formulas: {twice: mood * 2}
events:
  luck: {hazard: rate}
  grief: {hazard: rate}
measures: {final: {expr: mood, unit: smile}, lucky: occurred(luck)}
outcome: {many: final > 1, few: otherwise}
simulate: {paths: 60, seed: 1}
"""
CHANGES = {
    "pulled": {"parameters.pull": 0.5},
    "luckier": {"events.luck.hazard": "3 * rate"},
    "redefined": {"measures.final.expr": "mood + 1"},
    "later": {"clock.end": 2029},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("work")
    model = se.load(WORK)
    se.run(model, out=found)
    for name, changes in CHANGES.items():
        se.run(model.with_(changes), out=found, name=name)
    return found


@pytest.fixture(scope="module")
def compared(folder: Path):
    def of(*names: str, unlike: bool = False):
        return se.compare(*(se.open_run(folder / name) for name in ("work", *names)), unlike=unlike)

    return of


def test_a_driver_is_what_it_is_on_every_pair(compared) -> None:
    """A drift of .5 a year moves every path by .5 a year."""
    detail = compared("pulled", "luckier").over_time("mood")
    pulled, luckier = detail.found
    assert (pulled.pairs, pulled.unit, len(pulled.levels)) == (60, "smile", 13)
    for level in pulled.levels:
        assert level.difference.d == pytest.approx(0.5 * (level.year - 2025), abs=1e-3)
        assert level.other - level.base == pytest.approx(level.difference.d)
        assert level.difference.se == pytest.approx(0.0, abs=1e-6)
    assert all(level.difference.alike for level in luckier.levels)
    assert detail.table().num_rows == 2 * 13
    assert "mood, smile" in detail.text(90)


def test_the_first_of_several_events_is_told(compared) -> None:
    detail = compared("luckier").of_events("luck", "grief")
    (found,) = detail.found
    last = {name: row[-1] for name, row in found.events.items()}
    assert sum(at.other.p for at in last.values()) <= 1.0
    assert last["luck"].difference.d > 0.1
    assert last["grief"].difference.d < 0.0  # who is lucky first has no grief first
    alone = compared("luckier").of_events("grief").found[0].events["grief"][-1]
    assert alone.difference.alike
    assert "only the first on a path counts" in detail.text(90)
    assert detail.table().num_rows == 2 * 13
    assert detail.plot().get_ylabel() == "difference in probability"


def test_a_measure_beyond_its_mean(compared) -> None:
    detail = compared("pulled").of_measure("final")
    (found,) = detail.found
    assert all(shift.difference.d == pytest.approx(1.5, abs=1e-3) for shift in found.quantiles.values())
    assert found.distance.distance == pytest.approx(1.5, abs=1e-3)
    assert found.distance.distance > found.distance.swapped
    assert "Wasserstein's distance over those of both: 1.50, more than" in (told := detail.text(120))
    assert "60 count in both" in told
    assert "±–: too few paths lie beyond this quantile" in told
    assert detail.table().num_rows == 6


def test_a_name_is_told_as_what_it_is(compared) -> None:
    both = compared("pulled")
    kinds = [type(both.of(name)).__name__ for name in ("final", "luck", "luck+grief", "mood", "twice")]
    assert kinds == ["MeasureShifts", "Incidences", "Incidences", "TwinBands", "TwinBands"]


@pytest.mark.parametrize(
    ("other", "name", "message"),
    [
        ("pulled", "finale", r"no measure, event, driver or formula 'finale' \(did you mean 'final'\?\)"),
        ("pulled", "luck+gref", r"no event 'gref' \(did you mean 'grief'\?\)"),
        ("pulled", "lucky", "lucky is a truth in work: its chance is all there is"),
        ("redefined", "final", r"final of redefined.* is not subtracted: it is defined otherwise; .*unlike=True"),
    ],
)
def test_what_there_is_not(compared, other: str, name: str, message: str) -> None:
    with pytest.raises(se.SimengineError, match=message):
        compared(other).of(name)


def test_no_pairs_on_two_clocks(compared) -> None:
    both = compared("later", unlike=True)
    for name in ("mood", "luck"):
        with pytest.raises(se.SimengineError, match="their clock is not the same"):
            both.of(name)
    assert both.of("final").found[0].quantiles[0.5].difference.pairs == 60


def test_the_command_prints_it(folder: Path, capsys) -> None:
    words = ["compare", str(folder / "work"), str(folder / "pulled"), "--of", "final,luck", "--of", "mood"]
    assert run_words(words) == 0
    out = " ".join(capsys.readouterr().out.split())  # however wide the terminal is
    assert [part in out for part in ("50 %", "luck by", "5–95 % of pairs")] == [True] * 3
    assert run_words([*words[:-2], "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["of"]) == ["final", "luck"]


def test_tables_and_a_picture(compared, tmp_path: Path) -> None:
    both = compared("pulled")
    files = [file for name in ("final", "luck") for file in write_detail(both.of(name), tmp_path, name)]
    assert [file.name for file in files] == [
        f"of_{name}.{ending}" for name in ("final", "luck") for ending in ("csv", "png", "svg")
    ]
    rows = list(csv.DictReader((tmp_path / "of_final.csv").read_text(encoding="utf-8").splitlines()))
    assert (rows[0]["quantile"], rows[-1]["quantile"]) == ("0.05", "")

"""Results: frozen records whose text is the command's, whose table has a row a figure, and which draw themselves."""

import dataclasses
import html
from pathlib import Path

import pytest
from matplotlib.figure import Figure

import simengine as se
from simengine.results.result import Pictured
from tests.helpers.cli.command_line import in_process, write_tiny
from tests.helpers.compute.lamp_model import lamp

QUICK = {"paths": 60, "engine": "reference"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("results") / "tiny").parent


@pytest.fixture(scope="module")
def runs(folder):
    """A run, its variant, and a third."""
    files = ("tiny.yaml", "lucky.yaml")
    tiny, lucky = (se.run(se.load(folder / "tiny" / file), out=folder / "results", **QUICK) for file in files)
    third = se.load(folder / "tiny" / "tiny.yaml").with_({"drivers.mood.volatility": 0.2})
    return tiny, lucky, se.run(third, out=folder / "results", **QUICK)


@pytest.fixture(scope="module")
def results(folder, runs):
    """One of each kind."""
    tiny, lucky, _ = runs
    model = se.load(folder / "tiny" / "tiny.yaml")
    return {
        "run": tiny,
        "summary": tiny.summary(),
        "compared": se.compare(tiny, lucky),
        "answers": tiny.ask("P(luck_2027)", "q95(final_mood | occurred(luck))"),
        "forced": tiny.forced(lucky),
        "bands": tiny.bands("mood", paths=20),
        "story": tiny.story(typical="late"),
        "checked": se.check(lamp(folder), paths=20, classes=["broken"]),
        "estimate": se.run(model, out=folder / "none", dry_run=True, **QUICK),
    }


KINDS = ("run", "summary", "compared", "answers", "forced", "bands", "story", "checked", "estimate")


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_is_frozen_and_shows_itself(results, kind: str, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    result = results[kind]
    field = dataclasses.fields(result)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(result, field, None)
    assert str(result) == result.text(90) != ""
    shown = result._repr_html_()
    assert shown.startswith(f"<pre>{html.escape(str(result))}</pre>")
    assert ("<svg" in shown) == isinstance(result, Pictured)


COUNTS = {
    "run": 6,
    "summary": 6,
    "compared": 6,
    "answers": 2,
    "forced": 6,
    "bands": 5 * 21,
    "checked": 12,
    "estimate": 1,
}


@pytest.mark.parametrize("kind", COUNTS)
def test_a_table_has_a_row_a_figure(results, kind: str) -> None:
    assert results[kind].table().num_rows == COUNTS[kind]


def test_what_a_figure_has_not_is_null(results) -> None:
    rows = {row["name"]: row for row in results["summary"].table().to_pylist()}
    assert rows["early"]["p"] == results["summary"].outcome["early"].p
    assert rows["early"]["mean"] is rows["early"]["q0.5"] is None
    assert rows["final_mood"]["p"] is None
    assert (rows["final_mood"]["unit"], rows["luck_2027"]["text"]) == ("degree", "Luck comes by the end of 2027")
    types = results["checked"].table().schema.field("verdict").type
    assert (str(types), results["checked"].table().column("verdict").to_pylist()[1]) == ("string", None)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("run", ("summary", "tiny")),
        ("compared", ("compare", "tiny", "lucky", "--all")),
        ("answers", ("ask", "tiny", "P(luck_2027)", "q95(final_mood | occurred(luck))")),
        ("forced", ("ask", "tiny", "--forced", "lucky")),
        ("story", ("story", "tiny", "--typical", "late")),
        (
            "checked",
            ("check", "lamp.yaml", "--paths", "20", "--engine", "reference", "--jobs", "1", "--class", "broken"),
        ),
    ],
)
def test_a_command_prints_what_the_record_prints(results, folder, monkeypatch, capsys, kind, words) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    printed = in_process(capsys)(*words)
    assert (printed.code, printed.out) == (0, f"{results[kind]}\n")


@pytest.mark.parametrize("kind", ["run", "summary", "compared", "forced", "bands"])
def test_a_picture_goes_into_axes_of_its_own_or_ours(results, kind: str) -> None:
    own = results[kind].plot()
    assert own.figure.texts  # a head
    ours = Figure().subplots()
    assert results[kind].plot(ours) is ours
    assert ours.get_title(loc="left")
    assert ours.get_xlabel() == own.get_xlabel() != ""


def test_several_comparisons_are_drawn_in_one_panel(runs) -> None:
    tiny, lucky, third = runs
    axes = se.compare(tiny, lucky, third).plot()
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[:2] == ["early · lucky", f"early · {third.name}"]
    assert len(labels) == 6


def test_tables_and_pictures_of_a_comparison(results, tmp_path) -> None:
    files = results["compared"].write(tmp_path / "none", fans=[])
    assert [file.name for file in files][:2] == ["differences.csv", "migration.csv"]
    assert not any("fan" in file.name for file in files)
    announced: list[str] = []
    files = results["compared"].write(tmp_path / "some", announce=announced.append)
    assert results["compared"].default_fans() == ("mood",)
    assert {file.name for file in files} == {file.name for file in (tmp_path / "some").iterdir()}
    assert "fan_mood.svg" in {file.name for file in files}
    assert announced == ["computing up to 200 paths of each run again, to draw mood"]
    with pytest.raises(se.SimengineError, match="did you mean 'mood'"):
        results["compared"].write(tmp_path / "some", fans=["mod"])


def test_there_is_something_to_compare_with(runs) -> None:
    with pytest.raises(se.SimengineError, match="nothing to compare tiny with"):
        se.compare(runs[0])


def test_a_dry_run_says_what_is_there(folder, runs, tmp_path) -> None:
    model = se.load(folder / "tiny" / "tiny.yaml")
    first = se.run(model, out=tmp_path, dry_run=True, **QUICK)
    assert (first.scenario, first.paths, first.folder, first.there) == ("tiny", 60, tmp_path / "tiny", "nothing")
    assert first.seconds > 0.0
    assert list(tmp_path.iterdir()) == []
    out = folder / "results"
    same = se.run(model, out=out, dry_run=True, **QUICK)
    assert (same.there, same.seconds, same.refusal) == ("run", 0.0, "")
    other = se.run(model, out=out, dry_run=True, paths=61, seed=9, engine="reference")
    assert (other.there, other.seconds) == ("another", 0.0)
    assert "replace it with force=True" in other.refusal
    assert other.refusal in str(other)
    forced = se.run(model, out=out, dry_run=True, force=True, paths=61, seed=9, engine="reference")
    assert (forced.there, forced.refusal, forced.seconds > 0.0) == ("another", "", True)
    assert runs[0].outcomes.num_rows == 60
    with pytest.raises(se.SimengineError, match="paths must be at least 1"):
        se.run(model, paths=0, dry_run=True)


def test_a_story_of_a_run_and_of_a_model(folder, runs) -> None:
    stored = runs[0].story(4)
    again = se.load(folder / "tiny" / "tiny.yaml").story(4)
    assert (stored.answer, again.answer) == ("early: no", "")  # a model has no run whose headline it could answer
    assert dataclasses.replace(stored, title="", answer="") == dataclasses.replace(again, title="")
    assert se.load(folder / "tiny" / "tiny.yaml").story(4, seed=9).seed == 9
    late = runs[0].story(typical="late")
    assert (late.outcome, late.path) == ("late", late.typical.path)
    steps = late.table().column("step").to_pylist()
    assert steps == sorted(steps)
    assert "luck" in late.table().column("name").to_pylist()


@pytest.mark.parametrize(
    ("path", "typical", "message"),
    [
        (None, None, "say which future"),
        (1, "late", "say which future"),
        (60, None, "no path 60"),
        (None, "lat", "'late'"),
    ],
)
def test_a_story_that_can_not_be_told(runs, path, typical, message) -> None:
    with pytest.raises(se.SimengineError, match=message):
        runs[0].story(path, typical)


def test_a_story_of_no_path_or_seed(folder) -> None:
    model = se.load(folder / "tiny" / "tiny.yaml")
    with pytest.raises(se.SimengineError, match="path"):
        model.story(-1)
    with pytest.raises(se.SimengineError, match="the seed must lie in"):
        model.story(1, seed=-1)


def test_bands_tell_some_dates(results) -> None:
    lines = results["bands"].text(80).splitlines()
    assert lines[0] == "tiny  mood, degree  20 paths"
    assert lines[2].split() == ["year", "5", "%", "25", "%", "50", "%", "75", "%", "95", "%"]
    assert (lines[3].split()[0], lines[-1].split()[0], len(lines)) == ("2025.00", "2030.00", 16)

"""`simengine sweep`: its screen, what `list` says of it, and a cross of worlds and policies."""

import csv
import json
from pathlib import Path

import pytest

KEY = "parameters.rate"
HOW = ("--paths", "60", "--engine", "reference", "--jobs", "1")


def rows_of(folder: str, of: str = "answer") -> list[dict[str, str]]:
    with (Path(folder) / "sweep.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["of"] == of]


def test_a_sweep_is_told_and_a_second_start_draws_nothing(simengine, here) -> None:
    result = simengine("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW)
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "tiny_by_rate  2 points (every combination)  60 paths each  seed 3"
    assert lines[2] == f"over {KEY}=0.1,0.5"
    assert lines[4].split("  ")[0] == "rate"
    assert lines[4].endswith("against rate=0.1")
    assert [line.split()[0] for line in lines[5:7]] == ["0.1", "0.5"]
    assert "2 drawn; all figures: sweep.csv" in lines[-1]
    again = simengine("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW)
    assert again.out.splitlines()[:-1] == lines[:-1]
    assert "all were there already, unchanged" in again.out


def test_a_list_alone_tells_of_a_sweep(simengine, here) -> None:
    told = simengine("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW).out.splitlines()
    simengine("run", "tiny/tiny.yaml", "title=Otherwise, said in so many words that no folder can have them", *HOW)
    listed = simengine("list").out.splitlines()
    assert "    changed: title=Otherwise, said in so many words that no folder can have them" in listed
    answers = [line.split("  ")[1].strip() for line in told[5:7]]
    place = listed.index("sweeps:")
    assert listed[place + 1] == "tiny_by_rate  tiny over rate=0.1,0.5  2 points (every combination)"
    assert listed[place + 2] == f"    {told[4].split('  ')[1]}: {answers[0]} at rate=0.1  to {answers[1]} at rate=0.5"
    assert listed[-2] == "a sweep's table: simengine summary tiny_by_rate"
    assert listed[-1] == f"its runs: simengine list --out {Path('results/tiny_by_rate')}"
    assert len(listed) == place + 5
    inside = simengine("list", "--out", "results/tiny_by_rate").out
    assert f"tiny+{KEY}=0.1" in inside
    (record,) = [one for one in json.loads(simengine("list", "--json").out) if one["state"] == "sweep"]
    assert (record["points"], record["done"], record["ranges"]) == (2, 2, [f"{KEY}=0.1,0.5"])


def test_a_table_that_is_not_of_the_sweep_any_more_is_passed_over(simengine, here) -> None:
    simengine("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW)
    table = here / "results" / "tiny_by_rate" / "sweep.csv"
    for text in (table.read_text(encoding="utf-8").replace("rate=0.1", "rate=0.2"), "of,run\nanswer,x\n", "\0"):
        table.write_text(text, encoding="utf-8")
        result = simengine("list")
        assert (result.code, result.err) == (0, "")
        assert "tiny over rate=0.1,0.5" in result.out


def test_a_list_says_how_far_a_sweep_is(simengine, here) -> None:
    simengine("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW)
    (here / "results" / "tiny_by_rate" / f"tiny+{KEY}=0.5" / "manifest.json").unlink()
    assert "    1 of 2 runs done; the same command goes on" in simengine("list").out
    assert "1 of its 2 runs are missing: the same command goes on" in simengine("summary", "tiny_by_rate").out


def test_a_summary_of_a_sweep_is_its_table(simengine, here) -> None:
    words = ("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW)
    told, figure = (simengine(*words, *more).out for more in ((), ("--figure", "final_mood")))
    summary = simengine("summary", "tiny_by_rate")
    assert (summary.code, summary.err) == (0, "")
    assert summary.out.splitlines() == told.splitlines()[:-2]  # not what was drawn
    assert simengine("summary", "tiny_by").out == simengine("summary", "results/tiny_by_rate").out == summary.out
    assert figure.startswith(simengine("summary", "tiny_by_rate", "--figure", "final_mood").out)
    assert simengine("summary", "tiny_by_rate", "--json").out == simengine(*words, "--json").out
    for wrong in (("tiny_by_rate", "--all"), (f"tiny_by_rate/tiny+{KEY}=0.1", "--figure", "early")):
        assert simengine("summary", *wrong).code == 2


def test_another_figure_and_all_of_them_for_programs(simengine, here) -> None:
    words = ("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW)
    assert "rate  final_mood, degree" in simengine(*words, "--figure", "final_mood").out
    wrong = simengine(*words, "--figure", "final_moood")
    assert (wrong.code, "did you mean 'final_mood'?" in wrong.err) == (2, True)
    found = json.loads(simengine(*words, "--json").out)
    assert [point["values"] for point in found["points"]] == [{KEY: "0.1"}, {KEY: "0.5"}]
    assert {row["of"] for row in found["figures"]} == {"answer", "class", "measure", "question"}


@pytest.fixture
def crossed(here: Path) -> Path:
    for folder, name, text in (
        ("worlds", "calm", "title: As it is\n"),
        ("worlds", "wild", "drivers: {mood: {volatility: 1}}\n"),
        ("policies", "luck", "set: {parameters.rate: 0.9}\n"),
        ("policies", "late", "extends: ../tiny/tiny.yaml\nset: {parameters.rate: 0.02}\n"),
    ):
        (here / folder).mkdir(exist_ok=True)
        (here / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return here


def test_a_cross_has_every_policy_in_every_world_and_none(simengine, crossed) -> None:
    result = simengine("sweep", "tiny/tiny.yaml", "--cross", "worlds", "policies", *HOW)
    assert result.code == 0
    assert result.err.count("hazards that may change") == 1  # of six runs the first is told of
    rows = {(row["worlds"], row["policies"]): row for row in rows_of("results/tiny_by_worlds_policies")}
    assert set(rows) == {(world, policy) for world in ("calm", "wild") for policy in ("none", "late", "luck")}
    table = [line.split() for line in result.out.splitlines() if line.startswith(("worlds", "calm", "wild"))]
    assert table[0] == ["worlds", "none", "late", "luck"]
    for world in ("calm", "wild"):
        assert rows[world, "none"]["d"] == ""
        for policy in ("late", "luck"):
            row = rows[world, policy]
            assert row["against"] == f"{world}+none"
            gap = float(row["estimate"]) - float(rows[world, "none"]["estimate"])
            assert float(row["d"]) == pytest.approx(gap)
    assert float(rows["calm", "luck"]["d"]) > 0 > float(rows["calm", "late"]["d"])


def test_a_world_that_changes_nothing_is_the_scenario_itself(simengine, crossed) -> None:
    simengine("sweep", "tiny/tiny.yaml", "--cross", "worlds", "policies", *HOW)
    simengine("run", "tiny/tiny.yaml", *HOW)
    calm, tiny = (
        json.loads((crossed / "results" / name / "manifest.json").read_text(encoding="utf-8"))
        for name in ("tiny_by_worlds_policies/calm+none", "tiny")
    )
    assert (calm["paths_digest"], calm["readings_digest"]) == (tiny["paths_digest"], tiny["readings_digest"])
    assert [part["file"]["blake2b"] for part in calm["parts"]] == [part["file"]["blake2b"] for part in tiny["parts"]]


def test_a_policy_that_is_added_only_adds(simengine, crossed) -> None:
    words = ("sweep", "tiny/tiny.yaml", "--cross", "worlds", "policies", *HOW)
    simengine(*words)
    (crossed / "policies" / "more.yaml").write_text("set: {parameters.rate: 0.7}\n", encoding="utf-8")
    assert "2 drawn, 6 were there" in simengine(*words).out


def test_files_that_are_renamed_or_taken_out_leave_the_cross(simengine, crossed) -> None:
    words = ("sweep", "tiny/tiny.yaml", "--cross", "worlds", "policies", *HOW)
    simengine(*words)
    (crossed / "policies" / "luck.yaml").rename(crossed / "policies" / "fortune.yaml")
    (crossed / "worlds" / "wild.yaml").unlink()
    result = simengine(*words)
    assert "1 drawn, 2 were there; 4 runs of other points stay there" in result.out
    assert [row["policies"] for row in rows_of("results/tiny_by_worlds_policies")] == ["none", "fortune", "late"]


def test_what_a_cross_defines_otherwise_is_not_subtracted_and_told(simengine, crossed) -> None:
    luck = "set: {outcome.early.when: occurred(luck) and first_time(luck) <= 3}\n"
    (crossed / "policies" / "luck.yaml").write_text(luck, encoding="utf-8")
    result = simengine("sweep", "tiny/tiny.yaml", "--cross", "worlds", "policies", *HOW)
    assert "not subtracted, being unlike, at calm+luck and 1 more point: early: it is defined" in _joined(result.out)
    rows = {(row["name"], row["policies"]): row["d"] for row in rows_of("results/tiny_by_worlds_policies", "class")}
    assert (rows["early", "luck"], rows["early", "late"] != "") == ("", True)
    answers = {row["policies"]: row["d"] for row in rows_of("results/tiny_by_worlds_policies")}
    assert (answers["luck"], answers["late"] != "") == ("", True)


def _joined(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--cross", "worlds", "nowhere"), "nowhere is no folder"),
        (("--cross", "worlds", "tiny/../worlds"), "have one name, 'worlds'"),
        (("--cross", "worlds", "policies", "--design", "lhs"), "leave --design"),
        (("--cross", "worlds", "policies", f"{KEY}=0.1,0.5"), "a cross takes no KEY=A,B"),
        ((f"{KEY}=0.1,0.5", "--figure", "nix"), "no 'nix' among the figures of tiny_by_rate"),
        ((f"{KEY}=0.1,0.5", "--plot", "nowhere/a.png"), "no folder nowhere for the picture"),
        ((f"{KEY}=0.1,0.5", "clock.end=2030,2031", "simulate.seed=1,2", "--plot", "a.png"), "one key or two"),
        (("x",), "one scenario at a time"),
        ((f"{KEY}=0.1,0.1",), "a value stands twice"),
        ((f"{KEY}=0.1", f"{KEY}=0.2"), "stands twice: write all its values"),
    ],
)
def test_what_can_not_be_swept(simengine, crossed, words, told) -> None:
    result = simengine("sweep", "tiny/tiny.yaml", *words, *HOW)
    assert result.code == 2
    assert told in result.err
    assert not Path("results").exists()


def test_a_picture_of_a_sweep(simengine, here) -> None:
    result = simengine("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", "--plot", "rate.png", *HOW)
    assert result.out.endswith("rate.png, rate.svg\n")
    assert Path("rate.png").stat().st_size > 10_000


def test_a_dry_run_draws_nothing_and_knows_what_is_there(simengine, here) -> None:
    words = ("sweep", "tiny/tiny.yaml", f"{KEY}=0.1,0.5", *HOW)
    first = simengine(*words, "--dry-run").out
    assert first.startswith(f"{Path('results/tiny_by_rate')}: 2 runs of 60 paths each; about 0.")
    assert not Path("results").exists()
    simengine("sweep", "tiny/tiny.yaml", f"{KEY}=0.1", *HOW)
    assert ", 1 there already; about" in simengine(*words, "--dry-run").out
    simengine(*words)
    assert simengine(*words, "--dry-run").out.endswith("2 runs, all there already, unchanged\n")

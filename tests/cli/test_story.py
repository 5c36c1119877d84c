"""story: one future from a file or a run, told or refused."""

import json
import re

import pytest

TINY = "tiny/tiny.yaml"


@pytest.fixture
def drawn(simengine):
    """The command, with `tiny` drawn."""
    assert simengine("run", TINY, "--jobs", "1", "--paths", "60").code == 0
    return simengine


def test_a_path_of_a_file_is_computed_afresh(simengine) -> None:
    result = simengine("story", TINY, "--path", "4")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert re.fullmatch(r"tiny, path 4: (early|late|never)  seed 3", lines[0])
    assert lines[1] == "A coin with a memory"
    assert simengine("story", TINY, "--path", "4").out == result.out


def test_seed_and_values_can_be_others(simengine) -> None:
    result = simengine("story", TINY, "--path", "4", "--seed", "9", "events.luck.hazard=0", "measures.final_mood=null")
    assert result.code == 0
    assert result.out.splitlines()[0] == "tiny, path 4: never  seed 9"
    assert "luck" not in result.out.partition("why")[0]


def test_a_path_of_a_run_is_that_of_its_file(drawn) -> None:
    told = drawn("story", "tiny", "--path", "7").out.splitlines()
    (answer,) = [line for line in told if line.endswith((": yes", ": no"))]  # a stored run knows it
    assert [line for line in told if line != answer] == drawn("story", TINY, "--path", "7").out.splitlines()
    assert drawn("story", "results/tiny", "--path", "7").code == 0


def test_the_typical_path_says_why_it_was_chosen(drawn) -> None:
    result = drawn("story", "tiny", "--typical", "late")
    assert result.code == 0
    assert re.match(r"tiny, path \d+: late  seed 3  in the middle of \d+ paths that end so, by 1 measure\n", result.out)


def test_where_it_parts_from_another_class_is_told(drawn) -> None:
    result = drawn("story", "tiny", "--typical", "late", "--against", "early")
    assert result.code == 0
    assert re.search(r"typical of early", result.out)
    record = json.loads(drawn("story", "tiny", "--typical", "late", "--against", "early", "--json").out)
    assert record["parting"]["outcome"] == "early"


def test_a_story_for_programs(drawn) -> None:
    record = json.loads(drawn("story", "tiny", "--typical", "early", "--json").out)
    assert record["typical"]["measures"] == ["final_mood"]
    assert (record["outcome"], record["path"]) == ("early", record["typical"]["path"])
    assert record["verdicts"][-1]["holds"] is True
    assert [one["event"] for one in record["happenings"]] == ["luck"]
    assert json.loads(drawn("story", TINY, "--path", "0", "--json").out)["typical"] is None


def test_what_decided_a_path_is_told_if_asked(simengine) -> None:
    first, second = (simengine("story", "tiny/tiny.yaml", "--path", "4", "--why", "--json") for _ in range(2))
    assert first.code == 0
    assert first.out == second.out
    record = json.loads(first.out)["deciding"]
    assert record["times"] == 100
    assert all(0 <= one["rolls"]["changed"] <= one["rolls"]["counted"] for one in record["deciders"])
    assert json.loads(simengine("story", "tiny/tiny.yaml", "--path", "4", "--json").out)["deciding"] is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tiny"], "say which future"),
        (["tiny", "--path", "1", "--typical", "late"], "say which future"),
        ([TINY, "--typical", "late"], f"simengine run {TINY}"),
        ([TINY, "--path", "1", "--against", "late"], f"simengine run {TINY}"),
        (["tiny", "--path", "1", "events.luck.hazard=1"], "a run is as it was drawn"),
        (["tiny", "--path", "1", "--seed", "4"], "a run is as it was drawn"),
        ([TINY, "tiny/lucky.yaml", "--path", "1"], "one scenario at a time"),
        (["nothing.yaml", "--path", "1"], "nothing.yaml"),
    ],
)
def test_wrong_usage_is_told(simengine, words: list[str], message: str) -> None:
    done = simengine("story", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--path", "60"], "has no path 60"),
        (["--typical", "lat"], "no outcome class 'lat' (did you mean 'late'?)"),
    ],
)
def test_what_a_run_does_not_have_is_told(drawn, words: list[str], message: str) -> None:
    done = drawn("story", "tiny", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err

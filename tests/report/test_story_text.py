"""Stories as text: to the letter where nothing is left to chance, and short whatever happens."""

import json
from pathlib import Path

import pytest

from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.report.story_text import story_text
from simengine.report.story_words import fact, number, share_words, story_json
from simengine.story.account import story_of_path
from simengine.story.records import Part
from tests.helpers.compute.mill_model import mill_story
from tests.helpers.house.tree import ROOT

MILL = Path(__file__).parent / "goldens" / "mill.txt"


def test_a_story_to_the_letter(tmp_path, golden):
    golden(MILL, story_text(mill_story(tmp_path), 100, "chosen by hand"))


def test_a_path_left_out_says_what_was_seen(tmp_path):
    story = mill_story(tmp_path, 0, "observe.brook_2026.between=[0, 3]")
    lines = story_text(story, 100).splitlines()
    assert lines[0] == "mill, path 0: excluded  seed 0"
    assert "2027-01  the path ends here, excluded by observe.brook_2026: brook 6 > 3" in lines
    assert not any(line.startswith("why") for line in lines)


@pytest.mark.parametrize("width", [60, 100])
def test_stories_of_the_first_model_are_short_and_in_order(width):
    scenario = load(ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml")
    plan = make_plan(scenario)
    for path in range(8):
        story = story_of_path(scenario, plan, path)
        lines = story_text(story, width).splitlines()
        assert len(lines) <= (80 if width == 100 else 110)
        assert max(map(len, lines)) <= width
        dates = [line[:7] for line in lines if line[:2] == "20"]
        assert dates
        assert dates == sorted(set(dates))
        if story.outcome:
            title = story.words.called("outcome", story.outcome)
            assert f"why {title}, the first class that holds" in lines
            assert any(line.replace(" ", "").startswith(f"{title}yes".replace(" ", "")) for line in lines)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (Part("kept", 0.83, ">=", "cut", 0.7, True), "kept 0.83 >= cut 0.7"),
        (Part("kept", 0.62, ">=", "cut", 0.7, False), "kept 0.62 < cut 0.7"),
        (Part("kept", 0.69999, ">=", "cut", 0.7, False), "kept 0.69999 < cut 0.7"),
        (Part("kept", 0.3000001, ">", "0.3", None, True), "kept 0.3000001 > 0.3"),
        (Part("since(e)", float("nan"), "<", "3", None, False), "since(e) is not a number (–)"),
        (Part("a - b", 1.0, "<", "mean(a, b)", 2.0, True), "a - b (1) < mean(a, b) 2"),
        (Part("war", "full", "==", "truce", None, False), "war full != truce"),
        (Part("war", "full", "==", "full", None, True), "war == full"),
        (Part("occurred(e)", None, "", "", None, False), "occurred(e) is false"),
        (Part("occurred(e)", None, "", "", None, True, "2026-05"), "occurred(e) is true since 2026-05"),
        (Part("before(e, f)", None, "", "", None, False, "f 2026-05"), "before(e, f) is false: f 2026-05"),
    ],
)
def test_facts_are_true(part, message):
    assert fact(part) == message


def test_numbers_and_shares_are_short():
    assert [number(value) for value in (0.83, 2.0, 0.0, 1234.0, 12345.6, -0.5, 1e12)] == [
        "0.83", "2", "0", "1234", "12,350", "-0.5", "1.00e+12",
    ]  # fmt: skip
    assert share_words("high", 0.0412) == "top 4 %"
    assert share_words("low", 0.0031) == "lowest 0.3 %"


def test_json_has_no_nan(tmp_path):
    story = mill_story(
        tmp_path, 0, "outcome.dry=since(flood) > 5 or value_at(pond, repair) < 0", "events.flood.when=false"
    )
    record = story_json(story)
    text = json.dumps(record, allow_nan=False)
    assert json.loads(text)["verdicts"][0]["parts"][0]["left_value"] is None
    assert record["outcome"] == story.outcome

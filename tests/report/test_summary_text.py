import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from simengine.analysis.compare import compare
from simengine.analysis.summary import summarise
from simengine.report.comparison_notes import simultaneous_text
from simengine.report.comparison_text import comparison_text, pairing_text
from simengine.report.layout import aligned, cut, fill, fitted, grid, hanging, terminal_width, wrapped
from simengine.report.numbers import rounded_up
from simengine.report.summary_text import summary_text
from simengine.runs.tally import Ending
from simengine.runs.words import ReportWords, Words
from simengine.scenario.answer import Answer
from tests.helpers.analysis.small_tables import table
from tests.helpers.report.sample_runs import SCENARIOS, sample_table

BASE = sample_table("baseline", 20000)

PATHS = ("path", "ok", "failed", "excluded", "outcome")
GOLDENS = Path(__file__).parent / "goldens"


def compared(*names, base=BASE):
    return [compare(base, sample_table(name, 20000)) for name in names]


def test_summary(golden):
    golden(GOLDENS / "summary.txt", summary_text(summarise(BASE), 100))


def test_comparison(golden):
    text = comparison_text(summarise(BASE), compared("ceasefire_2026", "us_dprk_deal"), 100)
    golden(GOLDENS / "comparison.txt", text)
    head, classes, paired, _, _, notes = text.split("\n\n")
    summary = summary_text(summarise(BASE), 100).split("\n\n")
    assert (head + "\nThe scenario baseline", classes) == tuple(summary[:2])
    label = len("embedded_partnership") + 6
    starts = {line.index("still_arms→") for line in paired.splitlines() if "still_arms→rearmed .033" in line}
    assert starts == {label}
    *_, legend, at_once, _ = notes.splitlines()
    assert legend == "± is half of a 95 % interval, [a, b] a lopsided one"
    assert at_once.startswith("for all 16 intervals of classes to hold at once they must be 1.51 times as wide")


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_nothing_is_wider_than_the_terminal(width):
    comparisons = compared("ceasefire_2026", "war_to_2030")
    for text in (summary_text(summarise(BASE), width), comparison_text(summarise(BASE), comparisons, width)):
        assert max(len(line) for line in text.splitlines()) <= width
        assert "\x1b" not in text
        assert not re.search(r"[ \t]$", text, re.MULTILINE)
        for name in BASE.classes:
            assert name in text


def test_columns_line_up():
    text = comparison_text(summarise(BASE), compared(*list(SCENARIOS)[1:]), 200)
    rows = [line for line in text.split("\n\n")[2].splitlines() if not line.startswith("moves")]
    first = rows[: len(BASE.classes) + 1]
    assert rows[len(first)].startswith("paired vs baseline")  # as many columns as fit, then the others
    starts = {tuple(match.start() for match in re.finditer(r"[+-]", line)) for line in first[1:]}
    (heads,) = {tuple(found) for found in starts}
    assert first[0].index("ceasefire_2026") == heads[0] + 1  # over the digits, not over the sign
    assert {name for line in rows for name in line.split()} >= set(list(SCENARIOS)[1:])


def test_what_pairing_did_is_computed():
    comparison = compared("ceasefire_2026")[0]
    assert f"by a factor {comparison.gain:.1f}" in pairing_text(comparison.gain)
    assert pairing_text(2.04) == "pairing halves the interval"
    assert pairing_text(3.21) == "pairing narrows the interval by a factor 3.2"
    assert pairing_text(1.01) == "pairing leaves the interval as it is"
    assert pairing_text(0.5) == "pairing widens the interval by a factor 2.0"
    assert pairing_text(np.nan) == ""


def test_what_drowns_in_noise_and_what_would_take_zero_in():
    (comparison,) = compared("war_to_2030")
    text = " ".join(comparison_text(summarise(BASE), [comparison], 100).split())
    paths = [comparison.paths_needed(d) for d in comparison.outcome.values() if not d.clear]
    assert "in noise (war_to_2030) " in text
    assert f"({rounded_up(min(paths))} paths would do), " in text
    assert "for all 8 intervals of classes to hold at once they must be 1.40 times as wide (Bonferroni)" in text
    close = dataclasses.replace(comparison.outcome["rupture"], low=0.001, high=0.043)
    told = dataclasses.replace(comparison, outcome={**comparison.outcome, "rupture": close})
    assert simultaneous_text([told]).endswith("zero is then inside of rupture")


def test_a_run_against_itself():
    same = dataclasses.replace(BASE, scenario="same")
    text = comparison_text(summarise(BASE), [compare(BASE, same)], 100)
    assert "moves (same)              the two agree on every path" in text


def test_dropped_and_unmatched_pairs_are_told():
    shorter = sample_table("war_to_2030", 15000)
    text = comparison_text(summarise(BASE), [compare(BASE, shorter)], 100)
    told = " ".join(text.split())
    lone = r"[\d,]+ paths are ok in only one run, 5,000 paths were drawn in only one run"
    remedy = r"\(run war_to_2030 with --paths 20000 to pair these, too\)"
    counts = r"war_to_2030: [\d,]+ pairs of 18,987 and [\d,]+ paths"
    assert re.search(rf"{counts}; {lone} {remedy}, and every figure is over all paths of its own run, unless", told)
    assert re.search(r"test_2025 \S+ ±\S+ of both \(paths\) \S+ ±\S+ oil_2025", told)


def test_a_difference_of_other_paths_is_told_with_that_of_both():
    """Each of both comes one later, yet the means of all that have one are the same."""
    base = table([0] * 6, measures={"m": [1, 2, 3, 4, np.nan, np.nan], "n": range(6)})
    columns = {"m": [2, 3, np.nan, np.nan, np.nan, np.nan], "n": range(6)}
    found = compare(base, table([0] * 6, scenario="other", measures=columns))
    rows = comparison_text(summarise(base), [found], 80).split("\n\n")[3].splitlines()
    assert [" ".join(row.split()) for row in rows] == [
        "means of measures other",
        "m, t +0.0 ±1.3",
        "paths of each 4 / 2",
        "of both (paths) +1 (2)",
        "n, t +0 alike",
    ]


def test_what_is_alike_is_told_with_how_sure_that_is():
    """None of 100 paths differs: .95 sure that less than 1 - .05^(1/100) do; of a mean as of a chance."""
    base = table([0, 1] * 50, measures={"m": range(100), "t": [0, 1] * 50}, truths=("t",))
    moved = table([0, 1] * 49 + [1, 1], scenario="other", measures={"m": range(100), "t": [0, 1] * 50}, truths=("t",))
    text = comparison_text(summarise(base), [compare(base, moved)], 80)
    assert [line.split() for line in text.splitlines() if "alike" in line][:2] == [
        ["c", "+0", "alike"],
        ["m,", "t", "+0", "alike"],
    ]
    assert "so at most .030 of all paths differ (95 % sure)" in " ".join(text.split())
    assert compare(base, moved).measures["m"].apart_at_most == pytest.approx(0.02951, abs=1e-5)
    assert np.isnan(compare(base, moved).outcome["a"].apart_at_most)


def test_classes_keep_the_names_that_can_be_typed():
    text = comparison_text(summarise(BASE), compared("us_dprk_deal"), 100)
    assert "embedded_partnership→paper_alliance .066" in text


def test_no_number_of_paths_tells_the_same_futures_apart():
    shorter = dataclasses.replace(
        sample_table("baseline", 20000),
        scenario="shorter",
        **{name: getattr(BASE, name)[:15000] for name in PATHS},
        **{
            name: {key: column[:15000] for key, column in getattr(BASE, name).items()}
            for name in ("measures", "questions")
        },
    )
    found = dataclasses.replace(compare(BASE, shorter), same_futures=True)
    text = " ".join(comparison_text(summarise(BASE), [found], 100).split())
    assert "would do" not in text
    assert "draws the same futures as baseline: what is defined alike differs only by the paths" in text


def test_intervals_at_once_are_of_what_they_are_told_to_be_of():
    """Classes that are all unlike leave no family of the questions; where there are no classes, these are it."""
    (found,) = compared("ceasefire_2026")
    assert simultaneous_text([dataclasses.replace(found, outcome={}, together={})]) == ""
    questions = dict.fromkeys("pq", found.questions["test_2025"])
    bare = dataclasses.replace(found, classes=(), outcome={}, together={}, questions=questions)
    assert simultaneous_text([bare]).startswith("for all 2 intervals of questions to hold")


def test_a_run_without_an_ok_path():
    none = np.zeros(20000, dtype=bool)
    broken = dataclasses.replace(BASE, ok=none, failed=~none, excluded=none, outcome=np.full(20000, -1, dtype=np.int16))
    text = summary_text(summarise(broken), 100)
    assert "20,000 failed" in text
    assert "rupture               –" in text.splitlines()


def test_nested_runs_say_so():
    text = summary_text(summarise(sample_table("baseline", 4000, nested=20)), 200)
    assert "20 paths to a draw of the parameters" in text


def test_nothing_to_compare_with():
    with pytest.raises(ValueError, match="nothing to compare"):
        comparison_text(summarise(BASE), [], 100)


def test_layout():
    assert fill(["aa", "bb", "cc"], 6, indent=1) == ["aa  bb", " cc"]
    assert hanging("name  ", "one two three four five six", 26) == ["name  one two three four", "      five six"]
    assert hanging("a very long name  ", "one two", 30) == ["a very long name", "    one two"]
    assert fitted(["aaa bbb ccc", "d"], 7, 2) == ["aaa bbb", "  ccc", "d"]
    assert grid("t", ["x", "y"], [("row", ["1", "22"])], 9) == ["t     x", "row   1", "t     y", "row   22"]


def test_the_width_is_the_terminals(monkeypatch):
    monkeypatch.setenv("COLUMNS", "132")
    assert terminal_width() == 132
    monkeypatch.setenv("COLUMNS", "5")
    assert terminal_width() == 40


ENDINGS = (Ending("excluded", "observe.seen", 3, 1, 4), Ending("non_finite", "drivers.x", 1, 7, 2))


def titled(**other):
    titles = {
        "outcome": {"a": "\x1b[31mRed\nand black $x_{1$", "b": "한국 이야기"},
        "measures": {"ever": "Ever so"},
        "observe": {"seen": "What was seen"},
    }
    report = ReportWords("Red or black?", Answer("class", ("a", "b")), {"Either": ("a", "b")}, (), ("ever", "still"))
    measures = {"ever": [1, 0] * 50, "m": range(100), "still": [2.5] * 100}
    return table(
        [0, 1, 2, 0, 1, 0, -1, -1, -1, -1] * 10,
        failed=range(9, 100, 10),
        measures=measures,
        questions={"q": range(100)},
        kind="value",
        truths=("ever",),
        words=Words(titles, {}, report),
        endings=ENDINGS,
        **other,
    )


def test_the_first_screen():
    assert summary_text(summarise(titled()), 100).splitlines() == [
        "base  100 paths  10 failed  30 excluded by what is known  seed 1",
        "excluded: 3 contradict What was seen",
        "failed: 1 at drivers.x (a driver became infinite or not a number)",
        "a failed path might have ended anyhow: probabilities may be off by .143",
        "",
        "Red or black?",
        "Either: .833 [.720, .907]  30 % excluded, 14 % of others failed",
        "",
        "                              30 % excluded, 14 % of others failed",
        "\\x1b[31mRed and black $x_{1$  .500 ±.123         ██████████",
        "한국 이야기                   .333 ±.116         ██████▋",
        "c                             .167 [.093, .280]  ███▍",
        "together",
        "Either                        .833 [.720, .907]  ████████████████▋",
        "",
        "measures, 30 % excluded, 14 % of others failed  mean        unit",
        "Ever so                                         .500 ±.123",
        "still                                           2.5            t",
        "1 more measure: --all",
        "",
        "questions                                         30 % excluded, 14 % of others failed",
        "q          47.5 ±7.3, median 47.5 (3.0 – 92.0) t  What of q?",
        "",
        "± is half of a 95 % interval, [a, b] a lopsided one",
    ]


def test_everything_has_the_measures_that_the_report_leaves_out():
    assert "\nm  " in summary_text(summarise(titled()), 100, everything=True)


def test_what_weakens_a_comparison_is_told_of_both():
    text = comparison_text(summarise(titled()), [compare(titled(), titled(scenario="other"))], 100)
    assert "other: 30 % excluded, 14 % of others failed; excluded: 3 contradict What was seen; failed: 1 at" in text
    assert text.count("30 % excluded") == 3
    assert "Ever so, t" not in text


@pytest.mark.parametrize("text", ["한국어로 된 긴 제목", "日本語の題名", "e\u0301te\u0301", "한국", "مرحبا", "plain"])
def test_columns_are_those_of_a_terminal(text):
    lines = aligned([(text, "x"), ("abc", "y"), ("a" * 24, "z")])
    assert [cell_len(line[:-1]) for line in lines] == [26, 26, 26]
    assert all(cell_len(line) <= 27 for line in hanging("label: ", " ".join([text] * 9), 27))
    assert "".join("".join(wrapped(text * 20, 12)).split()) == "".join((text * 20).split())
    assert all(cell_len(line) <= 12 for line in wrapped(text * 20, 12, 2))
    assert cut(text, 30) == text
    short = cut(text * 20, 12)
    assert 11 <= cell_len(short) <= 12
    assert (text * 20).startswith(short[:-1])

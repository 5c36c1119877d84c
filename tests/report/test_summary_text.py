import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.analysis.summary import summarise
from simengine.report.comparison_text import comparison_text, pairing_text
from simengine.report.layout import fill, fitted, grid, hanging, terminal_width
from simengine.report.summary_text import summary_text
from tests.helpers.report.sample_runs import SCENARIOS, sample_table

BASE = sample_table("baseline", 20000)

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
    assert notes.splitlines()[-1] == "± is half of a 95 % interval, [a, b] a lopsided one"


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


def test_a_run_against_itself():
    same = dataclasses.replace(BASE, scenario="same")
    text = comparison_text(summarise(BASE), [compare(BASE, same)], 100)
    assert "moves (same)              the two agree on every path" in text


def test_dropped_and_unmatched_pairs_are_told():
    shorter = sample_table("war_to_2030", 15000)
    text = comparison_text(summarise(BASE), [compare(BASE, shorter)], 100)
    assert re.search(r"war_to_2030: [\d,]+ pairs; [\d,]+ dropped, being ok in only one of the two runs", text)
    assert "war_to_2030: 5,000 paths left out, being in only one of the two runs" in text


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

"""The first screen: short, narrow, sorted by what matters, and true to the records it is made of."""

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Proportion
from simengine.analysis.summary import summarise
from simengine.explain.figure import Figure
from simengine.explain.movers import Mover
from simengine.explain.signpost import Signpost
from simengine.report.screen_facts import ScreenFacts
from simengine.report.screen_table import _shortened, cell_text, points
from simengine.report.screen_text import answer_sentences, screen_text
from simengine.runs.words import ReportWords, Words
from simengine.scenario.answer import Answer
from tests.helpers.analysis.small_tables import table
from tests.helpers.report.sample_runs import SCENARIOS, sample_table

BASE = sample_table("baseline", 4000)
NAMES = list(SCENARIOS)[1:]


def facts(others=NAMES, base=BASE, **changes) -> ScreenFacts:
    compared = tuple(compare(base, sample_table(name, 4000)) for name in others)
    found = ScreenFacts(
        summarise(base), compared, "2024-07", "2036-07", (), (), (), (), Path("results"), ("base", *others), None
    )
    return dataclasses.replace(found, **changes)


def crowded() -> ScreenFacts:
    """Everything there can be, three times as many scenarios as are shown, and texts that are too long."""
    found = facts()
    many = tuple(dataclasses.replace(one, other=f"{one.other}_{k}") for k in range(40) for one in found.others)[:40]
    movers = tuple(Mover(f"parameter_{k}" * 9, Figure(0.1, 0.01, 0.08, 0.12, 900)) for k in range(9))
    words = dataclasses.replace(found.base.words, report=ReportWords(question="Why is it so? " * 40))
    base = dataclasses.replace(found.base, words=words)
    texts = tuple(f"warning {k} " * 20 for k in range(6))
    return dataclasses.replace(found, base=base, others=many, movers=movers, warnings=texts, untold=texts)


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("shown", [facts(), facts(NAMES[:1]), crowded()], ids=["usual", "one", "crowded"])
def test_it_is_one_screen(shown: ScreenFacts, width: int) -> None:
    text = screen_text(shown, width)
    lines = text.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= min(width, 80)
    assert lines[-2].startswith(("More: ", "Runs: ", "      "))
    assert "\x1b" not in text


def test_it_is_the_same_on_any_width_from_80_on() -> None:
    assert screen_text(facts(), 80) == screen_text(facts(), 300)


def test_scenarios_stand_by_how_far_they_move_the_answer() -> None:
    found = facts()
    lines = screen_text(found, 80).splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("points against baseline")) + 2
    moved = {one.other: abs(one.answer.d) for one in found.others}
    shown = [line.split()[0].rstrip("…") for line in lines[first : first + len(moved)]]
    assert shown == [name[:25] for name in sorted(moved, key=lambda n: -moved[n])]


def test_of_many_scenarios_twelve_at_most_are_shown() -> None:
    found = facts()
    others = tuple(dataclasses.replace(found.others[0], other=f"variant_{k}") for k in range(17))
    lines = screen_text(dataclasses.replace(found, others=others), 80).splitlines()
    shown = sum(line.startswith("variant_") for line in lines)
    assert shown <= 12
    assert f"and {17 - shown} more" in lines


def test_a_difference_that_may_be_none_stands_in_parentheses() -> None:
    one = next(iter(facts().others)).answer
    clear = dataclasses.replace(one, d=0.0621, low=0.05, high=0.07)
    assert cell_text(clear, chance=True) == "+6.2"
    assert cell_text(dataclasses.replace(clear, low=-0.01), chance=True) == "(+6.2)"
    assert cell_text(dataclasses.replace(clear, d=0.0, low=0.0, high=0.0), chance=True) == "0"
    assert cell_text(dataclasses.replace(clear, d=12.345, low=12.0, high=12.69), chance=False) == "+12.35"
    assert cell_text(None, chance=True) == "–"
    assert [points(d) for d in (0.123, -0.0996, 0.0996, 0.004, -0.00012)] == ["+12", "-10", "+10", "+0.4", "-0.01"]


def test_the_legend_of_parentheses_stands_where_there_are_some() -> None:
    found = facts(NAMES[:1])

    def told(low: float) -> str:
        def moved(d: Difference) -> Difference:
            return dataclasses.replace(d, d=0.2, low=low, high=0.3)

        one = found.others[0]
        outcome, together = ({key: moved(d) for key, d in of.items()} for of in (one.outcome, one.together))
        other = dataclasses.replace(one, answer=moved(one.answer), outcome=outcome, together=together)
        return screen_text(dataclasses.replace(found, others=(other,)), 80)

    assert "zero lies inside" not in told(0.1)
    assert "(…): zero lies inside" in told(-0.1)


def test_signs_and_heads_are_told_whole_where_there_is_room() -> None:
    """A sign takes a second line, and what it means stays together; a head takes a third."""
    even = Proportion(0.5, 0.0, 0.5, 0.5, 100, 100.0, 0)
    about = ("event", "e", "The need for arms, whatever it may be worth, has faded for good", "", "occurred")
    post = Signpost(
        "2026-Q1", *about, math.nan, "", even, even, even, dataclasses.replace(even, p=0.55),
        dataclasses.replace(even, p=0.81), 0.1, 0.01, 0.05, 0.2, 0.1, math.nan,
    )  # fmt: skip
    lines = screen_text(facts(posts=(post,)), 80).splitlines()
    at = next(at for at, line in enumerate(lines) if "2026-Q1" in line)
    assert lines[at : at + 2] == [
        "  by 2026-Q1  The need for arms, whatever it may be worth, has faded for good",
        "    → 55 %, else 81 %",
    ]
    assert _shortened("A tie outlasts the need for the arms of old", 16) == [
        "A tie outlasts",
        "the need for the",
        "arms of old",
    ]
    assert _shortened("One word and another, and then one more of them, and so on", 12)[-1].endswith("…")


def test_the_answer_is_told_in_words_and_its_interval_in_another_sentence() -> None:
    found = summarise(BASE)
    told = " ".join(answer_sentences(found, 80))
    first, second = told.split(". ", 1)
    assert "(" in first
    assert "future" in first
    assert "interval" not in first
    assert "95 % interval" in second


def test_a_number_is_told_in_its_unit() -> None:
    words = Words(report=ReportWords(answer=Answer("measure", ("cost",))))
    run = table([0] * 41, measures={"cost": np.linspace(1.0, 3.0, 41)}, unit="MUSD", words=words)
    told = " ".join(answer_sentences(summarise(run), 80))
    assert told.startswith("cost: 2.00 ±")
    assert "MUSD on average; half of the futures below 2.00, nine in ten from 1.10 to 2.90" in told

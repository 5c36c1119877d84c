"""What stored scores come to, and how that is said."""

from __future__ import annotations

import math
import textwrap

from simengine.analysis.past_scores import past_scores
from simengine.report.past_text import band_rule, past_sentence

ROW = {"scenario": "well", "origin": "2024-03"}


def number(question: str, answer: float, low: float = 0.0, high: float = 1.0, **more: object) -> dict[str, object]:
    return ROW | {"question": question, "answer": answer, "low": low, "high": high} | more


def chance(question: str, p: float, answer: int, **more: object) -> dict[str, object]:
    return ROW | {"question": question, "answer": answer, "p": p, "brier": (p - answer) ** 2} | more


def test_numbers_are_counted_where_they_lie_in_their_band() -> None:
    found = past_scores([number("a", 0.5), number("b", 1.5), number("c", 1.0)], ["well"])
    assert (len(found.numbers), found.inside) == (3, 2)
    assert past_sentence(found) == "Past forecasts: 2 of 3 numbers in their 90 % band."


def test_a_band_that_can_hardly_miss_is_counted_apart() -> None:
    """Of the counts that are 0 or 1 in all futures but a few nothing is learnt by their lying there."""
    rows = [number("a", 0.5, held=0.9), number("b", 1.5, held=0.95), number("c", 1.0, held=0.97)]
    found = past_scores(rows, ["well"])
    assert ([one.question for one in found.numbers], found.inside) == (["a", "b"], 1)
    assert [one.question for one in found.sure] == ["c"]
    assert past_sentence(found) == "Past forecasts: 1 of 2 numbers in their 90 % band; 1 whose band could hardly miss."
    assert past_sentence(found, brief=True) == "Past forecasts: 1 of 2 numbers in their 90 % band."
    assert "Not counted is a number whose 90 % band holds more than 96 % of the futures" in band_rule(found)
    assert band_rule(past_scores(rows[:2], ["well"])) == ""
    alone = past_scores(rows[2:], ["well"])
    assert past_sentence(alone, brief=True) == "Past forecasts: 1 whose band could hardly miss."


def test_in_brief_chances_stand_beside_the_outside_view_or_else_a_coin() -> None:
    known = [chance("a", 0.8, 1, reference=0.16, beside=0.04), chance("b", 0.4, 1)]
    told = past_sentence(past_scores(known, ["well"]), brief=True)
    assert told == "Past forecasts: 1 chance better than the outside view."
    told = past_sentence(past_scores([chance("b", 0.4, 1), chance("c", 0.4, 1)], ["well"]), brief=True)
    assert told == "Past forecasts: 2 chances worse than a coin."


def test_the_outside_view_is_that_of_chances() -> None:
    """A mean over scores of numbers would be in no unit."""
    rows = [chance("a", 0.8, 1, reference=0.16, beside=0.04), number("b", 0.5, reference=300.0, beside=200.0)]
    assert past_scores(rows, ["well"]).outside == (0.16, 0.04)


def test_chances_stand_beside_a_half_and_the_outside_view() -> None:
    rows = [chance("a", 0.8, 1, reference=0.16, beside=0.04), chance("b", 0.4, 1)]
    found = past_scores(rows, ["well"])
    assert math.isclose(found.brier, (0.04 + 0.36) / 2)
    assert found.outside == (0.16, 0.04)
    told = past_sentence(found)
    assert "2 yes/no forecasts better than a coin (Brier 0.2; a coin 0.25)" in told
    assert "the outside view scored 0.16 where this did 0.04 (less is better)" in told


def test_what_is_worse_than_a_coin_is_said_to_be() -> None:
    def told(p: float) -> str:
        return past_sentence(past_scores([chance("a", p, 1)], ["well"]))

    assert "1 yes/no forecast worse than a coin (Brier 0.49; a coin 0.25)" in told(0.3)
    assert "1 yes/no forecast as good as a coin (Brier 0.25;" in told(0.5)


def test_two_lines_of_a_terminal_hold_what_is_said_of_both_kinds() -> None:
    rows = [number(str(at), 0.5, in_sample=1) for at in range(22)] + [chance("a", 0.3, 1, in_sample=1)]
    told = past_sentence(past_scores([*rows, chance("b", 0.3, 1, in_sample=1)], ["well"]))
    assert len(textwrap.wrap(told, 80)) == 2


def test_what_was_known_to_who_made_the_model_is_said_to_be() -> None:
    one = number("a", 0.5, in_sample=1)
    assert "1 of 2 on data it had seen" in past_sentence(past_scores([one, number("b", 0.5)], ["well"]))
    assert past_sentence(past_scores([one], ["well"])).endswith("in its 90 % band; all on data it had seen.")


def test_only_the_scenarios_asked_for_count_and_a_row_but_once() -> None:
    rows = [number("a", 0.5), number("a", 0.5), number("a", 0.5, scenario="pond")]
    assert len(past_scores(rows, ["well"]).scores) == 1
    assert past_sentence(past_scores(rows, ["lake"])) == ""


def test_the_latest_forecast_of_a_question_is_the_one_made_last() -> None:
    rows = [number("a", 0.5, origin="2025-01"), number("a", 0.5, 0.4, origin="2024-01")]
    assert past_scores(rows, ["well"]).latest("well")["a"].origin == "2025-01"

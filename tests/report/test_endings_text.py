"""How paths ended that do not count, in words."""

from __future__ import annotations

import pytest

from simengine.report.endings_text import reasons, share_text, weakened_text
from simengine.runs.tally import NAMES, Ending
from simengine.runs.words import NO_WORDS, Words
from simengine.status import Status


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 5, "20 %"), (13, 20000, "0.065 %"), (6, 1000, "0.6 %"), (1, 1, "100 %")]
)
def test_shares(part, whole, text):
    assert share_text(part, whole) == text


def test_what_stands_beside_probabilities():
    assert weakened_text(100, 0, 0) == ""
    assert weakened_text(100, 0, 30) == "30 % of paths excluded"
    assert weakened_text(1000, 6, 0) == "0.6 % of paths failed"
    assert weakened_text(1000, 6, 200) == "20 % excluded, 0.75 % of others failed"
    assert weakened_text(20_000, 13, 19_921) == "100 % excluded, 16 % of others failed"


@pytest.mark.parametrize("status", [status for status in Status if status.failed])
def test_every_way_to_fail_has_words(status):
    told, _ = reasons([Ending(NAMES[status], "events.e", 3, 1, 4)], NO_WORDS, 100, 3, 0)
    assert told.startswith("failed: 3 at events.e (")
    assert "_" not in told


def test_how_far_probabilities_may_be_off_is_of_what_is_not_excluded():
    seen = [Ending("excluded", "observe.s", 80, 1, 4), Ending(NAMES[Status.BAD_HAZARD], "events.e", 5, 1, 4)]
    assert reasons(seen, NO_WORDS, 100, 5, 80)[-1].endswith("may be off by .250")


def test_the_most_frequent_reasons_are_named_by_their_titles():
    seen = [Ending("excluded", f"observe.s{n}", n, 1, 4) for n in (1, 5, 2, 4, 3)]
    words = Words({"observe": {"s5": "What was\x1b seen"}})
    assert reasons(seen, words, 100, 0, 15) == [
        "excluded: 5 contradict What was\\x1b seen, 4 contradict observe.s4, 3 contradict observe.s3, 3 by others"
    ]

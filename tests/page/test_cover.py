"""The first printed page: what it says, in which order, and that it never has more words than it may."""

from __future__ import annotations

import pytest

import simengine as se
from simengine.page.blocks import cover as first_page
from simengine.page.blocks.cover import MOST_WORDS, _fitting, _Rows, words_in
from tests.helpers.page.read_html import Page

ORCHARD = """\
name: orchard
title: An orchard and its pickers
clock: {start: 2025-01, end: 2027-01, step: month}
parameters: {frost_rate: {uniform: [0.3, 0.7], unit: 1/year}}
drivers: {crop: {title: What is left of the crop, process: level, initial: 3}}
events:
  frost: {title: A late frost, hazard: frost_rate, effects: {crop: {add: -1}}}
  strike: {title: The pickers strike, hazard: 0.5, effects: {crop: {add: -1}}}
  hail: {title: Hail before the harvest, hazard: 0.6, effects: {crop: {add: -1}}}
outcome:
  good: {title: A good harvest, when: crop > 1.5}
  poor: {title: A poor harvest, when: otherwise}
report: {question: Will the harvest be good enough to pay for the new barn?, answer: good}
"""
NETS = """\
name: nets
title: Nets over the trees from the summer on
extends: orchard.yaml
events: {netted: {at: 2025-06, effects: {crop: {add: 1}}}}
report: {lever: true}
"""
WAGES = """\
name: wages
title: Better wages for the pickers
extends: orchard.yaml
set: {events.strike.hazard: 0.1}
report: {lever: true}
"""
DRY = """\
name: dry
title: Two dry summers, in which hail comes thrice as often
extends: orchard.yaml
set: {events.hail.hazard: 1.8}
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> list[se.Run]:
    folder = tmp_path_factory.mktemp("orchard")
    for name, text in (("orchard", ORCHARD), ("nets", NETS), ("wages", WAGES), ("dry", DRY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [
        se.run(se.load(folder / f"{name}.yaml"), paths=4000, seed=1, out=folder / "results")
        for name in ("orchard", "nets", "wages", "dry")
    ]


@pytest.fixture(scope="module")
def cover(runs, tmp_path_factory) -> Page:
    file = se.write_report(runs, tmp_path_factory.mktemp("page") / "orchard.html")
    return Page(file.read_text(encoding="utf-8"))


def rows_of(page: Page) -> list[str]:
    """The rows of the lists of the cover."""
    texts = [text for where, text in page.texts if "cover" in where and "li" in where]
    return [" ".join(text.split()) for text in texts]


def test_levers_signs_and_what_else_stand_on_it_with_what_each_does(cover) -> None:
    """Two things we may do, three to watch with their dates, and what we don't hold."""
    rows = rows_of(cover)
    assert [row.rpartition(":")[0] for row in rows[:2]] == [
        "Nets over the trees from the summer on",
        "Better wages for the pickers",
    ]
    assert all("±" in row and row.endswith("points") for row in rows[:2])
    signs = [row for row in rows if "→" in row]
    assert len(signs) == 3
    assert all(row.startswith(("2025-Q", "2026-Q")) and ", else " in row for row in signs)
    assert {"A late frost", "The pickers strike", "Hail before the harvest"} == {
        row.partition(": ")[2].partition(" →")[0] for row in signs
    }
    assert any(row.startswith("Look again after 2025-Q1") for row in rows)
    assert any(row.startswith("Two dry summers") for row in rows)


def test_it_has_no_more_words_than_it_may(cover) -> None:
    assert 60 < words_in(cover.text("cover", without=("svg", "details", "figcaption"))) <= MOST_WORDS


@pytest.mark.parametrize(("room", "words"), [(90, 25), (60, 15), (45, 10), (30, 10)])
def test_signs_are_cut_where_there_is_no_room_for_all_of_them(monkeypatch, room: int, words: int) -> None:
    """Four words of titles, three of a lever, one when to look again; and three signs as long as they may be."""
    monkeypatch.setattr(first_page, "_changes", lambda _, *, levers: ["a b c"] if levers else ["d e f"])
    monkeypatch.setattr(first_page, "_posts", lambda _, longest: ([" ".join(["sign"] * longest)] * 3, "again"))
    lists = dict(first_page._lists(None, room))
    assert sum(words_in(title) + sum(map(words_in, rows)) for title, rows in lists.items()) <= room
    assert lists["What our levers buy"] == ["a b c"]
    *signs, again = lists["What to watch"]
    assert again == "again"
    assert {len(sign.split()) for sign in signs} == {words}
    assert len(signs) == (3 if room >= 45 else 1)


def test_what_is_wanted_of_each_list_comes_before_more_of_any() -> None:
    """Nine words: two titles, two rows of the first list, one of the second and its last; none are left for a third."""
    lists = [
        _Rows("Levers", ["a b", "c d", "e f"], wanted=2),
        _Rows("Signs", ["g", "h i j", "k"], "look again", wanted=2),
        _Rows("More", ["l", "m"]),
    ]
    assert _fitting(lists, 9) == [("Levers", ["a b", "c d"]), ("Signs", ["g", "look again"])]
    assert _fitting(lists, 12) == [("Levers", ["a b", "c d"]), ("Signs", ["g", "h i j", "look again"])]
    everything = [("Levers", ["a b", "c d", "e f"]), ("Signs", ["g", "h i j", "k", "look again"]), ("More", ["l", "m"])]
    assert _fitting(lists, 99) == everything


def test_a_list_that_has_no_room_for_its_last_row_is_left_out() -> None:
    assert _fitting([_Rows("Signs", ["a"], "look again", wanted=3)], 2) == []
    assert _fitting([_Rows("Signs", [], "look again", wanted=3)], 3) == [("Signs", ["look again"])]

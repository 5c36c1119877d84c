"""What `--full` and `--since` add to a report: of a bakery with two recipes, which is of no field that is shipped."""

from __future__ import annotations

import re

import pytest

import simengine as se
from simengine.cli.entry import run_words
from tests.helpers.page.read_html import Page

BAKERY = """\
name: bakery
title: 빵집의 일 년
clock: {start: 2025-01, end: 2026-01, step: month}
parameters:
  flour: {title: Price of flour, normal: {mean: 1, sd: 0.2}, unit: crown, confidence: elicited, source: mill}
  ovens: {fixed: 2, confidence: lever}
sources: {mill: {title: The miller's letter}}
drivers:
  cash: {title: Money in the till, process: random_walk, initial: 0, drift: ovens - 2*flour, volatility: 1}
events:
  strike: {title: The bakers strike, note: for a day, hazard: 0.4}
  fair: {hazard: 0.5}
measures: {highest: {title: Most money, expr: max_so_far(cash), unit: thousand}}
outcome:
  rich: {title: 부자, text: There is money in the till, when: cash > 0}
  poor: {title: Poor, text: The till is empty, when: otherwise}
questions: {early: {text: "Is there a strike by June?", by: 2025-06, when: occurred(strike)}}
report: {question: "Will the till be full?", answer: rich}
"""
SCORES = """\
scenario,origin,name,text,kind,unit,due,answer,p,brier,low,high,held
bakery,2024-12,early,,chance,,2025-06,1,0.7,0.09,,,
bakery,2024-12,money_made,Money made,number,thousand crowns,2025-06,2,,,1,3,0.9
bakery,2024-12,loaf_share,,number,share,2025-06,0.2,,,0.00002,0.3,0.95
bakery,2024-12,fires,,number,,2025-06,0,,,0,1,0.99
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> tuple[se.Run, se.Run]:
    """With two ovens, and with three."""
    out = tmp_path_factory.mktemp("bakery")
    old = se.run(se.load(BAKERY), paths=400, out=out / "old")
    more = BAKERY.replace("fixed: 2", "fixed: 3")
    return old, se.run(se.load(more), paths=400, out=out / "new")


@pytest.fixture(scope="module")
def page(runs, tmp_path_factory) -> Page:
    scores = runs[1].folder.parent / "scores"
    scores.mkdir()
    (scores / "bakery.csv").write_text(SCORES, encoding="utf-8")
    file = tmp_path_factory.mktemp("page") / "bakery.html"
    return Page(se.write_report(runs[1], file, full=True, since=runs[0]).read_text(encoding="utf-8"))


def test_in_full_every_number_has_its_own_effect(page) -> None:
    told = page.text("moves-it", without=("svg",))
    assert "from its 10 % to its 90 % point" in told
    assert "Price of flour" in told
    assert "--full" not in told


def test_in_full_the_cover_says_what_the_strongest_lever_does(page) -> None:
    """A lever of 3 is moved by one; more ovens, more money."""
    told = re.search(r"(\d+)–(\d+) % with “ovens” from 2 to 4;", page.text("cover", without=("svg",)))
    assert told
    assert int(told[1]) < int(told[2])


def test_in_full_what_we_do_not_know_is_told_from_chance(page) -> None:
    assert "we don't know" in page.text("outcomes")
    assert "--nested" not in page.text("outcomes")


def test_what_changed_is_told_with_what_it_does(page) -> None:
    told = page.text("changed", without=("svg",))
    assert "parameters.ovens" in told
    assert "2 → 3" in told
    assert "Then: 부자: about" in told
    assert any("waterfall" in id_ for id_ in page.ids)


def test_nothing_changed_says_so(runs, tmp_path) -> None:
    file, results = tmp_path / "same.html", str(runs[0].folder.parent)
    words = ["report", "bakery", "--since", str(runs[0].folder), "--results", results, "-o", str(file)]
    assert run_words(words) == 0
    assert "Nothing to explain" in Page(file.read_text(encoding="utf-8")).text("changed")


def test_another_field_has_a_whole_page(page) -> None:
    found = [known["id"] for tag, known in page.tags if tag == "section"]
    assert {"outcomes", "kept", "moves-it", "fans", "milestones", "stories", "questions", "diagram"} <= set(found)
    drawn = " ".join(text for where, text in page.texts if "svg" in where)
    assert "부자" in drawn
    assert "빵집의 일 년" in drawn


def test_what_stands_for_people_is_said_on_hover_and_on_paper(page) -> None:
    hovered = {known["title"] for tag, known in page.tags if tag == "abbr" and "title" in known}
    assert "for a day" in hovered
    assert "(for a day)" in page.text("milestones", without=("svg",))
    drawn = [text for where, text in page.texts if where[-2:] == ("text", "title") and "cover" in where]
    assert drawn == ["There is money in the till", "The till is empty"] * 2  # for a desk, and for a phone


def test_what_is_drawn_leads_to_its_numbers_and_back(page) -> None:
    assert {"#number-events.strike", "#milestones-picture", "#number-parameters.flour"} <= set(page.links)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_past_forecasts_are_scored_on_the_first_page_and_beside_the_question(page) -> None:
    assert "1 chance better than a coin." in page.text("cover")
    sheet = page.text("questions")
    assert "1 yes/no forecast better than a coin (Brier 0.09;" in sheet
    assert "what came" in sheet
    assert "Brier 0.09" in sheet


def test_past_forecasts_are_called_by_their_texts_and_have_units(page) -> None:
    rows = [text for where, text in page.texts if "questions" in where and where[-1] in ("th", "td")]
    assert {"Is there a strike by June?", "Money made", "loaf share"} <= set(rows)
    assert not {"early", "money_made", "loaf_share", "bakery"} & set(rows)
    assert "1.00 to 3.00 thousand crowns" in rows
    assert not [text for text in rows if text.endswith("share") and text[0].isdigit()]


def test_a_band_that_can_hardly_miss_is_not_counted_and_the_rule_is_said(page) -> None:
    assert "2 of 2 numbers in their 90 % band; 1 chance" in page.text("cover")
    told = page.text("questions")
    assert "2 of 2 numbers in their 90 % band; 1 whose band could hardly miss" in told
    assert "Not counted is a number whose 90 % band holds more than 96 % of the futures" in told
    rows = [text for where, text in page.texts if "questions" in where and where[-1] == "td"]
    assert "inside, can hardly miss" in rows


def test_words_of_past_forecasts_are_explained(page) -> None:
    assert "0.25 is a coin's" in page.text("glossary")

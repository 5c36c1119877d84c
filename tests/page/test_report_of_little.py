"""Reports of scenarios that have little, or say it in letters and signs of their own."""

from __future__ import annotations

import pytest

import simengine as se
from simengine.errors import SimengineError
from simengine.page.blocks.cover import MOST_WORDS
from simengine.page.page import write_report
from tests.helpers.page.read_html import Page

BARE = """\
name: bare
clock: {start: 2025, end: 2027, step: quarter}
drivers: {mood: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
measures: {final: mood}
"""
SIGNS = """\
name: signs
title: "<script>alert('title')</script> & more"
clock: {start: 2025, end: 2027, step: quarter}
drivers: {mood: {title: "<s>mood", process: random_walk, initial: 0, drift: 0, volatility: 1}}
parameters: {rate: {title: "<b>rate", uniform: [0.2, 0.6], unit: 1/year, source: "<i>nobody"}}
events: {luck: {title: "\\"><script>alert(1)</script>", hazard: rate}}
outcome:
  lucky: {title: "<img src=x onerror=alert(2)>", text: "</td></table><script>", when: occurred(luck)}
  third: {when: mood > 0}
  other: {title: 날씨 좋음, when: otherwise}
questions: {early: {text: "<a href='http://x.org'>Luck?", by: 2026, when: occurred(luck)}}
report: {question: "Is there </h1><script>luck & more?", together: {"<u>all": [lucky, third]}}
"""
NONE_LEFT = """\
name: none_left
clock: {start: 2025, end: 2027, step: quarter}
drivers: {mood: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
observe: {never: {at: 2025, when: mood > 1000}}
outcome: {up: {when: mood > 0}, down: {when: otherwise}}
questions: {high: {text: High?, by: 2026, when: mood > 0}, level: {text: Level?, as_of: 2026, value: mood}}
"""


def report_of(text: str, folder, paths: int = 200) -> str:
    run = se.run(se.load(text), paths=paths, out=folder / "results")
    return write_report(run, folder / "page.html").read_text(encoding="utf-8")


def test_what_is_not_there_has_no_block(tmp_path) -> None:
    page = Page(report_of(BARE, tmp_path))
    found = [known["id"] for tag, known in page.tags if tag == "section"]
    assert {"kept", "fans", "stories", "made", "trust", "glossary"} <= set(found)
    assert not {"scenarios", "milestones", "questions"} & set(found)
    assert "Nothing to watch for" in page.text("watch")  # but its own driver, which its number reads
    assert "No sign is clearer than noise. Look again after" in page.text("cover")
    links = {link.removeprefix("#") for link in page.links}
    assert links <= set(page.ids)


GROUP = """\
name: group
clock: {start: 2025, end: 2027, step: quarter}
groups: {port: [north, south]}
parameters:
  pull[port]:
    title: "Pull of [port]"
    experts: {one: {uniform: {low: 0, high: 4}}, two: {uniform: {low: 0, high: 3}}}
    source: tides
  pull[south]: {weights: {one: 0.7, two: 0.3}}
sources: {tides: {title: Tides, date: 2024}}
drivers: {mood: {process: random_walk, initial: 0, drift: "pull[north] - pull[south]", volatility: 1}}
measures: {calm: {expr: mood < 2, note: Calm is what keeps below two}}
outcome: {up: {when: mood > 0}, down: {when: otherwise}}
report: {answer: calm}
"""


def test_a_number_is_found_where_its_group_stands(tmp_path) -> None:
    page = Page(report_of(GROUP, tmp_path, paths=1_000))
    links = {link.removeprefix("#") for link in page.links}
    assert links <= set(page.ids)
    assert "number-parameters.pull_5b_port_5d_" in links


def test_a_measure_that_is_the_answer_is_said_in_its_own_words(tmp_path) -> None:
    assert "Calm is what keeps below two" in Page(report_of(GROUP, tmp_path)).text("outcomes")


def test_texts_of_users_stay_texts(tmp_path) -> None:
    text = report_of(SIGNS, tmp_path)
    page = Page(text)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "b", "i", "u", "s"}
    assert all("onerror" not in known for _, known in page.tags)
    assert all(link.startswith("#") for link in page.links)
    assert "<script>luck & more?" in page.text("cover")


def test_letters_no_font_has_are_left_to_the_browser(tmp_path) -> None:
    page = Page(report_of(SIGNS, tmp_path))
    assert any("svg" in where and "날씨 좋음" in text for where, text in page.texts)


def test_a_run_in_which_no_future_counts_says_so(tmp_path) -> None:
    page = Page(report_of(NONE_LEFT, tmp_path))
    words = page.text("cover")
    assert "no future tells" in words
    assert len(words.split()) <= MOST_WORDS
    assert "100 % of the futures drawn are left out" in page.text("trust")
    assert "no future has an answer" in page.text("questions")
    assert not [where for where, text in page.texts if text.strip() == "nan"]


def test_a_report_needs_a_run(tmp_path) -> None:
    with pytest.raises(SimengineError, match="needs a run"):
        write_report([], tmp_path / "page.html")

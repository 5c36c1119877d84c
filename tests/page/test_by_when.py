"""Which events are shown first: those that the answer hangs on, then those that are asked for, then the open ones."""

from __future__ import annotations

import pytest

import simengine as se
from simengine.page.by_when import milestones_of
from simengine.page.page import write_report
from tests.helpers.page.read_html import Page

HARBOUR = """\
name: harbour
clock: {start: 2025, end: 2030, step: quarter}
drivers:
  berths: {title: Berths, process: level, initial: 1, note: 1 while it is open}
events:
  open_1: {hazard: 0.14}
  open_2: {hazard: 0.15}
  open_3: {hazard: 0.16}
  open_4: {hazard: 0.17}
  open_5: {hazard: 0.18}
  asked_twice: {title: The strike ends, hazard: 0.6}
  read_by_class: {title: The channel silts up, hazard: 0.8}
  read_by_measure: {hazard: 0.02}
  given: {at: 2026, effects: {berths: {set: 0}}}
  either: {at: 2027, branch: {this_way: 0.5, that_way: otherwise}}
measures: {dredged: occurred(read_by_measure), other: occurred(open_1)}
outcome: {shut: {title: Shut, when: occurred(read_by_class)}, kept: {title: Kept, when: otherwise}}
questions:
  soon: {text: "Does the strike end in 2025?", by: 2025, when: occurred(asked_twice)}
  late: {text: "Does the strike end by 2027?", by: 2027, when: occurred(asked_twice)}
report: {answer: shut, measures: [dredged]}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> se.Run:
    return se.run(se.load(HARBOUR), paths=600, out=tmp_path_factory.mktemp("harbour"))


@pytest.fixture(scope="module")
def page(run, tmp_path_factory) -> Page:
    file = tmp_path_factory.mktemp("page") / "harbour.html"
    return Page(write_report(run, file).read_text(encoding="utf-8"))


def test_what_matters_most_is_drawn_and_leads_the_table(run) -> None:
    found = milestones_of(run, run.outcome_table(), run.summary().headline)
    assert found is not None
    drawn = list(found.first)
    assert {"The channel silts up", "read by measure", "The strike ends"} <= set(drawn)
    assert len(drawn) == 6
    assert not {"given", "either", "this way", "that way"} & set(drawn)
    assert list(found.shares)[:6] == drawn
    assert {"given", "this way", "open 5"} <= set(found.shares)
    last = [found.shares[title][-1].p for title in drawn]
    assert last == sorted(last, reverse=True)


def test_half_of_the_futures_is_told_to_the_step(run) -> None:
    found = milestones_of(run, run.outcome_table(), run.summary().headline)
    assert found is not None
    first = run.parts().occurrences("asked_twice")[1]
    date = found.half["The strike ends"]
    step = next(k for k in range(run.clock.steps + 1) if run.clock.label(k) == date)
    assert (first <= step).mean() >= 0.5 > (first <= step - 1).mean()
    assert found.half["given"] == "2026-01"
    assert found.half["read by measure"] == "not by the end"


def test_without_them_the_most_open_are_drawn(tmp_path) -> None:
    bare = HARBOUR[: HARBOUR.index("measures:")] + "measures: {tide: berths}\n"
    run = se.run(se.load(bare), paths=300, out=tmp_path)
    found = milestones_of(run, run.outcome_table(), run.summary().headline)
    assert found is not None
    assert {f"open {at}" for at in range(1, 6)} <= set(found.first)


def test_a_typical_future_says_whether_the_answer_holds(page) -> None:
    told = page.text("stories")
    assert "Shut: yes." in told
    assert "Shut: no." in told


def test_the_story_says_so_too(run) -> None:
    assert run.story(typical="kept").answer == "Shut: no"
    assert "Shut: yes" in run.story(typical="shut").text(80)


def test_only_words_that_stand_on_the_page_are_explained(page) -> None:
    told = page.text("glossary")
    assert "future" in told
    assert not {"island", "worth", "Brier", "base", "clear"} & set(told.split())

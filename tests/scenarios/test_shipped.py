"""The shipped scenarios on Russia and the DPRK, both editions: they load without a word and say what they are."""

import re
from functools import cache
from pathlib import Path

import pytest

from simengine.language.clock import period
from simengine.loading import Loaded, load_with_warnings, varied
from simengine.plan.identity import identity_of
from simengine.plan.past import past_digest
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from tests.helpers.house.tree import ROOT

FOLDER = ROOT / "scenarios" / "russia_dprk"
FIRST = ROOT / "scenarios" / "russia_dprk_2024"
FILES = sorted((*FOLDER.glob("*.yaml"), *FIRST.glob("*.yaml")))
TWELVE = {
    *("baseline", "ceasefire_2026", "war_to_2030", "shell_surplus", "dprk_depletion", "china_courts_pyongyang"),
    *("high_end_transfer", "seventh_test", "lethal_clash", "us_deal_seoul_reset", "moscow_leader_exit"),
    "pandemic_closure",
}  # fmt: skip
BACKTESTS = {"backtest_2022", "backtest_2022_learnt"}
TWO_AT_ONCE = {"arms_twin", "ceasefire_and_china", "ceasefire_and_reset"}
BESIDE = TWO_AT_ONCE | {"talks_2025", "lethal_clash_honoured", "backtest"}
CLASSES = [
    *("rupture", "still_arms", "rearmed", "undetermined", "embedded_partnership"),
    *("paper_alliance", "thinned_partnership", "transactional_fade"),
]
# What reality will answer, and until when.
QUESTIONS = {
    "2024-12": {"treaty_2024", "troops_2024", "monitor_2024", "containers_2024"},
    "2025-06": {"containers_2025"},
    "2025-12": {
        *("fewer_shells_2025", "china_trade_2025", "trips_2025", "oil_2025", "test_2025", "ceasefire_2025"),
        *("kim_xi_2025", "kim_putin_2025", "us_summit_2025", "seoul_talks_2025", "china_paper_2025"),
    },
    "2026-12": {"ceasefire_2026", "treaty_exit_2026", "leader_exit_2026", "lethal_clash_2026"},
    "2029-12": {"ceasefire_2029", "treaty_exit_2029", "leader_exit_2029", "lethal_clash_2029"},
}


@cache
def loaded(name: str, folder: Path = FOLDER) -> Loaded:
    return load_with_warnings(folder / f"{name}.yaml")


@cache
def base_plan() -> Plan:
    return make_plan(loaded("baseline").model)


def test_the_twelve_are_there_and_what_lies_beside_them() -> None:
    assert {file.stem for file in FILES if file.parent == FOLDER} == TWELVE | BESIDE
    assert {file.stem for file in FILES if file.parent == FIRST} == TWELVE | TWO_AT_ONCE | BACKTESTS


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_scenario_loads_without_a_word_and_says_what_it_is(file: Path) -> None:
    found = loaded(file.stem, file.parent)
    scenario = found.model.scenario
    assert found.warnings == ()
    assert scenario.name == file.stem
    assert scenario.title
    comment = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# ")][1:]
    assert len(" ".join(comment).split()) >= 20, "a paragraph on what would have to be true"


@pytest.mark.parametrize("name", sorted((TWELVE | BESIDE) - {"baseline", "backtest"}))
def test_a_variant_is_short_computes_something_else_and_shares_what_was_learnt(name: str) -> None:
    file = FOLDER / f"{name}.yaml"
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 15
    assert re.search(r"^extends: ", file.read_text(encoding="utf-8"), re.MULTILINE)
    variant, base = make_plan(loaded(name).model), base_plan()
    assert [one[0] for one in variant.classes] == CLASSES
    assert variant.seed == base.seed
    assert identity_of(variant) != identity_of(base)
    assert past_digest(variant) == past_digest(base)


def test_questions_are_asked_with_their_dates() -> None:
    asked: dict[str, set[str]] = {}
    for name, question in loaded("baseline").model.scenario.questions.items():
        assert question.text
        asked.setdefault(str(question.by), set()).add(name)
    assert asked == QUESTIONS


def test_every_question_has_an_outside_view() -> None:
    asked = loaded("baseline").model.scenario.questions
    assert [name for name, one in asked.items() if one.reference is None or not one.reference.reference_class] == []


def test_the_model_learns_from_dated_figures_and_from_nothing_after_its_cut_off() -> None:
    """Some twenty figures with an error and facts, each with its source and when it was published."""
    model = loaded("baseline").model
    seen = model.scenario.observe
    assert len(make_plan(model).likelihoods) >= 20
    assert all(one.source and one.known for one in seen.values())
    assert max(period(str(one.known)).after for one in seen.values()) <= period("2024-06").after
    assert max(period(str(one.at)).after for one in seen.values()) <= period("2024-06").after


def test_the_first_editions_learnt_back_test_is_the_other_with_what_was_seen_in_its_first_two_years() -> None:
    """About twenty figures with an error, each with its source and when it was published, none after the cut-off."""
    free, learnt = loaded("backtest_2022", FIRST).model, loaded("backtest_2022_learnt", FIRST).model
    seen = learnt.scenario.observe
    plan = make_plan(learnt)
    assert len(plan.likelihoods) >= 20
    assert all(one.source and one.known for one in seen.values())
    assert max(period(str(one.known)).after for one in seen.values()) <= period("2024-06").after
    assert {str(one.at) for one in seen.values()} <= {
        f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)
    }
    without = varied(learnt, {f"observe.{name}": None for name in seen} | {"parameters.us_count": None}).model
    asked = without.scenario.questions
    assert asked == {name: one for name, one in free.scenario.questions.items() if one.date.startswith("2024")}
    assert [one.name for one in make_plan(without).drivers] == [one.name for one in make_plan(free).drivers]
    assert learnt.scenario.report.tuned_until == "2024-06"

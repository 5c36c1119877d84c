"""What the second edition of the model was made to mend, on the figures of its page (a hash ties them to the text)."""

import json
from statistics import mean

import pytest

from simengine.loading import load
from tools.model_page.base_rates import RATES
from tools.model_page.gather import FOLDER
from tools.model_page.page import DATA
from tools.model_page.render import NAMED, STILL

FIGURES = json.loads(DATA.read_text(encoding="utf-8"))
BALANCE = FIGURES["balance"]


def test_what_moves_after_the_cut_off_has_a_reason_with_a_name() -> None:
    moving = {name for name, drift in BALANCE["drift"].items() if abs(drift) > STILL}
    assert moving <= set(NAMED)
    assert max(abs(drift) for name, drift in BALANCE["drift"].items() if name != "russian_output") < 0.3


def test_the_trade_can_grow_as_well_as_shrink() -> None:
    flow = BALANCE["flow"]
    assert 0.35 < flow["up"] < 0.65
    assert 0.35 < flow["end_of_2024"] < 0.65
    assert 0.4 < flow["spread"] < 0.6


def test_the_treaty_ends_at_the_rate_of_its_reference_class() -> None:
    assert FIGURES["base_rates"]["treaty_exit"]["figure"] == pytest.approx(0.03, rel=0.1)


def test_rupture_is_no_likelier_for_a_late_t0() -> None:
    rupture = BALANCE["rupture"]
    assert abs(rupture["late"] - rupture["early"]) < 0.05


def test_war_ends_at_the_rates_of_the_reference_classes() -> None:
    assert RATES["war_end"].low <= FIGURES["base_rates"]["war_end"]["figure"] <= RATES["war_end"].high


@pytest.mark.parametrize("name", sorted(FIGURES["questions"]))
def test_a_chance_far_from_the_outside_view_is_told(name: str) -> None:
    """None is further off than a reader would let pass without a reason."""
    one = FIGURES["questions"][name]
    assert abs(one["p"] - one["outside"]) < 0.3


BOTH = {"shells_per_container"}  # one range over what two agencies say


def test_the_numbers_that_matter_are_argued_from_two_views() -> None:
    parameters = load(FOLDER / "baseline.yaml").scenario.parameters
    assert len(FIGURES["reasons"]["numbers"]) == 15
    for one in FIGURES["reasons"]["numbers"]:
        views = getattr(parameters[one["name"]], "experts", None) or {}
        assert len(views) >= 2 or one["name"] in BOTH, one["name"]
        assert all(view.source for view in views.values()), one["name"]


def test_what_came_is_not_piled_up_on_one_side() -> None:
    """By series, each one vote, over back-tests from three dates."""
    places = [mean(one["places"].values()) for one in FIGURES["hindsight"]["series"].values()]
    assert 0.4 < mean(places) < 0.6
    assert abs(sum(place > 0.75 for place in places) - sum(place < 0.25 for place in places)) <= 2


def test_the_answer_outlives_any_one_channel() -> None:
    stands = FIGURES["baseline"]["stands"]["p"]
    assert all(abs(p - stands) < 0.1 for p in FIGURES["reasons"]["without"].values())


def test_what_was_seen_speaks_for_one_reading_more_than_for_the_other() -> None:
    readings = FIGURES["reasons"]["readings"]
    assert sum(one["after"] for one in readings.values()) == pytest.approx(1, abs=1e-3)
    assert any(one["after"] != one["before"] for one in readings.values())

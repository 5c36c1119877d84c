"""What the second edition of the model was made to mend, on the figures of its page (a hash ties them to the text)."""

import json

import pytest

from tools.model_page.base_rates import RATES
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

"""The cookbook: every scenario of it is valid, gives no warning, runs, and comes out as known."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

import simengine as se
from simengine.compute.engine_kinds import make_engine
from simengine.engines.path_results import PathResults
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.loading import load_with_warnings
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from tests.helpers.house.tree import ROOT

TEXT = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
NAMES = [re.match(r"name: (\w+)\n", block)[1] for block in BLOCKS]


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory) -> Path:
    """All its files."""
    folder = tmp_path_factory.mktemp("kitchen")
    for name, block in zip(NAMES, BLOCKS, strict=True):
        (folder / f"{name}.yaml").write_text(block, encoding="utf-8")
    return folder


def drawn(plan: Plan, paths: int) -> PathResults:
    return make_engine("machine", plan).simulate(range(paths))


def measures(kitchen: Path, name: str, paths: int, *overrides: str) -> dict[str, np.ndarray]:
    """The measures of some paths, by name."""
    plan = make_plan(se.load(kitchen / f"{name}.yaml", list(overrides)))
    draws = drawn(plan, paths)
    assert (draws.status == 0).all()
    return {cell.name: draws.measures[:, i] for i, cell in enumerate(plan.measures)}


def far(found: np.ndarray, expected: float) -> float:
    """How many standard errors a mean is away from what is expected."""
    return abs(found.mean() - expected) / (found.std() / math.sqrt(len(found)))


def test_it_has_what_it_promises() -> None:
    assert len(BLOCKS) >= 8
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_is_valid_and_quiet(kitchen: Path, name: str) -> None:
    assert [str(warning) for warning in load_with_warnings(kitchen / f"{name}.yaml").warnings] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_runs(kitchen: Path, name: str) -> None:
    draws = ReferenceEngine(make_plan(se.load(kitchen / f"{name}.yaml"))).simulate(range(3))
    assert (draws.status == 0).all()


def test_a_year_of_the_wave_adds_up(kitchen: Path) -> None:
    found = measures(kitchen, "clinic", 2000, "formulas.holiday=1")["patients_2027"]
    assert far(found, 120.0) < 4.0
    assert far(found, 123.0) > 4.0


def test_what_is_on_the_way_is_the_rate_times_the_delay(kitchen: Path) -> None:
    """Little's law; a delay is half a week longer for the rounding, and half a week for the step it begins in."""
    found = measures(kitchen, "depot", 3000, "formulas.dear=false")["on_the_way"]
    assert far(found, 24.0 * (0.25 + 0.5 / (365.25 / 7))) < 4.0
    assert found.var() == pytest.approx(found.mean(), rel=0.15)


def test_a_lever_moves_no_dice(kitchen: Path) -> None:
    plans = [make_plan(se.load(kitchen / f"{name}.yaml")) for name in ("harbour", "harbour_dredged")]
    off, on = (drawn(plan, 400) for plan in plans)
    assert off.events[0].steps.tolist() == on.events[0].steps.tolist()
    assert (on.outcome >= off.outcome).all()
    assert (on.outcome > off.outcome).any()


@pytest.mark.parametrize(
    ("policy", "change"), [("as_now", 0.9), ("ban", 0.9 + 11 * 0.08), ("grants", 0.06 * (2 + 13 * 1.7))]
)
def test_a_policy_has_a_name(kitchen: Path, policy: str, change: float) -> None:
    """Homes fall exponentially where the price stands still."""
    still = (f"parameters.policy={policy}", "parameters.readiness[aldby]=0.06", "drivers.price.volatility=0")
    found = measures(kitchen, "heating", 200, *still)
    assert found["left[aldby]"] == pytest.approx(1000 * math.exp(-change), rel=2e-3)
    assert np.unique(found["left[birkby]"]).size > 190


def test_another_policy_or_town_leaves_the_others_their_futures(kitchen: Path) -> None:
    now = measures(kitchen, "heating", 500)
    ban = measures(kitchen, "heating_ban", 500)
    with_derby = measures(kitchen, "heating", 500, "groups.town.derby=Derby")
    assert (ban["burning"] < now["burning"]).all()
    assert now["left[corby]"].tolist() == with_derby["left[corby]"].tolist()
    assert 0.3 < np.corrcoef(now["left[aldby]"], now["left[birkby]"])[0, 1] < 0.8


def test_the_same_futures_sorted_in_another_way(kitchen: Path) -> None:
    plans = [make_plan(se.load(kitchen / f"{name}.yaml")) for name in ("bridge", "bridge_by_order")]
    by_time, by_order = (drawn(plan, 2000) for plan in plans)
    strike_first = by_time.measures[:, 0]
    assert ((by_order.outcome == 1) == (strike_first == 1) & (by_order.outcome != 0)).all()
    expected = 0.25 / (0.4 + 0.25) * (1 - math.exp(-6.5))
    assert far(strike_first, expected) < 4.0


def test_an_epidemic_comes_out_as_its_equation_says(kitchen: Path) -> None:
    found = measures(kitchen, "flu", 1)
    spared = 0.1
    for _ in range(200):
        spared = 0.999 * math.exp(-2.5 * (1 - spared))
    assert found["spared"][0] == pytest.approx(spared, rel=0.02)
    assert 20 < found["peak_after"][0] < 60


def test_work_goes_on_as_long_as_patience_lasts(kitchen: Path) -> None:
    found = measures(kitchen, "tunnel", 4000, "parameters.years_needed=6")
    assert far(found["in_one_go"], 0.9**6) < 4.0
    assert found["years_of_digging"].max() < 6.2
    assert (found["times_given_up"] > 1).any()


def test_figures_that_come_in_move_a_chance_up_and_down(kitchen: Path, tmp_path: Path) -> None:
    model = se.load(kitchen / "cablecar.yaml")
    found = [
        se.run(model, as_of=date, out=tmp_path).summary().questions["pays"].p
        for date in ("2024-11", "2024-12", "2025-06")
    ]
    assert found == pytest.approx([0.40, 0.62, 0.59], abs=0.01)


class Well:
    """The exact law of the well: a level that is normal with a drift that is, read with normal errors."""

    def __init__(self, drift: float, sd: float, errors: float = 0.15) -> None:
        years, read = np.array([0.5, 1.0, 1.5, 2.0, 4.0]), np.array([11.6, 11.5, 11.0, 10.7])
        mean = 12 + drift * years
        all_ = 0.25 * np.minimum.outer(years, years) + sd**2 * np.outer(years, years)
        seen = all_[:4, :4] + errors**2 * np.eye(4)
        self.log_evidence = float(multivariate_normal.logpdf(read, mean[:4], seen))
        gain = np.linalg.solve(seen, all_[:4, 4])
        spread = math.sqrt(all_[4, 4] - gain @ all_[:4, 4])
        self.low = float(norm.cdf(10, mean[4] + gain @ (read - mean[:4]), spread))


def leaks(prior: float = 0.5, sd: float = 0.2, errors: float = 0.15) -> float:
    """The exact weight of a leak."""
    odds = math.exp(Well(-0.6, sd, errors).log_evidence - Well(0, 0, errors).log_evidence)
    return prior * odds / (prior * odds + 1 - prior)


def test_figures_speak_for_the_leak_as_much_as_they_should(kitchen: Path) -> None:
    """What is printed stands on the page, and is the truth within its own error."""
    found = se.weigh(*(se.load(kitchen / f"{name}.yaml") for name in ("dry_years", "leak")), out=kitchen / "weighed")
    printed = found.text(100)
    block = re.search(r"says, among other things:\n\n```\n(.*?)```", TEXT, re.DOTALL)[1]
    for line in filter(None, block.splitlines()):
        assert line in printed
    for one, exact in zip(found.weights, (Well(0, 0), Well(-0.6, 0.2)), strict=True):
        assert abs(one.log_evidence - exact.log_evidence) < 1.5 * one.half
    assert found.weights[1].weight == pytest.approx(leaks(), abs=0.02)
    assert found.again[0].weights[1].weight == pytest.approx(leaks(errors=0.3), abs=0.02)
    mixed = leaks() * Well(-0.6, 0.2).low + (1 - leaks()) * Well(0, 0).low
    assert float(re.search(r"low_2027 +(\S+)", printed)[1]) == pytest.approx(mixed, abs=0.02)


def test_the_figures_of_the_page_on_the_leak_are_exact() -> None:
    said = TEXT.partition("All here is normal")[2]
    for value, digits in ((leaks(), 3), (leaks(errors=0.3), 3), (leaks(prior=0.2), 2)):
        assert f" {value:.{digits}f}".replace("0.", ".") in said
    assert f"−{-Well(0, 0).log_evidence:.3f} and −{-Well(-0.6, 0.2).log_evidence:.3f}" in said
    vague = leaks(sd=2)
    assert f"1 : {(1 - vague) / vague:.1f}" in said

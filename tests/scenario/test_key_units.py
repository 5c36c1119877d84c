"""The units of what overrides set."""

import pytest

from simengine.loading import load
from simengine.scenario.key_units import unit_of_key

TEXT = """
name: dam
clock: {start: 2026-01, end: 2027-01, step: month}
groups: {creek: {upper: Upper creek, lower: Lower creek}}
parameters:
  flow[creek]: {lognormal: {median: 5, sigma: 0.25}, unit: Mm3/year}
  release: {uniform: {low: 8, high: 12}, unit: Mm3/year}
drivers:
  level: {process: ornstein_uhlenbeck, initial: 8, level: 8, speed: 1, volatility: 0.1, unit: m}
events:
  upgraded: {hazard: 0.5, effects: {}}
"""


@pytest.fixture(scope="module")
def dam(tmp_path_factory):
    file = tmp_path_factory.mktemp("dam") / "dam.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return load(file).scenario


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("parameters.release", "Mm3/year"),
        ("parameters.release.uniform.low", "Mm3/year"),
        ("parameters.flow[upper].lognormal.median", "Mm3/year"),
        ("parameters.flow[upper].lognormal.sigma", ""),
        ("parameters.nothing", ""),
        ("drivers.level.initial", "m"),
        ("drivers.level.speed", "1/year"),
        ("drivers.level.process", ""),
        ("drivers.level", ""),
        ("events.upgraded.hazard", "1/year"),
        ("events.upgraded.latest", ""),
        ("simulate.seed", ""),
        ("worlds", ""),
    ],
)
def test_a_key_has_the_unit_of_the_number_that_stands_there(dam, key, unit):
    assert unit_of_key(dam, key) == unit

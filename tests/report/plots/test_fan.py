import dataclasses

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from simengine.compute.bands import Bands
from simengine.report.plots import fan as fans_drawn
from tests.helpers.report.plot_artists import panels

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def fan(scenario="baseline", unit="Mshell/year", levels=LEVELS):
    years = 2024.5 + np.arange(145) / 12
    quantiles = {level: 2.0 + 0.1 * (years - 2024.5) * (1 + 8 * (level - 0.5)) for level in levels}
    return Bands(scenario, "shell_output", unit, years, quantiles, 4000)


def test_a_panel_a_scenario_on_one_scale():
    figure = fans_drawn.panels(
        [fan(name) for name in ("baseline", "ceasefire_2026", "war_to_2030", "arms_twin")]
    ).figure()
    shown = panels(figure)
    assert [axes.get_title(loc="left") for axes in shown] == ["baseline", "ceasefire_2026", "war_to_2030", "arms_twin"]
    assert len({axes.get_ylim() for axes in shown}) == 1
    assert {axes.get_xlabel() for axes in shown} == {"calendar year"}
    assert shown[0].get_ylabel() == "Mshell/year"
    assert figure.texts[0].get_text() == "shell output, Mshell/year"
    assert "4,000 paths" in figure.texts[1].get_text()


def test_bands_and_median_are_the_quantiles():
    (axes,) = panels(fans_drawn.panels([fan()]).figure())
    data = fan()
    (median,) = [line for line in axes.lines if line.get_label() == "median"]
    np.testing.assert_array_equal(median.get_ydata(), data.quantiles[0.5])
    assert [band.get_label() for band in axes.collections] == ["5–95 % of paths", "25–75 % of paths"]
    for band, (low, high) in zip(axes.collections, ((0.05, 0.95), (0.25, 0.75)), strict=True):
        corners = band.get_paths()[0].vertices
        ends = corners[np.isclose(corners[:, 0], data.years[-1])][:, 1]
        assert (ends.min(), ends.max()) == pytest.approx((data.quantiles[low][-1], data.quantiles[high][-1]))


def test_bands_stay_apart_in_grey():
    (axes,) = panels(fans_drawn.panels([fan()]).figure())
    greys = [np.dot(to_rgb(band.get_facecolor()[0][:3]), (0.299, 0.587, 0.114)) for band in axes.collections]
    assert greys[0] - greys[1] > 0.2
    assert 1.0 - greys[0] > 0.1


def test_years_are_whole():
    figure = fans_drawn.panels([fan()]).figure()
    figure.canvas.draw()
    labels = [label.get_text() for label in panels(figure)[0].get_xticklabels()]
    assert labels[1:-1] == ["2026", "2028", "2030", "2032", "2034", "2036"]  # the first and last lie outside


def test_a_driver_without_a_unit_says_so():
    assert panels(fans_drawn.panels([fan(unit="")]).figure())[0].get_ylabel() == "value"


def test_the_files(tmp_path):
    assert all(
        file.stat().st_size > 5000 for file in fans_drawn.panels([fan(), fan("war_to_2030")]).save(tmp_path / "fan")
    )


@pytest.mark.parametrize(
    ("fans", "message"),
    [
        ([], "no fan"),
        ([fan(), fan(unit="shell")], "one driver in one unit"),
        ([fan(), dataclasses.replace(fan(), name="tension")], "one driver in one unit"),
        ([fan(levels=(0.05, 0.5, 0.9))], "pairs around it"),
        ([fan(levels=(0.05, 0.95))], "must be 0.5 and pairs"),
    ],
)
def test_fans_that_can_not_be_drawn(fans, message):
    with pytest.raises(ValueError, match=message):
        fans_drawn.panels(fans).figure()

"""The picture of what is forced against the same by itself."""

import pytest
from matplotlib.figure import Figure

import simengine as se
from tests.helpers.cli.command_line import write_tiny


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("selection")
    tiny = write_tiny(folder / "tiny")
    models = [se.load(tiny / name) for name in ("tiny.yaml", "lucky.yaml")]
    models += [models[0].with_({"events.luck.hazard": 0}), models[0].with_({"parameters.rate": 0.2})]
    return [se.run(model, 60, engine="reference", out=folder / "results") for model in models]


def test_a_row_a_class_with_its_gap(runs) -> None:
    base, lucky, *_ = runs
    axes = base.forced(lucky).plot()
    assert [text.get_text() for text in axes.get_yticklabels()] == ["early", "late", "never"]
    assert next(text.get_text() for text in axes.figure.texts).startswith("What lucky forces")
    low, high = axes.get_xlim()
    assert low < 0 < high


def test_several_scenarios_share_a_panel(runs) -> None:
    base, lucky, never, law = runs
    ours = Figure().subplots()
    assert base.forced(lucky, never, law).plot(ours) is ours
    labels = [text.get_text() for text in ours.get_yticklabels()]
    assert (len(labels), labels[0]) == (6, "early · lucky")
    assert ours.get_title(loc="left").startswith("What each scenario forces")


def test_there_is_nothing_to_draw_of_a_law(runs) -> None:
    with pytest.raises(se.SimengineError, match="nothing to draw"):
        runs[0].forced(runs[3]).plot()

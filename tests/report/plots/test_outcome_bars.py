import dataclasses

import pytest
from matplotlib.text import Text

from simengine.analysis.probability import class_probabilities
from simengine.report.plots import outcome_bars
from simengine.report.plots._style import literal
from simengine.scenario.answer import Answer
from tests.helpers.report.plot_artists import interval_lines, marks, panels, texts
from tests.helpers.report.sample_runs import CLASSES, SCENARIOS, sample_table

TABLES = [sample_table(name) for name in SCENARIOS]


@pytest.mark.parametrize("count", [2, 4, 12])
def test_a_panel_a_class_and_a_row_a_scenario(count):
    figure = outcome_bars.panels(TABLES[:count]).figure()
    shown = panels(figure)
    assert [axes.get_title(loc="left") for axes in shown] == [name.replace("_", " ") for name in CLASSES]
    assert [label.get_text() for label in shown[0].get_yticklabels()] == [*SCENARIOS][:count]
    assert {len(marks(axes)) for axes in shown} == {count}
    assert {axes.get_xlim() for axes in shown} == {shown[0].get_xlim()}
    assert [axes.get_xlabel() for axes in shown[4:]] == ["probability"] * 4


def test_points_and_intervals_are_the_estimates():
    figure = outcome_bars.panels(TABLES[:3]).figure()
    axes = panels(figure)[CLASSES.index("transactional_fade")]
    estimates = [class_probabilities(table)["transactional_fade"] for table in TABLES[:3]]
    assert [mark.get_xdata()[0] for mark in marks(axes)] == [estimate.p for estimate in estimates]
    assert interval_lines(axes, 2.0) == [(estimate.low, estimate.high) for estimate in estimates]
    assert [text for text in texts(axes) if text] == [f"{estimate.p:.3f}"[1:] for estimate in estimates]


def test_the_baseline_is_told_apart_without_colour():
    shapes = [mark.get_marker() for mark in marks(panels(outcome_bars.panels(TABLES[:4]).figure())[0])]
    assert shapes == ["s", "o", "o", "o"]


def test_the_head_tells_how_many_paths():
    texts_shown = [text.get_text() for text in outcome_bars.panels(TABLES[:4]).figure().texts]
    assert texts_shown[0] == "Probability of each outcome in 4 scenarios"
    assert texts_shown[1].startswith("3,7") or texts_shown[1].startswith("3,8")
    assert "paths a scenario" in texts_shown[1]


def test_one_run_has_a_bar_a_class():
    figure = outcome_bars.panels(TABLES[:1]).figure()
    (axes,) = panels(figure)
    estimates = class_probabilities(TABLES[0])
    assert [bar.get_width() for bar in axes.patches] == [estimate.p for estimate in estimates.values()]
    assert axes.get_xlabel() == "probability"
    assert interval_lines(axes, 1.6) == [(estimate.low, estimate.high) for estimate in estimates.values()]


def test_an_answer_that_is_no_class_has_a_bar_and_a_dark_part_of_each_other():
    report = dataclasses.replace(
        TABLES[0].words.report, answer=Answer("question", ("test_2025",)), together={"Two of them": CLASSES[:2]}
    )
    table = dataclasses.replace(TABLES[0], words=dataclasses.replace(TABLES[0].words, report=report))
    picture = outcome_bars.picture(outcome_bars.summarise(table))
    so = table.questions["test_2025"][table.ok] == 1.0
    each = [table.outcome[table.ok] == number for number in range(len(CLASSES))]
    parts = [*each, each[0] | each[1]]
    (axes,) = panels(picture.figure())
    assert [label.get_text() for label in axes.get_yticklabels()][1:] == [
        *(name.replace("_", " ") for name in CLASSES),
        "Two of them",
    ]
    wanted = [so.mean(), so.mean()]
    for part in parts:
        wanted += [part.mean(), (part & so).mean()]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([one for one in wanted if one])
    assert any("stronger colour" in line for line in picture.told)
    assert sum((one & so).mean() for one in each) == pytest.approx(so.mean())


def test_a_class_that_a_run_lacks_leaves_its_row_empty():
    renamed = dataclasses.replace(TABLES[1], classes=("collapse", *CLASSES[1:]))
    shown = panels(outcome_bars.panels([TABLES[0], renamed]).figure())
    assert len(shown) == 9
    assert (len(marks(shown[0])), len(marks(shown[8]))) == (1, 1)
    assert texts(shown[0])[-1] == "–"


def test_a_run_without_an_ok_path_is_drawn_empty(tmp_path):
    empty = sample_table("baseline", excluded=1.0)
    outcome_bars.panels([empty]).save(tmp_path / "one")
    outcome_bars.panels([empty, TABLES[1]]).save(tmp_path / "two")
    assert {file.stem for file in tmp_path.iterdir()} == {"one", "two"}


def test_files_are_the_same_every_time(tmp_path):
    first, second = (
        outcome_bars.panels(TABLES[:2]).save(tmp_path / "a.b"),
        outcome_bars.panels(TABLES[:2]).save(tmp_path / "again"),
    )
    assert [file.name for file in first] == ["a.b.png", "a.b.svg"]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_nothing_to_draw():
    with pytest.raises(ValueError, match="no run"):
        outcome_bars.panels([]).figure()


def test_a_dollar_in_a_name_begins_no_formula(tmp_path):
    names = ("up $5 to $6", *CLASSES[1:])
    table = dataclasses.replace(TABLES[0], classes=names)
    figure = outcome_bars.panels([table, dataclasses.replace(TABLES[1], classes=names)]).figure()
    outcome_bars.panels([table]).save(tmp_path / "one")
    literal(figure)
    titled = [text for text in figure.findobj(Text) if "$" in text.get_text()]
    assert titled
    assert not any(text.get_parse_math() for text in titled)
    assert "up $5 to $6" in (tmp_path / "one.svg").read_text(encoding="utf-8")

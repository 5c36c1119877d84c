"""Names of rows that take several lines don't touch one another."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simengine.report.plots._panels import Point, rows_picture

LABELS = ["one line", "one\nand two\nand three", "three\nonce\nmore", "one line", "two\nlines", *["one line"] * 8]


@pytest.mark.parametrize("labels", [LABELS, LABELS[::-1], ["a\nb\nc"] * 3, ["a"]])
def test_names_of_neighbours_do_not_touch(labels: list[str]) -> None:
    points = [Point(0.1 * at, 0.1 * at - 0.05, 0.1 * at + 0.05, "+.1") for at in range(len(labels))]
    figure = rows_picture("A title", ["what it is"], labels, points, "difference").figure()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].get_yticklabels()]
    assert len(boxes) == len(labels)
    for upper, lower in pairwise(boxes):
        assert upper.y0 > lower.y1 + 1.0

"""What the page tells of a future: each event once, with how often it comes again, and no condition as it is typed."""

from __future__ import annotations

import simengine as se
from simengine.page.blocks.stories import dated_rows

TEXT = """
name: pond
clock: {start: 2026-01, end: 2027-01, step: month}
drivers:
  level: {process: level, initial: 0, title: The water}
events:
  rain: {at: [2026-02, 2026-04, 2026-06], title: It rains, effects: {level: {add: 1}}}
  flood: {when: level > 2, title: The pond floods}
  walk: {at: [2026-03, 2026-05], title: A walk}
"""


def test_events_come_once_with_how_often_again(tmp_path) -> None:
    run = se.run(se.load(TEXT), paths=1, out=tmp_path)
    rows = dict(map(reversed, dated_rows(run.story(0))))
    assert rows["A walk (and once more)"] == "2026-03"
    assert any(text.startswith("It rains: The water") and text.endswith("(and 2 times more)") for text in rows)
    assert "The pond floods" in rows
    assert "The pond floods: level 3 > 2" in str(run.story(0))

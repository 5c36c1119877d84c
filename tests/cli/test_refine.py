"""check --refine: how far answers move on a finer clock, as text and for programs."""

import json
from pathlib import Path

from tests.helpers.compute.spread import TEXT


def test_on_the_command_line(simengine, tmp_path: Path) -> None:
    file = tmp_path / "spread.yaml"
    file.write_text(TEXT, encoding="utf-8")
    words = ("check", str(file), "--refine", "2", "--paths", "40", "--jobs", "1")
    shown = simengine(*words)
    assert shown.code == 0
    assert shown.out.splitlines()[0].split() == ["step:", "quarter", "2", "steps", "each", "moves", "by"]
    assert "what means something else with 2 steps in each quarter:" in shown.out
    record = json.loads(simengine(*words, "--json").out)
    assert (record["parts"], len(record["answers"]), len(record["otherwise"])) == (2, 7, 9)
    assert "leave out --class" in simengine(*words, "--class", "came").err

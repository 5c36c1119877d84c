"""What is computed of where a driver starts and can't be so is counted, and told after a run."""

from __future__ import annotations

import pytest

from simengine.cli.entry import run_words

TEXT = """\
name: starts
clock: {start: 2025, end: 2027, step: year}
parameters: {a: {uniform: [0, 2]}, b: {uniform: [0.5, 1]}}
drivers:
  crossed: {process: level, initial: 0.7, bounds: [a, b]}
  outside: {process: level, initial: a, bounds: [0, 1]}
  inside: {process: level, initial: b, bounds: [0, 1]}
  index: {process: logit_ornstein_uhlenbeck, initial: a, level: b, speed: 1, volatility: 1}
measures: {all: crossed + outside + inside + index}
"""


@pytest.mark.parametrize("engine", ["machine", "reference"])
def test_a_line_a_driver(tmp_path, monkeypatch, capsys, engine: str) -> None:
    (tmp_path / "starts.yaml").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    assert run_words(["run", "starts.yaml", "--paths", "60", "--engine", engine]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "note: on" in line]
    assert [line.split(" of ")[-1].split(" lay")[0] for line in told if "bounds of" in line] == ["crossed"]
    moved = [line.split("paths ")[1].split(" could")[0] for line in told if "could not begin" in line]
    assert moved == ["outside", "index"]
    counts = [int(line.split("note: on ")[1].split(" ")[0]) for line in told]
    assert all(15 < count < 50 for count in counts)
    assert counts[1] == counts[2]  # the same paths, whose a is above 1

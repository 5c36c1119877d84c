"""The tutorial, followed step by step: every file it writes, every command, every line it shows."""

import re
from pathlib import Path

import pytest

from tests.helpers.docs.tutorial_reader import BLOCK, PAGE, commands, followed
from tests.helpers.goldens import Goldens

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tutorial_shows_what_happens(tmp_path: Path, golden: Goldens) -> None:
    golden(PAGE, followed(TEXT, tmp_path))
    pictures = {file.name for file in (tmp_path / "figures").glob("*.png")}
    assert pictures == {"outcomes.png", "differences.png", "fan_pupils.png"}


def test_it_goes_from_an_empty_file_to_a_comparison() -> None:
    lines = list(commands(TEXT))
    assert len(lines) >= 8
    assert lines[0].startswith("$ simengine validate")
    assert any(line.startswith("$ simengine compare") for line in lines)
    assert {block[1] for block in BLOCK.finditer(TEXT)} == {"yaml", "console"}


def test_output_that_is_not_so_is_noticed(tmp_path: Path) -> None:
    start = TEXT[: TEXT.index("## 2.")]
    assert followed(start, tmp_path) == start
    wrong = start.replace("2 errors", "4 errors")
    assert wrong != start
    assert followed(wrong, tmp_path) == start


def test_it_can_be_read_in_ten_minutes() -> None:
    words = re.findall(r"\w+", BLOCK.sub("", TEXT))
    assert len(words) / 150 < 10, "at 150 words a minute, with time to type"


@pytest.mark.parametrize("block", ["```python\n1\n```", "```console\n$ rm -r .\n```"])
def test_nothing_else_is_run(block: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        followed(block + "\n", tmp_path)

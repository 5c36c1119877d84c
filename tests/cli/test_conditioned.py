"""A conditioned run on the command line: what is printed of it, what it costs, what is refused."""

import json
from pathlib import Path

import pytest

from tests.helpers.cli.command_line import Simengine
from tests.helpers.compute.conditioned_pond import observe
from tests.helpers.compute.pond_model import pond_file

FEW = ("--paths", "1500", "--effective", "300", "--jobs", "2")


@pytest.fixture
def pond_there(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pond with its figure."""
    observe(monkeypatch)
    return pond_file(here)


def test_it_is_told_before_and_after(simengine: Simengine, pond_there: Path) -> None:
    dry = simengine("run", "pond.yaml", *FEW, "--dry-run")
    assert "with members to be learnt (prior futures weighed: 100,000 short simulations)" in dry.out
    run = simengine("run", "pond.yaml", *FEW)
    assert run.code == 0
    assert "learnt from 2 observations (prior futures weighed, 8 islands): log evidence" in run.out
    assert "pond has learnt 8 islands of members from its observations" in run.err
    assert "was there already, unchanged" in simengine("run", "pond.yaml", *FEW).out
    listed = simengine("list")
    assert "learnt from 2 observations" in listed.out
    assert '"route": "weights"' in simengine("list", "--json").out
    assert "learnt from 2 observations" in simengine("summary", "pond").out


def test_what_it_can_not_be_is_refused(simengine: Simengine, pond_there: Path) -> None:
    nested = simengine("run", "pond.yaml", "--nested", "3")
    assert (nested.code, "so 3 paths can't share a draw of the parameters: set --nested 1" in nested.err) == (1, True)
    hard = simengine("run", "pond.yaml", "--effective", "1000000", "--effort", "2")
    assert (hard.code, "fewer than the 1,000,000 that were wanted" in " ".join(hard.out.split())) == (0, True)


def test_effort_is_for_figures_with_an_error(simengine: Simengine) -> None:
    refused = simengine("run", "tiny/tiny.yaml", "--effort", "10")
    assert refused.code == 2
    assert "tiny has no figure with an error under observe, so nothing is learnt: leave out --effort" in refused.err


def test_it_is_drawn_until_enough_is_known(simengine: Simengine, pond_there: Path) -> None:
    until = simengine("run", "pond.yaml", *FEW[2:], "--until", "high=0.02")
    assert until.code == 0
    assert "after 10,000 paths, ±0.02 was asked for" in until.out
    few = simengine("run", "pond.yaml", *FEW[2:], "--until", "high=0.0001", "--paths", "10000")
    assert few.code == 1
    assert "would do" in few.err


def test_what_was_learnt_is_told(simengine: Simengine, pond_there: Path) -> None:
    assert simengine("run", "pond.yaml", *FEW).code == 0
    assert "how the figures fit, and what they changed: --by learning" in simengine("summary", "pond").out
    told = simengine("summary", "pond", "--by", "learning")
    assert told.code == 0
    assert told.out.startswith("pond: what was learnt\nlearnt from 2 observations")
    assert "“before” knows seen already" in told.out
    assert "without figure" in told.out
    found = json.loads(simengine("summary", "pond", "--by", "learning", "--again", "--json").out)
    assert [one["name"] for one in found["observations"]] == ["figure"]
    assert [one["what"] for one in found["again"]] == ["all errors × 2", "without figure"]
    wrong = simengine("summary", "pond", "--again")
    assert (wrong.code, "--again is for --by learning" in wrong.err) == (2, True)


def test_what_has_learnt_nothing_is_told_so(simengine: Simengine) -> None:
    assert simengine("run", "tiny/tiny.yaml", "--paths", "50").code == 0
    refused = simengine("summary", "tiny", "--by", "learning")
    assert refused.code in (1, 2)
    assert "tiny has learnt nothing: none of its observations has an error (observe.NAME.error)" in refused.err

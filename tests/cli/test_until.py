"""run --until: what is drawn, what it says, and what it can't be asked."""

from pathlib import Path

import pytest

from simengine.runs.store import open_run


def test_it_tells_how_well_it_is_known(simengine, here: Path) -> None:
    result = simengine("run", "tiny/tiny.yaml", "--until", "early=0.025", "--until", "answer=0.03")
    assert result.code == 0
    manifest = open_run(here / "results" / "tiny").manifest
    lines = [line for line in result.out.splitlines() if "is known to" in line]
    assert [line.split()[0] for line in lines] == ["early", "answer"]
    assert lines[0].endswith(f"after {manifest.paths:,} paths, ±0.025 was asked for")
    again = simengine("run", "tiny/tiny.yaml", "--until", "early=0.025")
    assert (again.code, "was there already, unchanged" in again.out) == (0, True)


def test_too_few_paths_are_told(simengine) -> None:
    result = simengine("run", "tiny/tiny.yaml", "--until", "early=0.001", "--paths", "1200")
    assert result.code == 1
    assert "after 1,200 paths, ±0.001 was asked for: about " in result.err
    assert result.err.rstrip().endswith(" would do")


def test_too_few_draws_are_told_with_the_paths_that_would_be_enough(simengine) -> None:
    result = simengine("run", "tiny/tiny.yaml", "--until", "early=0.1", "--paths", "3000", "--nested", "5")
    assert result.code == 1
    assert "these are 600 draws, and it takes 1,000, so 5,000 paths" in result.err


def test_a_dry_run_tells_the_most(simengine) -> None:
    result = simengine("run", "tiny/tiny.yaml", "--until", "early=0.001", "--dry-run")
    assert "at most 10,000,000 paths" in result.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["early=5%"], "'5%' is no half-width for 'early': write 0.05, half of the interval of a chance"),
        (["early"], "'early' is not NAME=HALF, such as answer=0.01"),
        (["early=0.1", "--until", "early=0.2"], "'early' is asked for twice: ±0.1 and ±0.2"),
        (["erly=0.1"], "no class, question or measure 'erly' (did you mean 'early'?)"),
        (["early=0.1", "--profile"], "one of --until and --profile"),
        (["early=0.1", "--cluster", "tcp://127.0.0.1:1"], "one of --until and --cluster"),
    ],
)
def test_what_it_can_not_be_asked(simengine, here: Path, words: list[str], message: str) -> None:
    result = simengine("run", "tiny/tiny.yaml", "--until", *words)
    assert result.code == 2
    assert message in result.err
    assert not (here / "results").exists()


def test_the_sign_of_a_difference(simengine, here: Path) -> None:
    result = simengine("run", "tiny", "--until", "sign:never")
    assert result.code == 0
    (line,) = [line for line in result.out.splitlines() if line.startswith("never ") and "lucky - tiny" in line]
    assert "not known" not in line
    assert open_run(here / "results" / "lucky").manifest.signs is not None
    assert "never is a confidence sequence" in simengine("compare", "tiny", "lucky", "--all").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tiny/tiny.yaml", "--until", "sign:never"], "is about a difference: name a base and others, or their folder"),
        (["tiny", "--until", "sign:never", "--until", "late=0.1"], "one of them at a time"),
        (["tiny", "--until", "sign:nver"], "no class, question or measure 'nver'"),
        (["tiny", "--until", "sign:never", "--dry-run"], "one of --until sign:NAME and --dry-run"),
    ],
)
def test_what_has_no_sign(simengine, words: list[str], message: str) -> None:
    result = simengine("run", *words)
    assert (result.code, message in result.err) == (2, True)

"""What lies on the disk of a conditioned run: its dice, and what its manifest says of how they were learnt."""

import json
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from simengine.analysis.probability import Spread
from simengine.analysis.summary import summarise, summary_json
from simengine.errors import SimengineError
from simengine.plan.identity import Identity
from simengine.randomness.dice import EXPERTS, Die
from simengine.report.summary_text import summary_text
from simengine.runs.asked_experts import asked_experts
from simengine.runs.dice_file import StoredDice, read_dice, write_dice
from simengine.runs.dice_names import ISLANDS, MEMBERS
from simengine.runs.learnt import Effort, IslandTold, Learning, StageTold
from simengine.runs.manifest import Manifest, StoredFile, digest_of, read_manifest, write_manifest
from simengine.runs.request import Learns, Request, differences
from simengine.runs.sampling import Sampling
from tests.helpers.compute.pond_model import run_pond

NOISE = Die("drivers", 'a[b] "c"/é', 1)
DICE = StoredDice(
    5,
    (EXPERTS, NOISE),
    np.array([2**63 + 5, 2**64 - 1, 0], np.uint64),
    {NOISE: np.array([1, 2**64 - 2, 3], np.uint64)},
)
STAGE = StageTold("2024-02-01", ("count", "window"), 3, -2.5, 0.1)


def learning(sizes: tuple[int, ...]) -> Learning:
    """What might be learnt by islands with so many members."""
    islands = tuple(IslandTold(at, -2.5, (-2.5,), 80.0, 1_000, size) for at, size in enumerate(sizes))
    return Learning("p", "weights", 3, (STAGE,), islands, -2.5, 0.1, 640.0, Effort(), 8_000)


def stored(tmp_path: Any, dice: StoredDice) -> StoredFile:
    write_dice(tmp_path / MEMBERS, dice)
    return StoredFile(MEMBERS, digest_of((tmp_path / MEMBERS).read_bytes()))


def test_dice_come_back_as_they_were_written(tmp_path) -> None:
    found = read_dice(tmp_path, stored(tmp_path, DICE))
    assert (found.step, found.covered, list(found.dice)) == (5, (EXPERTS, NOISE), [NOISE])
    assert found.ancestor.tolist() == DICE.ancestor.tolist()
    assert found.dice[NOISE].tolist() == DICE.dice[NOISE].tolist()


def test_some_of_the_dice_come_back_alone(tmp_path) -> None:
    other = Die("events", "b", 0)
    file = stored(tmp_path, replace(DICE, covered=(*DICE.covered, other), dice={**DICE.dice, other: DICE.ancestor}))
    found = read_dice(tmp_path, file, (EXPERTS, NOISE))  # of which the first shows what the ancestor does
    assert list(found.dice) == [NOISE]
    assert found.dice[NOISE].tolist() == DICE.dice[NOISE].tolist()
    assert (found.ancestor.tolist(), found.step) == (DICE.ancestor.tolist(), DICE.step)
    assert not read_dice(tmp_path, file, (EXPERTS,)).dice


def test_dice_that_are_damaged_or_nobodys_are_refused(tmp_path) -> None:
    file = stored(tmp_path, replace(DICE, covered=(EXPERTS,)))
    with pytest.raises(SimengineError, match="holds no dice that simengine has written"):
        read_dice(tmp_path, file)
    file = stored(tmp_path, replace(DICE, covered=(Die("events", "x", -1),), dice={}))
    with pytest.raises(SimengineError, match="holds no dice"):
        read_dice(tmp_path, file)
    file = stored(tmp_path, DICE)
    data = bytearray((tmp_path / MEMBERS).read_bytes())
    data[40] ^= 1
    (tmp_path / MEMBERS).write_bytes(data)
    with pytest.raises(SimengineError, match="is damaged"):
        read_dice(tmp_path, file)


def conditioned(tmp_path: Any) -> Manifest:
    """A manifest as a conditioned run of 12 paths has it, written into the folder of one that is none."""
    manifest = run_pond(tmp_path, paths=12).manifest
    files = tuple(StoredFile(name, "0" * 32) for name in (MEMBERS, ISLANDS))
    return replace(
        manifest, files=files, sampling=Sampling.of_islands([5, 5, 12]), learnt=learning((5, 0, 7)), as_of="2024-03-01"
    )


def test_a_manifest_tells_what_was_learnt(tmp_path) -> None:
    manifest = conditioned(tmp_path)
    write_manifest(tmp_path / "results" / "pond", manifest)
    found = read_manifest(tmp_path / "results" / "pond")
    assert (found.learnt, found.sampling, found.as_of) == (manifest.learnt, manifest.sampling, "2024-03-01")
    clusters = found.sampling.clusters(np.array([0, 4, 5, 11]))
    assert clusters is not None
    assert clusters.tolist() == [0, 0, 2, 2]


def hostile(learnt: Learning) -> dict[str, dict[str, Any]]:
    first, *others = learnt.islands
    return {
        "none": {"learnt": None},
        "no islands": {"sampling": Sampling()},
        "other sizes": {"learnt": learning((4, 1, 7))},
        "ends beyond": {"sampling": Sampling.of_islands([5, 5, 13]), "learnt": learning((5, 0, 8))},
        "twice": {"learnt": replace(learnt, islands=(replace(first, number=1), *others))},
        "no stage": {"learnt": replace(learnt, islands=(replace(first, increments=()), *others))},
        "late": {"learnt": replace(learnt, step=10_000)},
        "late stage": {"learnt": replace(learnt, stages=(replace(STAGE, step=-1),))},
        "no error": {"learnt": replace(learnt, se=-1.0)},
        "not a number": {"learnt": replace(learnt, log_evidence=float("nan"))},
        "by magic": {"learnt": replace(learnt, route="magic")},  # type: ignore[arg-type]
        "for nothing": {"learnt": replace(learnt, wanted=Effort(0, 1))},
        "nowhere": {"files": ()},
    }


@pytest.mark.parametrize("name", hostile(learning((5, 0, 7))))
def test_what_can_not_have_been_learnt_is_damage(tmp_path, name: str) -> None:
    manifest = conditioned(tmp_path)
    assert manifest.learnt
    write_manifest(tmp_path / "results" / "pond", replace(manifest, **hostile(manifest.learnt)[name]))
    with pytest.raises(SimengineError, match="damaged or was changed by hand"):
        read_manifest(tmp_path / "results" / "pond")


def test_ends_of_islands_are_numbers_that_rise(tmp_path) -> None:
    write_manifest(tmp_path / "results" / "pond", conditioned(tmp_path))
    file = tmp_path / "results" / "pond" / "manifest.json"
    for ends in ([5, 3, 12], [5, "5", 12], [], 12, [-1, 5, 12]):
        document = json.loads(file.read_text(encoding="utf-8"))
        del document["blake2b"]
        document["sampling"]["ends"] = ends
        text = json.dumps(document, sort_keys=True, separators=(",", ":"))
        file.write_text(json.dumps({"blake2b": digest_of(text.encode()), **document}), encoding="utf-8")
        with pytest.raises(SimengineError, match="damaged or was changed by hand"):
            read_manifest(tmp_path / "results" / "pond")


def test_a_conditioned_run_is_another_with_other_paths_or_effort() -> None:
    learns = Learns(Identity("a", "b"), Effort())
    asked = Request(learns.identity(100), "machine", "c", 10, learns)
    assert asked.at(100) == asked
    assert asked.at(200).identity.paths != asked.identity.paths
    assert asked.at(200).identity.readings == "b"
    assert Learns(learns.plan, Effort(500)).identity(100) != asked.identity
    plain = Request(learns.plan, "machine", "c", 10)
    assert plain.at(7) is plain
    assert asdict(asked)["learns"]["effort"] == {"effective": 1_000, "effort": 3_000}


def test_what_differs_in_effort_is_told(tmp_path) -> None:
    manifest = conditioned(tmp_path)
    learns = Learns(manifest.identity, Effort())
    manifest = replace(manifest, paths_digest=learns.identity(12).paths)
    other = replace(learns, effort=Effort(50, 10))
    told = differences(manifest, Request(other.identity(12), "machine", "c", 10, other), 12, manifest.seed, 1)
    assert told == "members worth 1,000 by at most 3,000 simulations each there, worth 50 by at most 10 now"


def test_who_was_asked_follows_from_what_the_die_shows() -> None:
    weights = {"a": 0.25, "b": 0.0, "c": 0.75}
    held = np.array([int(u * 2**53) | 3 << 62 for u in (0.0, 0.2499, 0.2501, 0.9999)], np.uint64)
    assert asked_experts(1, held, weights).tolist() == [0, 0, 2, 2]
    paths = np.arange(2_000)
    own = asked_experts(1, paths, weights)
    shown = np.where(paths % 2 == 0, paths, 7).astype(np.uint64)
    mixed = asked_experts(1, shown, weights)
    assert (mixed[::2] == own[::2]).all()
    assert set(mixed[1::2]) == {own[7]}


def test_the_head_of_a_summary_tells_what_was_learnt(tmp_path) -> None:
    run = run_pond(tmp_path, paths=12)
    told = replace(learning((5, 0, 7)), effective=640.4)
    table = replace(run.outcome_table(), learnt=told, sampling=Sampling.of_islands([5, 5, 12]))
    text = summary_text(summarise(table), 200)
    line = "learnt from 2 observations (prior futures weighed, 3 islands): log evidence -2.50 ±0.43; "
    assert f"{line}worth 12 independent futures, fewer than the 1,000 that were wanted\n" in text
    assert summary_json(summarise(table))["learnt"]["islands"][2]["members"] == 7


def test_the_error_of_a_conditioned_run_is_that_of_its_islands(tmp_path) -> None:
    run = run_pond(tmp_path, paths=12)
    table = replace(run.outcome_table(), sampling=Sampling.of_islands([5, 5, 12]))
    rows = [np.flatnonzero(table.ok & (table.path < 5)), np.flatnonzero(table.ok & (table.path >= 5))]
    spread = summarise(table).measures["last"]
    values = table.measures["last"]
    sums = np.array([(values[some] - values[table.ok].mean()).sum() for some in rows])
    se = np.sqrt(2.0 * (sums**2).sum()) / table.ok.sum()
    assert isinstance(spread, Spread)
    assert spread.se == pytest.approx(se, rel=1e-12)
    assert spread.high - spread.mean == pytest.approx(12.7062 * se, rel=1e-4)  # t with one degree of freedom

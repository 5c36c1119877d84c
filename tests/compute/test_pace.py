"""Ctrl-C is heard soon and a kill costs little, however slow a model is."""

from dataclasses import replace
from itertools import pairwise

import pytest

from simengine.compute import checkpoints, pieces
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.pieces import Pace
from simengine.compute.run import run
from simengine.runs.blocks import blocks_of
from simengine.runs.left_parts import left_files
from tests.helpers.compute.pond_model import BLOCK, PATHS, REFERENCE, part_bytes, pond

MACHINE = ENGINES["machine"]


def lengths_of_pieces(monkeypatch, seconds, paths: int = 200_000) -> list[int]:
    """How long pieces are where one of so many paths, that begins at some path, takes so many `seconds`."""
    now, found = 0.0, []
    monkeypatch.setattr(pieces.time, "perf_counter", lambda: now)
    pace = Pace(MACHINE, paths, 1)

    def computed():
        nonlocal now
        for piece in pace.pieces(blocks_of(paths, MACHINE.block)):
            now += seconds(len(piece.paths), piece.paths[0])
            found.append(len(piece.paths))
            yield piece, None

    assert sum(len(piece.paths) for piece, _ in pace.watched(computed())) == paths
    return found


@pytest.mark.parametrize("a_path", [1e-6, 1e-4, 3e-3, 2e-2])
@pytest.mark.parametrize("a_call", [0.0, 0.01, 0.2])
def test_no_piece_takes_more_than_a_second(monkeypatch, a_path, a_call):
    paths = min(200_000, int(200 / a_path))
    found = lengths_of_pieces(monkeypatch, lambda length, _: a_call + a_path * length, paths)
    assert a_call + a_path * max(found) <= 1.0


def test_a_quick_model_is_soon_drawn_in_long_pieces(monkeypatch):
    found = lengths_of_pieces(monkeypatch, lambda length, _: 0.001 + 1e-5 * length)
    assert len(found) < 200_000 / MACHINE.piece + 15
    assert max(found) == MACHINE.piece


def test_what_has_become_slow_is_drawn_in_shorter_pieces(monkeypatch):
    found = lengths_of_pieces(monkeypatch, lambda length, first: length * (1e-3 if first > 100_000 else 1e-6))
    assert max(found) == MACHINE.piece
    assert found[-2] == 256
    assert all(b <= 8 * a for a, b in pairwise(found[:5]))


def test_a_killed_run_has_stored_what_was_computed_of_a_block(tmp_path, monkeypatch):
    straight = part_bytes(run(pond(tmp_path), REFERENCE, tmp_path / "straight").folder)
    monkeypatch.setattr(checkpoints, "SECONDS", 0.0)
    seen = []

    def stop(told):
        seen.append([len(files) for files in left_files(partial()).values()] if partial() else [])
        if told.done >= BLOCK + BLOCK // 2:
            raise KeyboardInterrupt

    def partial():
        return next(tmp_path.glob(".pond.*.partial"), None)

    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), REFERENCE, tmp_path, progress=stop)
    assert max(map(len, seen)) == 2  # a part of the block that is whole, one of that which isn't
    assert all(number == 1 for blocks in seen for number in blocks)
    told = []
    done = run(pond(tmp_path), REFERENCE, tmp_path, progress=told.append)
    assert BLOCK < told[0].reused < 2 * BLOCK
    assert part_bytes(done.folder) == straight
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []
    grown = run(pond(tmp_path), replace(REFERENCE, paths=PATHS + 70), tmp_path)
    assert part_bytes(grown.folder) == part_bytes(
        run(pond(tmp_path), replace(REFERENCE, paths=PATHS + 70), tmp_path / "straight").folder
    )

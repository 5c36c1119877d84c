"""Where two futures part: in what sets their classes apart, at dates that can be counted by hand."""

import numpy as np
import pytest

import simengine as se
from simengine.errors import SimengineError
from tests.helpers.explain.watch_model import watch_run

TELLS = {"alarm", "echo", "tension", "strike", "none"}  # other events, idle noise and moods do nothing


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> se.Run:
    return watch_run(tmp_path_factory.mktemp("watch"), 1_500)


def test_only_what_sets_the_classes_apart_is_told(run: se.Run) -> None:
    table = run.outcome_table()
    struck = table.path[table.outcome == table.classes.index("struck")][:8].tolist()
    told = [run.story(path, against="spared").parting for path in struck]
    names = {one.name for found in told for one in found.parted}
    assert {"strike", "alarm"} <= names <= TELLS
    for found in told:
        assert found.outcome == "spared"
        assert [one.step for one in found.parted] == sorted(one.step for one in found.parted)


def test_dates_and_levels_are_those_of_the_two_paths(run: se.Run) -> None:
    story = run.story(typical="struck", against="spared")
    found = story.parting
    events = run.events().to_pylist()
    tracks = run.trajectories(["tension"], [story.path, found.path]).values
    for one in found.parted:
        if one.of == "level":
            assert (one.here, one.there) == tuple(tracks[:, one.step, 0])
            assert one.here - one.there > 0.5
            continue
        for path, date in ((story.path, one.here), (found.path, one.there)):
            came = [row for row in events if row["path"] == path and row["event"] == one.name]
            assert bool(came) == bool(date)
    assert np.sign([one.correlation for one in found.parted if one.name == "none"]).tolist() in ([], [-1.0])


def test_it_is_told(run: se.Run) -> None:
    """A strike comes in one and never in the other, since that is what the classes are."""
    story = run.story(typical="struck", against="spared")
    text = " ".join(str(story).split())
    assert f"where it parts from path {story.parting.path}, typical of spared:" in text
    assert " strike, there never" in text
    other = run.story(typical="spared", against="struck")
    assert (other.path, other.parting.path) == (story.parting.path, story.path)
    assert " no strike, there it comes; here never" in " ".join(str(other).split())


def test_what_can_not_be_set_against_is_told(run: se.Run) -> None:
    with pytest.raises(SimengineError, match="is struck: name another class to set it against"):
        run.story(typical="struck", against="struck")
    with pytest.raises(SimengineError, match="no outcome class 'stuck'"):
        run.story(typical="struck", against="stuck")
    with pytest.raises(SimengineError, match="no path of watch is in the class 'never'"):
        run.story(typical="struck", against="never")

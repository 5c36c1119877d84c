"""What the folders of variants are called, and what people read."""

import pytest

from simengine.errors import WrongUsageError
from simengine.runs.variant import Variant

LONG = "parameters.words={pert: {low: 1, mode: 2, high: 3, lambda: 4}, note: this goes on for a while}"


@pytest.mark.parametrize(
    ("overrides", "folder"),
    [
        ((), "tram"),
        (("parameters.budget=300",), "tram+parameters.budget=300"),
        ((" parameters.budget = 300 ", "simulate.seed=2"), "tram+parameters.budget=300+simulate.seed=2"),
        (('events.grant_given.latest="2026-12"',), "tram+events.grant_given.latest=2026-12"),
    ],
)
def test_a_folder_says_what_is_overridden(overrides, folder):
    variant = Variant("tram", overrides)
    assert (variant.folder, variant.label) == (folder, folder)
    assert variant.untold == ""


@pytest.mark.parametrize(
    "override", [LONG, "title=A b", "x.y=1e+5", "x.y=A", 'x.y="300"', 'x.y="true"', "x.y=5.", "x.y=ü"]
)
def test_what_a_folder_can_not_say_is_marked_with_64_bits(override):
    variant = Variant("tram", (override,))
    name, _, mark = variant.folder.partition("+")
    assert (name, len(mark), int(mark, 16) >= 0) == ("tram", 16, True)
    assert variant.label.startswith((f"tram {override[:20]}", f"tram {override.partition('.')[2][:20]}"))
    assert variant.told == f"tram with {override}"


def test_long_labels_are_cut_and_still_told_apart():
    first, second = Variant("tram", (LONG,)), Variant("tram", (f"{LONG}!",))
    assert first.label != second.label
    assert len(first.label) <= 80
    assert first.untold == f"tram with {LONG}"
    assert "budget=300" in Variant("tram", (LONG, "parameters.budget=300")).label
    assert len(Variant("tram", (LONG,) * 20, "rich").label) < 100


def test_no_two_variants_share_a_folder():
    many = [(f"parameters.budget={number}",) for number in range(5000)]
    many += [(f"parameters.budget={number}", "x.y=A b") for number in range(5000)]
    many += [("a.b=1", "c.d=2"), ("a.b=1+c.d=2",), ("A.b=1", "c.d=2"), ("a.b=1",), ("a.b=1\nc.d=2",)]
    assert len({Variant("tram", overrides).folder.casefold() for overrides in many}) == len(many)


def test_a_given_name_is_the_folder_s_and_the_overrides_stay_visible():
    variant = Variant("tram", ("parameters.budget=300",), "rich")
    assert (variant.folder, variant.label) == ("rich", "rich (parameters.budget=300)")
    assert Variant("tram", (), "large").label == "large"


@pytest.mark.parametrize("name", ["a/b", ".hidden", "nul"])
def test_a_name_that_is_no_folder_s_is_refused(name):
    class Scenario:
        name, overrides = "tram", ()

    with pytest.raises(WrongUsageError, match="the name of a run names a folder"):
        Variant.of(Scenario, name)

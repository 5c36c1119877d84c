"""The guide for contributors names what there is, every switch among it; the hooks are what the house asks."""

import re

import pytest
import yaml

from tests.helpers.house.tree import ROOT, python_files

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SWITCH = re.compile(r"SIMENGINE_[A-Z_]*[A-Z]")


def test_it_is_read_within_the_hour():
    assert len(GUIDE.splitlines()) <= 150


def test_it_tells_every_switch():
    told = re.findall(rf"^\| `({SWITCH.pattern})` \|", GUIDE, re.MULTILINE)
    assert len(told) == len({*told}) > 5
    read = [file for file in python_files() if file.name != "test_contributing.py"]
    assert {*told} == {name for file in read for name in SWITCH.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/design.md"])
def test_the_files_a_page_names_are_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    named = {*re.findall(r"`((?:\w+/)+\w+\.\w+)`", text), *re.findall(r"`((?:\w+/)+)`", text)}
    assert len(named) > 5
    assert [name for name in sorted(named) if not any((ROOT / at / name).exists() for at in ("", "simengine"))] == []


def test_hooks_run_what_is_installed_and_the_tests_run_too():
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    asked = [hook["entry"].split()[2:] for hook in repository["hooks"]]
    assert asked == [["ruff", "check", "--force-exclude"], ["ruff", "format", "--check", "--force-exclude"], ["mypy"]]

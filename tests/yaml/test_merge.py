"""What a scenario is once its bases have spoken."""

from pathlib import Path

import pytest

from simengine.errors import Place
from simengine.scenario.shapes import RULES
from simengine.yaml.merge import merge_files
from simengine.yaml.nodes import key_place_of, place_of, plain
from tests.helpers.yaml.merging import BASE, merged, over_base, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


# Files


def test_a_file_alone_is_itself_with_short_forms_written_out(folder: Path) -> None:
    tree = plain(merge_files(folder / "base.yaml", RULES).tree)
    assert isinstance(tree, dict)
    assert tree["name"] == "baseline"
    assert tree["formulas"]["plain_one"] == {"expr": "a"}
    assert tree["measures"] == {"kept": {"expr": "x"}}
    assert tree["parameters"]["rate"] == {"fixed": 2}
    assert tree["outcome"] == {"good": "kept > 1", "bad": "otherwise"}


def test_name_and_title_belong_to_the_file_that_states_them(folder: Path) -> None:
    tree = merged(folder, "extends: base.yaml\n").tree
    assert tree.keys()[:2] == ("name", "parameters")
    assert plain(tree)["name"] == "top"
    assert over_base(folder, "title: Mine\nname: other")["title"] == "Mine"


def test_each_file_speaks_once_bases_first(folder: Path) -> None:
    for name, text in {
        "d": "x: {d: 1, all: d}",
        "b": "extends: d.yaml\nx: {b: 1, all: b}",
        "c": "extends: [d.yaml]\nx: {c: 1, all: c}",
    }.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = merged(folder, "extends: [b.yaml, c.yaml]\nx: {top: 1}\n")
    assert [file.path.stem for file in found.files] == ["d", "b", "c", "top"]
    assert plain(found.tree)["x"] == {"d": 1, "all": "c", "b": 1, "c": 1, "top": 1}
    assert len({file.digest for file in found.files}) == 4
    assert all(len(file.digest) == 64 for file in found.files)


def test_a_circle_is_printed(folder: Path) -> None:
    (folder / "one.yaml").write_text("extends: two.yaml", encoding="utf-8")
    (folder / "two.yaml").write_text("extends: top.yaml", encoding="utf-8")
    (line,) = told(folder, "extends: one.yaml")
    assert line.startswith("two.yaml:1:10: extends: a circle: ")
    assert line.count("→") == 3


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("bas.yaml", "no file 'bas.yaml' (did you mean 'base.yaml'?)"),
        ("../base.yaml", "leads out of the scenario's folder"),
        ("sub/../../x.yaml", "leads out of the scenario's folder"),
        ("/etc/passwd", "is an absolute path"),
        ("out.yaml", "leads out of the scenario's folder"),
        ("loop.yaml", "cannot be read"),
        (".", "is a folder"),
        ("3", "must be the name of a file"),
        ("[base.yaml, {a: 1}]", "must be the name of a file"),
        ("~", "must be the name of a file"),
    ],
)
def test_a_base_must_be_a_file_in_the_folder(tmp_path: Path, extends: str, message: str) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (tmp_path / "base.yaml").write_text("x: {secret: 1}", encoding="utf-8")
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    (folder / "out.yaml").symlink_to(tmp_path / "base.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (line,) = told(folder, f"extends: {extends}")
    assert line.startswith("top.yaml:1:")
    assert message in line


def test_bases_may_lie_in_folders_below_and_look_up_from_there(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "mid.yaml").write_text("extends: ../base.yaml\nmeasures: {kept: y}", encoding="utf-8")
    found = merged(folder, "extends: sub/mid.yaml")
    assert [file.shown.removeprefix(f"{folder}/") for file in found.files] == ["base.yaml", "sub/mid.yaml", "top.yaml"]


def test_a_long_chain_of_files_is_refused(folder: Path) -> None:
    for number in range(60):
        (folder / f"f{number}.yaml").write_text(f"extends: f{number + 1}.yaml", encoding="utf-8")
    (line,) = told(folder, "extends: f0.yaml")
    assert "a chain of more than 40 files" in line


def test_problems_of_all_files_and_of_the_command_line_come_together(folder: Path) -> None:
    (folder / "bad.yaml").write_text("a: 1\na: 2\n", encoding="utf-8")
    lines = told(folder, "extends: [bad.yaml, none.yaml]\n", "novalue", "a=[1")
    assert sorted(line.split(":")[0] for line in lines) == ["bad.yaml", "command line", "command line", "top.yaml"]


# Merging


def test_mappings_merge_and_the_rest_is_replaced(folder: Path) -> None:
    tree = over_base(folder, "drivers: {tension: {level: 2}}\nobserve: {share: {between: [0, 1]}}")
    assert tree["drivers"]["tension"] == {
        "process": "ornstein_uhlenbeck",
        "initial": 0.6,
        "level": 2,
        "volatility": 0.5,
    }
    assert tree["observe"]["share"] == {"at": "start", "expr": "x", "between": [0, 1]}


def test_every_leaf_keeps_the_place_of_its_own_file(folder: Path) -> None:
    tree = merged(folder, "extends: base.yaml\ndrivers:\n  tension: {level: 2}", "drivers.tension.volatility=0.3").tree
    here = str(folder / "top.yaml")
    assert place_of(tree, ("drivers", "tension", "level")) == Place(here, 3, 20)
    assert place_of(tree, ("drivers", "tension", "initial")) == Place(str(folder / "base.yaml"), 7, 51)
    assert place_of(tree, ("drivers", "tension", "volatility")) == Place("command line: drivers.tension.volatility=0.3")
    assert place_of(tree, ("drivers", "tension", "missing")) == Place(here, 3, 12)
    assert key_place_of(tree, ("drivers", "bare")) == Place(str(folder / "base.yaml"), 8, 3)


def test_notes_outlive_a_new_expression_and_an_expression_new_notes(folder: Path) -> None:
    tree = over_base(folder, "formulas: {need: c, plain_one: {note: n}}\nmeasures: {kept: {unit: share}}")
    assert tree["formulas"]["need"] == {"expr": "c", "tags": ["M1"], "note": "why"}
    assert tree["formulas"]["plain_one"] == {"expr": "a", "note": "n"}
    assert tree["measures"]["kept"] == {"expr": "x", "unit": "share"}


@pytest.mark.parametrize(
    ("section", "over", "left"),
    [
        ("drivers", "{tension: {process: level, initial: 1}}", {"process": "level", "initial": 1}),
        ("events", "{ceasefire: {at: 2026-01}}", {"at": "2026-01"}),
        ("parameters", "{medium: {uniform: [0, 1]}}", {"uniform": [0, 1]}),
        ("parameters", "{medium: {uniform: [0, 1], lower: null}}", {"uniform": [0, 1]}),
        ("parameters", "{medium: 0.4}", {"fixed": 0.4, "unit": "1/year", "tags": ["M1"]}),
        (
            "parameters",
            "{medium: {quantiles: {50%: 1}}}",
            {"quantiles": {"50%": 1}, "lower": 0, "unit": "1/year", "source": "S2", "tags": ["M1"]},
        ),
        ("parameters", "{rate: {unit: m}}", {"fixed": 2, "unit": "m"}),
        (
            "events",
            "{ceasefire: {hazard: null, at: 2026-01, latest: null}}",
            {"at": "2026-01", "effects": {"front": {"set": 0}}},
        ),
        (
            "events",
            "{ceasefire: {hazard: 1, effects: {front: {add: 2}}}}",
            {"hazard": 1, "latest": "2026-12", "effects": {"front": {"add": 2}}},
        ),
    ],
)
def test_a_changed_tag_replaces_the_element(folder: Path, section: str, over: str, left: dict) -> None:
    tree = over_base(folder, f"{section}: {over}")
    assert next(iter(element for name, element in tree[section].items() if name in over)) == left


def test_the_outcome_is_replaced_whole(folder: Path) -> None:
    assert over_base(folder, "outcome: {new: otherwise}")["outcome"] == {"new": "otherwise"}


def test_a_file_with_classes_of_its_own_drops_what_the_report_says_of_classes(folder: Path) -> None:
    report = "report:\n  answer: good\n  question: Will it?\n  together: {Well: [good]}\n  measures: [kept]\n"
    (folder / "base.yaml").write_text(BASE + report, encoding="utf-8")
    given = {"answer": "good", "question": "Will it?", "together": {"Well": ["good"]}, "measures": ["kept"]}
    assert over_base(folder, "title: Another")["report"] == given
    assert over_base(folder, "report: {question: Does it?, measures: [a]}")["report"] == {
        **given,
        "question": "Does it?",
        "measures": ["a"],
    }
    other = "outcome: {new: otherwise}\n"
    assert over_base(folder, other)["report"] == {"question": "Will it?", "measures": ["kept"]}
    own = over_base(folder, "report: {answer: new}\n" + other)["report"]  # whichever stands first
    assert own["answer"] == "new"
    assert over_base(folder, "", "report.answer=bad")["report"]["answer"] == "bad"


def test_a_report_may_be_set_where_there_was_none(folder: Path) -> None:
    assert over_base(folder, "", "report.answer=bad")["report"] == {"answer": "bad"}


def test_null_deletes_but_an_empty_section_does_not(folder: Path) -> None:
    tree = over_base(folder, "observe: null\ndrivers: {bare: ~}\nformulas:\nsimulate:\n")
    assert "observe" not in tree
    assert list(tree["drivers"]) == ["tension"]
    assert list(tree["formulas"]) == ["need", "plain_one"]
    assert tree["simulate"] == {}


def test_deleting_nothing_is_an_error(folder: Path) -> None:
    hint = " (did you mean 'ceasefire'?)"
    lines = told(folder, "extends: base.yaml\nevents: {ceasfire: null}\nmeasures:\n  other:\n")
    assert lines == [
        f"top.yaml:2:20: events.ceasfire: null deletes, but there is no 'ceasfire' to delete{hint}",
        "top.yaml:4:3: measures.other: has no value; write one, or remove the line",
    ]

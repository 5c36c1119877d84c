"""show --program: the machine's instructions, each once, with its line in the scenario; without a compiler."""

import re
from collections import Counter
from pathlib import Path

import pytest

from simengine.engines.machine.plan_kernels import known_kernels, make_table
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.yaml.nodes import node_at
from tests.helpers.house.tree import ROOT
from tests.semantics.test_agreement import ODD, WITH_ODD

RESERVOIR = ROOT / "scenarios" / "town_reservoir" / "base.yaml"
FLAGSHIP = ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml"
LINE = re.compile(r"  (?:(?P<rows>.+?) ← )?(?P<what>\S+)(?: (?P<given>.+?))? *  # (?P<origin>.+), (?P<place>.+)")
EVERYTHING = [*sorted((ROOT / "tests" / "semantics").glob("*.yaml")), FLAGSHIP]
"""These scenarios hold every process and every function with memory, correlations, branches, effects and bounds."""


def listed(simengine, file: Path, *words: str) -> list[re.Match[str]]:
    result = simengine("show", file, "--program", *words)
    assert (result.code, result.err) == (0, "")
    lines = [line for line in result.out.splitlines() if line.startswith("  ")]
    matches = [match for match in map(LINE.fullmatch, lines) if match]
    assert len(matches) == len(lines)
    return matches


def table_of(file: Path):
    plan = make_plan(load(file))
    return make_table(plan, known_kernels(plan))


@pytest.mark.parametrize("file", EVERYTHING, ids=lambda file: file.stem)
def test_every_instruction_is_printed_once(simengine, file: Path) -> None:
    found, table = listed(simengine, file), table_of(file)
    called = [re.sub(r"\.[rc]+$", "", table.kernels[kernel]) for kernel in table.code[:, 0]]
    printed = Counter((match["what"], match["origin"]) for match in found)
    assert printed == Counter(zip(called, table.origins, strict=True))


@pytest.mark.parametrize("file", EVERYTHING, ids=lambda file: file.stem)
def test_every_line_names_a_place_that_the_scenario_has(simengine, file: Path) -> None:
    scenario = load(file).scenario
    for match in listed(simengine, file):
        path = match["origin"].split(".")
        without_classes = path == ["outcome"] and not scenario.outcome  # that a path has none is an instruction too
        assert without_classes or node_at(scenario.tree, tuple(path[:2])) is not None, match["origin"]
        assert re.fullmatch(r"[\w.]+\.yaml:\d+", match["place"]), match["place"]


def test_the_line_is_the_one_that_says_so(simengine) -> None:
    text = {file.name: file.read_text(encoding="utf-8").splitlines() for file in FLAGSHIP.parent.rglob("*.yaml")}
    seen = Counter()
    for match in listed(simengine, FLAGSHIP):
        file, _, line = match["place"].rpartition(":")
        section, *rest = match["origin"].split(".")
        if section in {"parameters", "formulas", "measures", "outcome"}:
            near = text[file][max(0, int(line) - 2) : int(line)]  # an expression may begin on the line below its name
            assert any(re.match(rf"\s*{re.escape(rest[0])}:", one) for one in near), match[0]
            seen[section] += 1
    assert min(seen[section] for section in ("parameters", "formulas", "measures", "outcome")) >= 10


def test_a_value_of_the_command_line_stands_there(simengine) -> None:
    found = listed(simengine, "tiny/tiny.yaml", "drivers.mood.volatility=0.375")
    fed = [match for match in found if match["origin"] == "drivers.mood.volatility"]
    assert [(match["what"], match["given"], match["place"]) for match in fed] == [
        ("copy", "0.375", "command line: drivers.mood.volatility=0.375")
    ]


def test_operands_are_names_and_numbers(simengine) -> None:
    found = [match[0].split("  # ")[0].strip() for match in listed(simengine, RESERVOIR)]
    for line in (
        "storage_now ← quantile.uniform storage_now, [6, 3, 9]",
        "fill ← divide storage, capacity",
        "max_so_far(fill) memory ← copy 0",
        "storage ← step.stock storage, inflow, drawn",
        "years_rationed ← multiply share_of_time(rationed), 20",
        "check drought",
    ):
        assert line in found
    assert (
        len([line for line in found if re.fullmatch(r"inflow noise ← normals die \d+, slot 0, key [0-9a-f]{8}…", line)])
        == 1
    )


def test_a_row_that_passes_from_use_to_use_has_no_name() -> None:
    table = table_of(FLAGSHIP)
    outputs = Counter()
    for (kernel, first), end in zip(
        table.code.tolist(), [*table.code[1:, 1].tolist(), len(table.operands)], strict=True
    ):
        if table.kernels[kernel].partition(".")[2] in {"r", "c", "rr", "rc", "cr"} and end > first:
            outputs[int(table.operands[first])] += 1
    often = {row for row, count in outputs.items() if count > 3}
    assert len(often) > 5
    assert often & set(table.names) == set()


def test_the_page_shows_what_is_printed(simengine) -> None:
    page = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(shown) >= 2
    result = simengine("show", RESERVOIR, "--program").out
    assert [block for block in shown if block not in result] == []


@pytest.mark.parametrize("other", ["--plan", "--graph"])
def test_one_way_of_showing_at_a_time(simengine, other: str) -> None:
    result = simengine("show", "tiny/tiny.yaml", "--program", other)
    assert (result.code, result.out) == (2, "")
    assert "one of --sources, --plan, --program, --graph, --schema and --kind (got " in result.err


def test_a_process_of_your_own_is_listed_uncompiled(simengine, here: Path) -> None:
    (here / "odd.py").write_text(ODD, encoding="utf-8")
    (here / "odd.yaml").write_text(WITH_ODD, encoding="utf-8")
    found = listed(simengine, "odd.yaml", "--plugin", "odd.py")
    (step,) = [match for match in found if match["what"] == "step.odd"]
    assert step["rows"] == "mine"
    assert step["given"] == "mine, mine noise, mine noise, correlated noise, mine noise"

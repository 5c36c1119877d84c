"""show --kernel: the source of the compiled engine and its numbers, without a compiler."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from simengine.engines.kernel.module import make_kernel
from simengine.plan.build import make_plan
from simengine.processes import processes
from simengine.scenario.load import load
from tests.cli.terminal import environment
from tests.house.tree import ROOT
from tests.semantics.test_agreement import ODD, WITH_ODD


def test_the_source_and_every_number_with_its_place(simengine, here: Path) -> None:
    told = simengine("show", "tiny/tiny.yaml", "--kernel", "drivers.mood.volatility=0.375")
    assert (told.code, told.err) == (0, "")
    kernel = make_kernel(make_plan(load(here / "tiny" / "tiny.yaml", ["drivers.mood.volatility=0.375"])), processes())
    source, _, table = told.out.partition("\n# The numbers of this model\n")
    assert source.strip() == kernel.text.strip()
    rows = [line.split() for line in table.splitlines()]
    assert [row[1] for row in rows] == [f"c[{index}]" for index in range(len(kernel.numbers))]
    assert [float(row[2]) for row in rows] == kernel.numbers.tolist()
    assert [row[3] for row in rows] == list(kernel.places)
    assert ["0.375", "drivers.mood.volatility"] in [row[2:] for row in rows]
    assert {"parameters.rate", "drivers.mood.initial", "events.luck.effects"} <= {row[3] for row in rows}


def test_all_that_is_printed_is_python(simengine) -> None:
    tree = ast.parse(simengine("show", "tiny/tiny.yaml", "--kernel").out)
    assert {"move_ornstein_uhlenbeck", "simulate"} <= {getattr(node, "name", "") for node in tree.body}


def test_the_page_shows_what_is_printed(simengine) -> None:
    page = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(shown) == 2
    told = simengine("show", ROOT / "scenarios" / "town_reservoir" / "base.yaml", "--kernel").out
    assert [block for block in shown if block not in told] == []
    named = re.findall(r"`(decide|occur|affect|settle|move_stock|begin_stock|close_ranks|wide|noise|uniforms)\b", page)
    assert len(set(named)) == 10
    assert [name for name in named if not re.search(rf"\b{name}\b", told)] == []


def test_one_way_of_showing_at_a_time(simengine) -> None:
    told = simengine("show", "tiny/tiny.yaml", "--kernel", "--plan")
    assert (told.code, told.out) == (2, "")
    assert "one of --plan, --kernel and --graph" in told.err


def test_a_plug_in_has_no_kernel(simengine, here: Path) -> None:
    (here / "odd.py").write_text(ODD, encoding="utf-8")
    (here / "odd.yaml").write_text(WITH_ODD, encoding="utf-8")
    told = simengine("show", "odd.yaml", "--kernel", "--plugin", "odd.py")
    assert (told.code, told.out) == (1, "")
    assert "odd.py" in told.err
    assert "--engine reference" in told.err


def test_nothing_is_compiled() -> None:
    script = (
        "import sys; from simengine.cli import run_command\n"
        "code = run_command(sys.argv[1:])\n"
        "print({'numba', 'llvmlite', 'simpy', 'matplotlib'} & set(sys.modules), code)"
    )
    words = ["show", str(ROOT / "scenarios" / "town_reservoir" / "base.yaml"), "--kernel"]
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=environment(), capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "set() 0"

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("simengine.report.plots.outcome_bars", "matplotlib"),
        ("simengine.report.plots.fan", "matplotlib"),
        ("simengine.report.terminal", "matplotlib"),
        ("simengine.analysis.compare", "scipy"),
    ],
)
def test_a_heavy_library_is_loaded_by_those_who_draw(module, unwanted):
    code = f"import sys, {module}; sys.exit({unwanted!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drawing_leaves_pyplot_alone():
    code = (
        "import sys\nfrom simengine.report.plots._style import new_figure\nnew_figure(2, 2, 'a', 'b').canvas.draw()\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""The diagram: well-formed, complete, with nothing over anything else, and the same every time."""

import math
import subprocess
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from simengine.loading import load
from simengine.model.model import Model
from simengine.plan.graph import Element, Graph, Link, Way, make_graph
from simengine.report.graph_layout import Box, Layout, make_layout
from simengine.report.graph_shapes import course, is_inside
from simengine.report.graph_svg import graph_svg
from tests.helpers.house.tree import ROOT
from tests.helpers.scenario.shipped import STARTER, name_of, shipped_for

SVG = "{http://www.w3.org/2000/svg}"
SCENARIOS = [*shipped_for("SIMENGINE_EXAMPLES"), *STARTER.glob("*.yaml")]


@cache
def model_of(file: Path) -> Model:
    return load(file)


@pytest.fixture(params=SCENARIOS, ids=name_of, scope="module")
def file(request: pytest.FixtureRequest) -> Path:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def graph(file: Path) -> Graph:
    return make_graph(model_of(file))


@pytest.fixture(scope="module")
def layout(graph: Graph) -> Layout:
    return make_layout(graph)


def one(kind: str, name: str, words: tuple[str, ...] = ()) -> Element:
    return Element(f"{kind}.{name}", kind, name, (), words)  # type: ignore[arg-type]


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 (our own)


def test_there_are_scenarios_to_draw() -> None:
    assert len(SCENARIOS) >= 5


def test_every_name_stands_in_a_well_formed_file(graph: Graph) -> None:
    text = graph_svg(graph)
    root = parsed(text)
    written = [found.text for found in root.iter(f"{SVG}text")]
    for element in graph.elements:
        assert element.name in written
        assert set(element.detail) <= set(written)
    assert graph.title in written
    titles = {found.text.split("\n")[0] for found in root.iter(f"{SVG}title") if found.text}
    assert {element.name for element in graph.elements} <= titles
    sentences = "\n".join(found.text or "" for found in root.iter(f"{SVG}title"))
    assert sum(sentences.count(sign) for sign in (" → ", " sets ", " adds to ", " multiplies ")) >= len(graph.links)
    assert text == graph_svg(graph)


@pytest.mark.parametrize("whole", [False, True])
def test_no_element_lies_over_another(file: Path, graph: Graph, layout: Layout, whole: bool) -> None:
    if whole:
        graph = make_graph(model_of(file), True)
        layout = make_layout(graph)
    boxes = list(layout.boxes.values())
    assert len(boxes) == len(graph.elements)
    for index, a in enumerate(boxes):
        assert a.width / 2 - 0.01 <= a.x <= layout.width - a.width / 2 + 0.01
        assert a.height / 2 - 0.01 <= a.y <= layout.height - a.height / 2 + 0.01
        for b in boxes[:index]:
            beside = abs(a.x - b.x) >= (a.width + b.width) / 2 + 4
            assert beside or abs(a.y - b.y) >= (a.height + b.height) / 2 + 4


def test_an_arrow_goes_from_border_to_border_and_through_no_other_element(graph: Graph, layout: Layout) -> None:
    kinds = {element.key: element.kind for element in graph.elements}
    for arrow in layout.arrows:
        ends = (arrow.link.source, arrow.link.target)
        insides = [partial(is_inside, kinds[key], layout.boxes[key]) for key in ends]
        way = course(arrow.curve, *insides, arrow.back is not None)
        start = way.back[0] if way.back else way.curve[0]
        for point, inside in zip((start, way.head[0]), insides, strict=True):
            assert inside(point) or any(inside(near) for near in _ring(point))
            assert not all(inside(near) for near in _ring(point))
        others = [key for key in kinds if key not in ends]
        assert not any(is_inside(kinds[key], layout.boxes[key], point) for point in along(way.curve) for key in others)


def _ring(point: tuple[float, float]) -> Iterator[tuple[float, float]]:
    for turn in range(16):
        yield point[0] + 0.1 * math.cos(turn * math.pi / 8), point[1] + 0.1 * math.sin(turn * math.pi / 8)


def along(curve: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    """Points on a chain of Bézier curves, by the Bernstein polynomials."""
    for first in range(0, len(curve) - 1, 3):
        piece = curve[first : first + 4]
        for step in range(21):
            t = step / 20
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            x, y = (sum(w * point[axis] for w, point in zip(weights, piece, strict=True)) for axis in (0, 1))
            yield x, y


def test_opposite_links_share_an_arrow_with_two_heads() -> None:
    there = Link("events.e", "drivers.d", "set", (Way("1"),))
    back = Link("drivers.d", "events.e", "reads", (Way("hazard"),))
    graph = Graph("g", "G", (one("drivers", "d"), one("events", "e")), (back, there))
    (arrow,) = make_layout(graph).arrows
    assert (arrow.link, arrow.back) == (there, back)
    assert "<title>e sets d: 1\nd → e: hazard</title>" in graph_svg(graph)


def test_texts_can_say_anything() -> None:
    words = ('a < b & "c"', "bell \a and null \0 ]]>", "</title><script>", "日本 – ½")
    graph = Graph("<g>", "G & H \x1b", (one("drivers", "d", words), one("formulas", "<f>")), ())
    root = parsed(graph_svg(graph))
    titles = [found.text for found in root.iter(f"{SVG}title")]
    assert titles[:2] == ["<g>: who drives whom", "\n".join(("d", words[0], "bell � and null � ]]>", *words[2:]))]
    assert list(root.iter(f"{SVG}script")) == []


def test_nothing_to_draw_is_drawn() -> None:
    assert parsed(graph_svg(Graph("g", "Nothing", (), ()))).tag == f"{SVG}svg"


def test_inside_is_inside_the_shape() -> None:
    box = Box(0.0, 0.0, 60.0, 20.0)
    corner = (29.0, 9.5)
    assert is_inside("drivers", box, corner)
    assert not is_inside("events", box, corner)
    assert not is_inside("formulas", box, corner)
    assert all(is_inside(kind, box, (29.9, 0.0)) for kind in ("drivers", "events", "formulas", "outcome"))


def test_drawing_is_light(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom simengine.loading import load\nfrom simengine.plan.graph import make_graph\n"
        "from simengine.report.graph_svg import graph_svg\n"
        f"graph_svg(make_graph(load({str(next(STARTER.glob('*.yaml')))!r})))\n"
        "assert 'pygraphviz' in sys.modules\n"
        "sys.exit(len({'matplotlib', 'scipy', 'numba', 'simpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

"""The report as a whole: complete, the same each time, and nothing in it points elsewhere."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import simengine as se
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Spread
from simengine.cli.entry import run_words
from simengine.page.blocks.cover import MOST_WORDS
from simengine.page.changes_table import difference_beside, size_of
from tests.helpers.page.read_html import Page

TOWN = Path(__file__).parents[2] / "scenarios" / "town_reservoir"
FLAGSHIP = re.compile(
    r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]|korea|dprk|russia|moscow|pyongyang|seoul", re.IGNORECASE
)
BLOCKS = (
    *("outcomes", "kept", "scenarios", "moves-it", "watch", "fans", "milestones", "stories", "questions"),
    *("assumptions", "diagram", "made", "trust", "glossary"),
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> list[se.Run]:
    out = tmp_path_factory.mktemp("town")
    return [se.run(se.load(TOWN / f"{name}.yaml"), paths=1000, out=out) for name in ("base", "leak_repair")]


@pytest.fixture(scope="module")
def written(runs, tmp_path_factory) -> Path:
    return se.write_report(runs, tmp_path_factory.mktemp("page") / "town.html")


@pytest.fixture(scope="module")
def page(written) -> Page:
    return Page(written.read_text(encoding="utf-8"))


def test_has_every_block_under_a_heading_of_its_own(page) -> None:
    assert [known["id"] for tag, known in page.tags if tag == "section"] == list(BLOCKS)
    for tag, known in page.tags:
        if tag == "section":
            assert known["aria-labelledby"] in page.ids
    assert sum(tag == "h1" for tag, _ in page.tags) == 1


def test_ids_are_unique_and_links_lead_somewhere(page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert all(link.startswith("#") for link in page.links)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_nothing_comes_from_elsewhere(written) -> None:
    text = written.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//[a-z]|<script|@import|<img|<link|<iframe", text)
    assert all(found.startswith("#") for found in re.findall(r"url\(([^)]*)", text))


def test_nothing_of_another_field_is_in_it(written) -> None:
    found = FLAGSHIP.search(written.read_text(encoding="utf-8"))
    assert found is None, found


def test_first_page_stands_alone(page) -> None:
    words = page.text("cover").split()
    assert 40 < len(words) <= MOST_WORDS
    text = " ".join(words)
    for part in (
        "Is there always enough water?",
        "As of 2025",
        "What our levers buy",
        "What to watch",
        "scored yet",
        "A model's chances, not the world's",
    ):
        assert part in text
    inside = [id_ for id_ in page.ids if id_.startswith("outcome-bars-figure")]
    assert len(inside) == 1


def test_what_we_do_not_know_is_told_from_chance_at_once(page, runs) -> None:
    """By a thousand futures that are drawn on four times each."""
    found = runs[0].by_ignorance(members=1000, redraws=4).answer
    assert 0.05 < found.share < 0.6
    told = page.text("outcomes")
    assert f"Of the variance {100 * found.share:.0f} % (" in told
    assert "is that we don't know the model's numbers; the rest is chance." in told
    assert "What we don't know moves the answer by ±" in told
    assert f"; ±{100 * found.between**0.5:.2g} points by what we don't know." in page.text("cover")


def test_likelihood_and_confidence_keep_to_sentences_of_their_own(page) -> None:
    for sentence in re.split(r"[.!?]\s", page.text(without=("svg", "style"))):
        assert not ("future" in sentence and "likely" in sentence and "by the number" in sentence)


def test_every_picture_has_its_text_its_table_and_how_it_was_made(page, written) -> None:
    text = written.read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", text, re.DOTALL)
    drawn = [len(re.findall(r"<svg", figure)) for figure in figures]
    assert sorted(drawn) == [1, *[2] * (len(figures) - 1)]  # the diagram, and the rest for a desk and for a phone
    assert len(figures) >= 7
    for figure in figures:
        assert re.search(r'role="img" aria-label="[^"]{10,}"', figure)
        assert "How was this made?" in figure
        assert "<caption>" in figure or 'href="#outcomes"' in figure
        assert re.search(r"<code>[^<]+</code>", figure)


def test_every_drawing_says_what_it_shows(written) -> None:
    """Also the diagram of the model, which is no picture like the others."""
    drawn = re.findall(r"<svg[^>]*>", written.read_text(encoding="utf-8"))
    assert len(drawn) > 10
    for svg in drawn:
        assert re.search(r'role="img" aria-label="[^"]{10,}"', svg)
        assert "aria-hidden" not in svg


def test_scenarios_stand_over_their_columns_by_their_titles(page) -> None:
    heads = [text for where, text in page.texts if where[-1:] == ("th",) and "thead" in where]
    assert "The pipes are renewed in 2028" in heads
    assert not [text for text in heads if "leak_repair" in text]


def test_a_change_is_set_beside_what_a_number_varies_by() -> None:
    """A shift of the year in which something comes is no less for there having been two thousand before."""
    years = Spread(2028.0, 0.1, 2027.8, 2028.2, {0.05: 2025.0, 0.5: 2028.0, 0.95: 2034.0}, 100, 0)
    moved = Difference(-1.664, 0.03, -1.732, -1.596, 0.1, 100, 100, 100)
    assert size_of(years) == 9.0
    assert difference_beside(moved, size_of(years)) == "-1.664 ±0.068"
    little = dataclasses.replace(moved, d=0.0005, low=-0.0001, high=0.0011)
    assert difference_beside(little, size_of(years)) == "under 0.001"
    assert difference_beside(dataclasses.replace(moved, d=0.0, low=0.0, high=0.0, alike=True), 9.0) == "0"
    assert difference_beside(None, 9.0) == ""


def test_letters_are_text_and_tables_have_captions(page) -> None:
    assert any("svg" in where and "Secure" in text for where, text in page.texts)
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert tables == sum(tag == "caption" for tag, _ in page.tags) > 10


def test_a_number_leads_to_what_it_moves_and_back(page) -> None:
    assert "#number-parameters.inflow_usual" in page.links
    assert "#moved-by-inflow_usual" in page.links


def test_command_writes_the_same_file_again_whatever_hashes_are(runs, written, tmp_path) -> None:
    file, results = tmp_path / "town.html", str(runs[0].folder.parent)
    words = ["report", "base", "leak_repair", "--results", results, "-o", str(file)]
    seeded = os.environ | {"PYTHONHASHSEED": "1"}  # here it is another
    told = subprocess.run(
        [sys.executable, "-m", "simengine", *words], env=seeded, capture_output=True, encoding="utf-8", check=False
    )
    assert (told.returncode, told.stdout.strip()) == (0, str(file)), told.stderr
    assert file.read_bytes() == written.read_bytes()


def test_no_file_is_written_where_it_can_not_be(runs, tmp_path, capsys) -> None:
    words = ["report", "base", "--results", str(runs[0].folder.parent), "-o", str(tmp_path / "gone" / "a.html")]
    assert run_words(words) == 1
    assert "gone" in capsys.readouterr().err

"""The report as people meet it: at a desk, on a phone, on paper, in the dark, by keys, without scripts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

import simengine as se
from simengine.page.blocks.cover import MOST_WORDS
from tests.helpers.browser.opened import A4, DESK, PHONE, Opened, opened

TOWN = Path(__file__).parents[2] / "scenarios" / "town_reservoir"
REACHED_BY_KEYS = "a[href], summary, [tabindex='0']"


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> str:
    """The address of a report of two runs."""
    out = tmp_path_factory.mktemp("town")
    runs = [se.run(se.load(TOWN / f"{name}.yaml"), paths=1000, out=out) for name in ("base", "leak_repair")]
    return se.write_report(runs, out / "town.html").as_uri()


def unfold(shown: Opened) -> None:
    shown.value("document.querySelectorAll('details').forEach(one => one.open = true)")


def wider_than_the_screen(shown: Opened) -> object:
    return shown.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_fits_the_screen_and_asks_for_nothing(browser, report, size) -> None:
    with opened(browser, report, size) as shown:
        assert wider_than_the_screen(shown) == 0
        unfold(shown)
        assert wider_than_the_screen(shown) == 0
        shown.value("document.getElementById('made').style.width = '99rem'")
        assert wider_than_the_screen(shown) > 0
        assert shown.asked == [report]
        assert shown.complaints == []
        shown.value("console.error('heard')")
        assert shown.complaints == ["heard"]


def test_on_a_phone_nothing_but_the_map_runs_off_to_the_right(browser, report) -> None:
    parts = "[...document.querySelectorAll('.wide, figure > .picture, .map')]"
    off = f"{parts}.filter(one => one.scrollWidth > one.clientWidth + 1)"
    with opened(browser, report, PHONE) as shown:
        unfold(shown)
        assert shown.value(f"{off}.map(one => one.className)") == ["map"]
        heads = "getComputedStyle(document.querySelector('#outcomes td'), '::before').content"
        assert shown.value(heads) == '"how often"'
        drawn = "[...document.querySelectorAll('#cover svg')].map(one => one.getBoundingClientRect().width)"
        wide, slim = shown.value(drawn)
        assert wide == 0.0
        assert slim > 300
        shown.value("document.querySelector('#outcomes td').style.whiteSpace = 'nowrap'")
        shown.value("document.querySelector('#outcomes td').textContent = 'x'.repeat(99)")
        assert shown.value(f"{off}.length") == 2
    with opened(browser, report, DESK) as shown:
        assert shown.value(heads) == "none"
        wide, slim = shown.value(drawn)
        assert slim == 0.0
        assert wide > 300


def test_what_is_wider_than_a_phone_has_a_shadow_at_its_edge_but_not_on_paper(browser, report) -> None:
    behind = "getComputedStyle(document.querySelector('.map')).backgroundImage"
    with opened(browser, report, PHONE) as shown:
        assert shown.value("(one => one.scrollWidth - one.clientWidth)(document.querySelector('.map'))") > 0
        assert str(shown.value(behind)).count("gradient") == 4
        shown.page.emulate_media(media="print")
        assert shown.value(behind) == "none"


def test_the_first_sheet_stands_alone(browser, report) -> None:
    with opened(browser, report, A4) as shown:
        printed = shown.page.pdf(prefer_css_page_size=True)
        second = shown.value("document.querySelector('section h2').textContent")
        shown.page.emulate_media(media="print")
        shown.value("document.querySelectorAll('#cover svg').forEach(one => one.remove())")
        assert 40 < len(shown.page.inner_text("#cover").split()) <= MOST_WORDS
    sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(printed)).pages]
    assert "Is there always enough water?" in sheets[0]
    assert "not the world's" in sheets[0]
    assert second not in sheets[0]
    assert second in sheets[1]
    for word in ("paths' digest", "its medoid", "almost certain"):  # what is folded on a screen
        assert word in " ".join(sheets), word


def faults(shown: Opened, options: dict[str, object], context: dict[str, object] | None = None) -> str:
    """What axe finds, as a text; nothing where all is well."""
    found = Axe().run(shown.page, context, options)
    return found.generate_report() if found.violations_count else ""


def test_who_hears_the_page_misses_nothing(browser, report) -> None:
    with opened(browser, report) as shown:
        unfold(shown)
        assert faults(shown, {"rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}) == ""
        shown.value("document.documentElement.removeAttribute('lang')")
        assert "html-has-lang" in faults(shown, {"runOnly": ["html-has-lang"]})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_letters_stand_out(browser, report, dark) -> None:
    parts = {"include": ["#cover", "#trust"], "exclude": ["svg"]}
    with opened(browser, report, dark=dark) as shown:
        assert faults(shown, {"runOnly": ["color-contrast"]}, parts) == ""
        red, *_ = shown.value("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)")
        assert red < 40 if dark else red > 215
        shown.value(f"document.body.style.color = '{'#505050' if dark else '#a0a0a0'}'")
        assert "color-contrast" in faults(shown, {"runOnly": ["color-contrast"]}, {"include": ["#trust"]})


def test_it_is_whole_without_scripts(browser, report) -> None:
    with opened(browser, report) as with_scripts, opened(browser, report, script=False) as shown:
        assert shown.page.inner_text("main") == with_scripts.page.inner_text("main")
        shown.page.locator("#outcomes summary").first.click()
        assert shown.page.get_by_text("Intelligence Community Directive").is_visible()


def test_keys_reach_and_open_all_that_can_be(browser, report) -> None:
    with opened(browser, report) as shown:
        wanted = shown.value(f"""() => {{
            const all = [...document.querySelectorAll('*')], can = [...document.querySelectorAll("{REACHED_BY_KEYS}")]
            window.reached = []
            document.addEventListener('focusin', event => window.reached.push(all.indexOf(event.target)))
            return can.filter(one => one.checkVisibility()).map(one => all.indexOf(one))
        }}""")
        assert len(wanted) > 30
        for _ in wanted:
            shown.page.keyboard.press("Tab")
        assert shown.value("window.reached") == wanted
        folded = shown.page.locator("#outcomes details").first
        assert folded.get_attribute("open") is None
        folded.locator("summary").focus()
        shown.page.keyboard.press("Enter")
        assert folded.get_attribute("open") == ""

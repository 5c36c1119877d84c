"""The window as people play with it in a real browser: dragged, switched, forced, edited, told, copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Route, expect

from simengine.loading import load
from simengine.window.desk import Desk
from simengine.window.requests import Room
from simengine.window.server import Server
from tests.helpers.browser.opened import DESK, PHONE, Opened, opened
from tests.helpers.browser.serving import serving
from tests.helpers.patience import PATIENCE
from tests.window.conftest import opened_in

SOON = 1000.0 * PATIENCE
WIDE = (1500, 1000)


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Server]:
    """A server of two scenarios in a folder, for all tests."""
    desk = Desk(opened_in(tmp_path_factory.mktemp("bay")))
    desk.ladder = (5_000, 10_000)
    with serving(Server(Room(desk))) as found:
        yield found


@pytest.fixture
def server(running: Server) -> Server:
    """The same, whose link nobody has used."""
    running.guard.used = False
    return running


@pytest.fixture
def window(browser: Browser, server: Server) -> Iterator[Opened]:
    """The window, once it has told all it has."""
    with opened(browser, server.guard.url, WIDE) as shown:
        settled(shown)
        yield shown
        assert shown.complaints == []
        assert {address.split("/")[2] for address in shown.asked} == {f"127.0.0.1:{server.guard.port}"}


def settled(shown: Opened) -> None:
    """Waits until the sharpest answer to what is set is there."""
    shown.page.wait_for_selector(".knob", timeout=SOON)
    shown.page.wait_for_selector("#state[data-done]", timeout=SOON)


def drag(shown: Opened, slider: Locator, way: int) -> None:
    """Moves the handle of a slider with the mouse, some steps to one side."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    low, high, value = (float(slider.evaluate(f"one => Number(one.{name})")) for name in ("min", "max", "value"))
    at = box["x"] + 8 + (value - low) / (high - low) * (box["width"] - 16)
    middle = box["y"] + box["height"] / 2
    shown.page.mouse.move(at, middle)
    shown.page.mouse.down()
    for step in range(1, 9):
        shown.page.mouse.move(at + way * 5 * step, middle)
    shown.page.mouse.up()
    assert float(slider.evaluate("one => Number(one.value)")) != value


def test_the_link_opens_once_and_leaves_no_token(browser, server, window) -> None:
    assert window.page.url == f"http://127.0.0.1:{server.guard.port}/"
    (cookie,) = window.page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert window.value("document.cookie") == ""
    window.page.reload()
    settled(window)
    with opened(browser, server.guard.url) as other:
        assert "has been used" in other.page.inner_text("body")


def test_a_page_of_another_origin_reaches_nothing(browser, server, window) -> None:
    address = f"http://127.0.0.1:{server.guard.port}"
    fetched = """async ([address, mode]) => {
        try { return String((await fetch(address, {mode, credentials: 'include'})).status) } catch { return 'blocked' }
    }"""
    other = window.page.context.new_page()  # with the cookie
    other.goto(f"http://localhost:{server.guard.port}/")  # another site to the browser, so no cookie
    assert "start `simengine open` again" in other.inner_text("body")
    other.goto("data:text/html,<p>elsewhere</p>")
    assert other.evaluate(fetched, [f"{address}/window.js", "cors"]) == "blocked"
    assert other.evaluate(fetched, [f"{address}/window.js", "no-cors"]) == "blocked"
    other.close()


def legible(shown: Opened, *rules: str) -> str:
    """What axe finds, as a text; nothing where all is well."""
    found = Axe().run(shown.page, options={"runOnly": list(rules)} if rules else {"resultTypes": ["violations"]})
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize(("size", "dark"), [(DESK, False), (PHONE, True)], ids=["desk", "phone"])
def test_it_fits_the_screen_and_is_legible(browser, server, size, dark) -> None:
    with opened(browser, server.guard.url, size, dark=dark) as shown:
        settled(shown)
        shown.value("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert shown.value("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert legible(shown) == ""


def test_a_name_that_nobody_hears_is_found(window) -> None:
    window.value("document.getElementById('name').removeAttribute('aria-label')")
    window.value("document.getElementById('name').closest('label').replaceWith(document.getElementById('name'))")
    assert "label" in legible(window, "label")


def test_every_slider_is_dragged_and_the_answer_follows(window, record_property) -> None:
    before, sliders = window.page.inner_text("#bars"), window.page.locator(".knob input[type=range]")
    times = []
    for at in range(sliders.count()):
        drag(window, sliders.nth(at), 1 if at % 2 else -1)
        window.page.wait_for_selector("#state[data-fans]", timeout=SOON)
        times.append(window.value("({...document.getElementById('state').dataset})"))
    assert len(times) >= 4
    assert window.page.locator(".knob.held").count() == len(times)
    settled(window)
    assert "against the base, on the same 10,000 futures" in window.page.inner_text("#moved")
    assert window.page.inner_text("#bars") != before
    for kind in ("answer5000", "fans"):
        record_property(f"seconds until {kind}", [float(one[kind]) for one in times])
    window.page.click("#reset")
    settled(window)
    assert window.page.locator(".knob.held").count() == 0
    assert window.page.inner_text("#bars") == before


def test_a_scenario_is_switched_and_what_is_held_stays_held(window) -> None:
    window.page.fill(".knob[data-knob=booms] input.number", "0.9")
    window.page.keyboard.press("Enter")
    settled(window)
    window.page.get_by_label("The ban comes early").check()
    expect(window.page.locator(".event output").first).to_have_text("2025-06", timeout=SOON)
    settled(window)
    assert window.page.input_value(".knob[data-knob=booms] input.number") == "0.9"
    assert re.search("±.* points against", window.page.inner_text("#moved"))


def test_an_event_is_moved_and_another_forced(window) -> None:
    drag(window, window.page.locator("[data-event=ban]"), -1)
    settled(window)
    first = window.page.inner_text("#moved")
    assert "against the base" in first
    window.page.select_option("#force", "spill")
    settled(window)
    assert window.page.inner_text("#moved") != first
    assert window.page.locator("[data-event=spill]").is_visible()


def test_each_date_of_an_event_has_a_handle(window) -> None:
    handles = window.page.locator("[data-event=fair]")
    assert handles.count() == 2
    drag(window, handles.nth(1), 1)
    settled(window)
    first, second = window.page.locator(".event", has=handles.first).locator("output").inner_text().split(", ")
    assert (first, second > "2026-06") == ("2025-06", True)
    window.page.click("#copy-scenario")
    expect(window.page.locator("#copy")).to_contain_text(f"events.fair.at: [2025-06, {second}]", timeout=SOON)


def test_a_bar_tells_the_story_of_one_future(window) -> None:
    window.page.locator(".bar", has_text="Foul").click()
    expect(window.page.locator("#story-title")).to_contain_text(": Foul")
    first = window.page.inner_text("#story-title")
    window.page.get_by_role("button", name="Another one").click()
    expect(window.page.locator("#story-title")).not_to_have_text(first)
    window.page.keyboard.press("Escape")
    assert not window.page.locator("#story").is_visible()


def test_an_edit_is_followed_and_a_mistake_told_at_its_line(window) -> None:
    window.page.get_by_text("Edit the scenario's text").click()
    text = window.page.input_value("#text")
    line = next(at for at, row in enumerate(text.splitlines(), 1) if "volatility" in row)
    wrong = text.replace("volatility: shake", "volatility: -1")
    window.page.fill("#text", wrong)
    place = window.page.locator("#problems .place")
    expect(place).to_contain_text(f"bay.yaml:{line}:", timeout=SOON)
    expect(window.page.locator("#lines .wrong")).to_have_text(f"{line}\n")
    assert "The answer is that of before" in window.page.inner_text("#state")
    place.click()
    assert wrong[window.value("document.getElementById('text').selectionStart") :].startswith("-1}")
    window.page.fill("#text", text.replace("add: -0.5", "add: -5"))
    settled(window)
    assert window.page.locator("#problems .place").count() == 0
    assert "against the base" in window.page.inner_text("#moved")
    window.page.click("#undo")
    settled(window)
    assert window.page.inner_text("#moved") == ""


def test_what_is_set_is_copied_and_saved(server, window) -> None:
    folder = server.room.desk.opening.folder
    window.page.fill(".knob[data-knob=booms] input.number", "0.9")
    window.page.keyboard.press("Enter")
    settled(window)
    window.page.click("#copy-command")
    expect(window.page.locator("#copy")).to_contain_text("parameters.booms.fixed=0.9 --paths 10000")
    window.page.click("#copy-scenario")
    expect(window.page.locator("#copy")).to_contain_text("extends: bay.yaml")
    assert not (folder / "what_if.yaml").exists()
    window.page.click("#save")
    expect(window.page.locator("#copied")).to_contain_text("what_if.yaml")
    assert load(folder / "what_if.yaml").scenario.parameters["booms"].distribution.quantile(0.5) == 0.9
    window.page.click("#save")
    expect(window.page.locator("#copied")).to_contain_text("is there already")


def test_each_copy_shows_its_own_text_only_however_late_another_comes(window) -> None:
    held: list[Route] = []

    def first_waits(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    window.page.route("**/copy", first_waits)
    window.page.click("#copy-scenario")
    window.page.click("#copy-command")
    expect(window.page.locator("#copy")).to_contain_text("simengine run", timeout=SOON)
    assert "command" in window.page.inner_text("#copied")
    with window.page.expect_response("**/copy"):
        held[0].continue_()
    window.page.click("#copy-command")
    expect(window.page.locator("#copied")).to_contain_text("command", timeout=SOON)
    shown = window.page.inner_text("#copy")
    assert shown.startswith("simengine run")
    assert "extends" not in shown
    window.page.fill(".knob[data-knob=booms] input.number", "0.9")
    window.page.keyboard.press("Enter")
    expect(window.page.locator("#copy")).to_be_empty(timeout=SOON)
    settled(window)


def test_what_moves_the_answer_comes_first_and_the_lines_have_a_part_of_their_own(window) -> None:
    names = window.page.locator(".knob").evaluate_all("all => all.map((one) => one.dataset.knob)")
    assert (names[0], names[-1]) == ("spill_rate", "cut")
    lines = window.page.locator("#cuts .knob")
    expect(lines).to_have_count(1)
    expect(window.page.get_by_role("heading", name="Where the lines are drawn")).to_be_visible()
    assert "lever" not in window.page.inner_text("#settings")
    assert "set, not estimated" in window.page.inner_text("[data-knob=booms] .name")
    assert "set, not estimated" not in lines.inner_text()


def test_all_can_be_done_by_keys(window) -> None:
    window.page.locator(".knob[data-knob=booms] input[type=range]").focus()
    window.page.keyboard.press("ArrowRight")
    settled(window)
    assert window.page.locator(".knob.held").count() == 1
    window.page.locator(".bar").first.focus()
    window.page.keyboard.press("Enter")
    expect(window.page.locator("#story")).to_be_visible()

"""The window of a scenario that learns from figures: learnt while one looks, and then as quick as any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.loading import load
from simengine.window.desk import Desk
from simengine.window.requests import Room
from simengine.window.server import Server
from tests.browser.test_window import SOON, WIDE, drag, settled
from tests.helpers.browser.opened import Opened, opened
from tests.helpers.browser.serving import serving
from tests.window.cove import cove_in


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Server]:
    """A server of a scenario that learns, and a variant of it; a test may put a run there first."""
    with serving(Server(Room(Desk(cove_in(tmp_path))))) as found:
        yield found


@pytest.fixture
def window(browser: Browser, served: Server) -> Iterator[Opened]:
    with opened(browser, served.guard.url, WIDE) as shown:
        yield shown
        assert shown.complaints == []


def soon(shown: Opened) -> str:
    """How soon the answer of 5,000 futures came, in seconds."""
    shown.page.wait_for_selector("#state[data-answer5000]", timeout=SOON)
    return shown.value("document.getElementById('state').dataset.answer5000")


def test_it_is_learnt_while_one_looks_and_then_is_as_quick_as_any_other(served, window, record_property) -> None:
    with served.room.desk.computing():  # so that learning waits
        expect(window.page.locator("#past")).to_contain_text("They are being learnt: 0 of 8", timeout=SOON)
        window.page.wait_for_selector(".knob", timeout=SOON)
        assert window.page.locator(".prior .before").count() == 0
        before = window.page.inner_text("#bars")
    settled(window)
    assert "learnt from 2 observations" in window.page.inner_text("#past")
    assert window.page.inner_text("#bars") != before
    expect(window.page.locator("[data-knob=inflow] .prior .before")).to_have_count(1, timeout=SOON)
    assert "Held, it acts from 2026-02 on" in window.page.inner_text("#when")
    assert "it acts" not in window.page.inner_text("#sliders")
    times = []
    for name in ("dredger", "inflow", "limit"):
        drag(window, window.page.locator(f".knob[data-knob={name}] input[type=range]"), 1)
        times.append(soon(window))
    record_property("seconds until 5,000 after a slider", times)
    settled(window)
    assert "on the same 10,000 futures" in window.page.inner_text("#moved")
    window.page.click("#reset")
    settled(window)
    window.page.get_by_label("The dredger comes late").check()
    record_property("seconds until another scenario", soon(window))
    settled(window)
    assert "on the same 10,000 futures" in window.page.inner_text("#moved")
    assert not (served.room.desk.opening.folder / "results").exists()
    assert Axe().run(window.page, options={"resultTypes": ["violations"]}).violations_count == 0


def test_an_edit_after_the_past_keeps_what_was_learnt_and_one_of_it_learns_anew(window, record_property) -> None:
    settled(window)
    window.page.get_by_text("Edit the scenario's text").click()
    text = window.page.input_value("#text")
    window.page.fill("#text", text.replace("add: -dredger", "add: -2*dredger"))
    record_property("seconds until an edit", soon(window))
    settled(window)
    assert "on the same 10,000 futures" in window.page.inner_text("#moved")
    window.page.fill("#text", text.replace("value: 1.5,", "value: 1.2,"))
    settled(window)
    assert "each by members of its own" in window.page.inner_text("#moved")
    window.page.click("#undo")
    settled(window)
    assert window.page.inner_text("#moved") == ""


def test_what_a_run_has_learnt_is_there_at_once_and_its_command_is_told(browser: Browser, served: Server) -> None:
    opening = served.room.desk.opening
    run(load(opening.base.file), Settings(effective=300, effort=200), opening.out)
    with opened(browser, served.guard.url, WIDE) as window:
        settled(window)
        assert "By the members of " in window.page.inner_text("#past")
        window.page.fill(".knob[data-knob=dredger] input.number", "0.5")
        window.page.keyboard.press("Enter")
        settled(window)
        window.page.click("#copy-command")
        told = window.page.locator("#copy")
        expect(told).to_contain_text("dredger.fixed=0.5 --paths 10000 --effective 300 --effort 200", timeout=SOON)
        window.page.fill(".knob[data-knob=inflow] input.number", "2")
        window.page.keyboard.press("Enter")
        settled(window)
        expect(told).to_be_empty()
        window.page.click("#copy-scenario")
        expect(told).to_contain_text("parameters.inflow.later", timeout=SOON)
        expect(told).to_contain_text("from: 2026-02", timeout=SOON)
        assert "dredger.fixed=0.5 --paths" not in window.page.inner_text("#copy")

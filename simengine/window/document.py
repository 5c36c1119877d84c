"""The page of the window, in the look of the report; scripts fill it."""

from __future__ import annotations

from importlib.resources import files

from simengine.page.markup import Markup, details, element, joined, paragraph, tag
from simengine.page.style import CSS
from simengine.window.opened import Opening


def style() -> str:
    """The report's style, and what the window has besides."""
    return CSS + (files("simengine.window") / "assets" / "window.css").read_text(encoding="utf-8")


def document(opening: Opening) -> str:
    """The page as text."""
    title = opening.base.scenario.report.question or opening.base.title
    head = tag(
        "head",
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        tag("title", title),
        element("link", {"rel": "stylesheet", "href": "/window.css"}),
        element("link", {"rel": "icon", "href": "data:,"}),
        element("script", {"type": "module", "src": "/window.js"}),
    )
    comes = element("div", {"class": "comes"}, _answer(), _fans())
    goes = element("div", {"class": "goes"}, _settings(), _text(), _copies())
    main = element("main", {"id": "main"}, _head(opening, title), comes, goes, _story())
    skip = element("a", {"href": "#main", "class": "skip"}, "To the answer")
    noscript = tag("noscript", paragraph("This page computes as you play, which needs JavaScript."))
    return "<!DOCTYPE html>\n" + joined(
        [element("html", {"lang": "en"}, head, tag("body", skip, noscript, main)), "\n"]
    )


def _head(opening: Opening, title: str) -> Markup:
    """The question, and the scenarios as switches."""
    switches = [
        element(
            "label",
            {"class": "switch", "title": one.scenario.name},
            element(
                "input",
                {"type": "radio", "name": "scenario", "value": str(place), "checked": "" if place == 0 else None},
            ),
            one.title,
        )
        for place, one in enumerate(opening.scenarios)
    ]
    chosen = element("fieldset", {"id": "scenarios"}, tag("legend", "Scenario"), *switches)
    base = paragraph(f"Everything is set against the base: {opening.base.title}.", class_="date")
    return element("header", {}, tag("h1", title), chosen, base)


def _section(anchor: str, title: str, *children: str) -> Markup:
    heading = element("h2", {"id": f"{anchor}-title"}, title)
    return element("section", {"id": anchor, "aria-labelledby": f"{anchor}-title"}, heading, *children)


def _answer() -> Markup:
    return _section(
        "answer",
        "The answer",
        element("p", {"id": "sentence", "class": "answer"}),
        element("p", {"id": "moved", "aria-live": "polite"}),
        element("p", {"id": "interval", "class": "date"}),
        element("p", {"id": "past", "class": "date", "aria-live": "polite"}),
        element("div", {"id": "bars"}),
        paragraph("The upright mark is the base. Click a bar for the story of one future.", class_="date"),
        element("ul", {"id": "notes"}),
        details("All questions and measures", element("div", {"id": "rows", "class": "wide"})),
        element("p", {"id": "state", "class": "date"}, "computing …"),
    )


def _settings() -> Markup:
    reset = element("button", {"type": "button", "id": "reset"}, "Put everything back")
    more = element("select", {"id": "more", "aria-label": "Another number"})
    force = element("select", {"id": "force", "aria-label": "Another event"})
    return _section(
        "settings",
        "What if",
        paragraph(
            "Pale shapes are what is thought of a number, outlines what was before the figures. Move one, and it has "
            "that value on every future."
        ),
        element("p", {"id": "when"}),
        tag("div", element("div", {"id": "sliders"}, paragraph("Finding out what moves the answer …", class_="date"))),
        _lines(),
        paragraph(more, " ", reset),
        tag("h3", "When events come at the latest"),
        element("div", {"id": "timeline"}),
        paragraph(force),
    )


def _lines() -> Markup:
    """What decides only how futures are read."""
    return tag(
        "div",
        tag("h3", "Where the lines are drawn"),
        paragraph("Whoever made the model set these. To move one changes what counts as what, and no future."),
        element("div", {"id": "cuts"}),
    )


def _fans() -> Markup:
    return _section("fans", "How it may go", element("div", {"id": "pictures"}))


def _story() -> Markup:
    return element("dialog", {"id": "story", "aria-labelledby": "story-title"})


def _text() -> Markup:
    choice = element("select", {"id": "file", "aria-label": "File"})
    pane = element(
        "div",
        {"class": "pane"},
        element("pre", {"id": "lines", "aria-hidden": "true"}),
        element("textarea", {"id": "text", "spellcheck": "false", "aria-label": "The scenario's text", "wrap": "off"}),
    )
    undo = element("button", {"type": "button", "id": "undo"}, "As the file says")
    problems = element("ol", {"id": "problems", "aria-live": "polite"})
    body = details("Edit the scenario's text", paragraph(choice, " ", undo), problems, pane)
    return _section("edit", "The text", body)


def _copies() -> Markup:
    name = element("input", {"id": "name", "value": "what_if", "aria-label": "Name"})
    buttons = [
        element("button", {"type": "button", "id": anchor}, text)
        for anchor, text in (
            ("copy-scenario", "Copy as scenario"),
            ("copy-command", "Copy as command"),
            ("save", "Save as a new scenario beside the file"),
        )
    ]
    told = element("p", {"id": "copied", "aria-live": "polite"})
    return _section(
        "take",
        "Take it along",
        paragraph(tag("label", "Name ", name), *buttons, class_="buttons"),
        told,
        element("pre", {"id": "copy"}),
    )

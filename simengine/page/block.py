"""A block of the report, and a picture in it with what stands behind it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from simengine.page.markup import Markup, details, element, joined, paragraph, tag
from simengine.report.plots.inline_svg import Drawing, inline_svg


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page under a heading, `anchor` its id."""

    anchor: str
    title: str
    body: Markup

    def html(self) -> Markup:
        """The section."""
        heading = element("h2", {"id": f"{self.anchor}-title"}, self.title)
        return element("section", {"id": self.anchor, "aria-labelledby": f"{self.anchor}-title"}, heading, self.body)


@dataclass(frozen=True, slots=True)
class Made:
    """How a figure was made: the command that gives it again, and what it is by definition."""

    command: str
    formula: str

    def html(self) -> Markup:
        """To be opened."""
        return details(
            "How was this made?", paragraph(tag("code", self.command)), paragraph(self.formula), class_="made"
        )


def command(*words: str) -> str:
    """A command line, quoted as a shell needs it."""
    return shlex.join(["simengine", *words])


def picture(anchor: str, draw: Drawing, alt: str, numbers: Markup, made: Made) -> Markup:
    """A figure: the picture, which `alt` describes for who doesn't see it, the table behind it, and how it was made."""
    return figure(anchor, Markup(inline_svg(draw, anchor)), alt, numbers, made)


def figure(anchor: str, svg: Markup, alt: str, numbers: Markup, made: Made, *, wide: bool = False) -> Markup:
    """The same of a picture that is drawn already; a `wide` one keeps its size and is scrolled, by keys too."""
    drawn = element("div", {"class": "picture", "role": "img", "aria-label": alt}, svg)
    if wide:
        drawn = element("div", {"class": "map", "role": "region", "aria-label": alt, "tabindex": "0"}, drawn)
    return element(
        "figure", {"id": anchor}, drawn, tag("figcaption", alt), details("The numbers", numbers), made.html()
    )


def told(*parts: str) -> Markup:
    """Paragraphs, those left out that are empty."""
    return joined(paragraph(part) for part in parts if part)

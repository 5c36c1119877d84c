"""A block of the report, and a picture in it with what stands behind it."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from simengine.page.markup import Markup, described, details, element, joined, paragraph, tag
from simengine.report.plots.inline_svg import inline_svg
from simengine.report.plots.picture import Picture

Drawing: TypeAlias = Callable[[], Picture]
"""What makes a picture, once its letters are the browser's."""
_LABEL = re.compile(r"(<text\b[^>]*>)([^<]+)</text>")


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


def typed(text: str) -> Markup:
    """What is typed, as it is typed."""
    return tag("code", text)


def picture(
    anchor: str, draw: Drawing, alt: str, numbers: Markup, made: Made, said: Mapping[str, str] | None = None
) -> Markup:
    """A figure: the picture, which `alt` describes for who doesn't see it, the table behind it, and how it was made.

    It is drawn twice, for a desk and paper, and for a phone. `said` has sentences by labels of the picture: each comes
    when one points at the label.
    """
    wide, slim = inline_svg(draw, anchor), inline_svg(lambda: draw().slim(), f"{anchor}-slim")
    both = (("at-a-desk", wide), ("on-a-phone", slim))
    drawn = joined(element("div", {"class": kind}, described(Markup(svg), alt)) for kind, svg in both)
    return figure(anchor, hovering(drawn, said or {}), alt, numbers, made)


def hovering(svg: Markup, said: Mapping[str, str]) -> Markup:
    """A drawing in which labels that are said something of have it as their title."""

    def with_title(found: re.Match[str]) -> str:
        text = said.get(html.unescape(found[2]).strip(), "")
        return f"{found[1]}{tag('title', text) if text else ''}{found[2]}</text>"

    return Markup(_LABEL.sub(with_title, svg))


def figure(anchor: str, svg: Markup, alt: str, numbers: Markup, made: Made, *, wide: bool = False) -> Markup:
    """The same of pictures that are `described` already; a `wide` one keeps its size and is scrolled, by keys too."""
    drawn = element("div", {"class": "picture"}, svg)
    if wide:
        drawn = element("div", {"class": "map", "role": "region", "aria-label": alt, "tabindex": "0"}, drawn)
    return element(
        "figure", {"id": anchor}, drawn, tag("figcaption", alt), details("The numbers", numbers), made.html()
    )


def told(*parts: str) -> Markup:
    """Paragraphs, those left out that are empty."""
    return joined(paragraph(part) for part in parts if part)

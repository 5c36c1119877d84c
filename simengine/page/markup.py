"""HTML as a type of its own: whatever isn't is escaped, so that no title of a scenario becomes a part of the page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from simengine.errors import visible

_VOID = ("input", "link", "meta", "wbr")
_LETTERS_ON_A_PHONE, _COLUMN = 42, 16
"""So many letters of a table stand beside one another on a phone; so many in a column of text."""
_TAG = re.compile(r"<[^>]*>")
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_.-]")
_ONE = r"[<>]?[+−-]?\.?\d[\d,.]*(e-?\d+)?( %)?"
_NUMBER = re.compile(rf"(under )?{_ONE}( ±{_ONE}| to {_ONE}| \[{_ONE}, {_ONE}\])?( of {_ONE}| alike)?")
_DATE = re.compile(r"\d{4}-[Q\d][\dT:-]*")
_PERCENT = re.compile(r"(?<=\d) %")
_POWER = re.compile(r"(?<![\w.])(1-)?(\d)\.?(\d*)e([+-]?)(\d+)")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_NOUGHTS = 6
_MINUS = re.compile(r"(?<![\w.)\]–-])-(?=\.?\d)")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


NOTHING = Markup("")


def joined(children: Iterable[str]) -> Markup:
    """Children one after the other, those escaped that are not HTML already."""
    return Markup("".join(one if isinstance(one, Markup) else _escaped(one) for one in children))


def element(name: str, attributes: Mapping[str, str | None], *children: str) -> Markup:
    """An element with its attributes, of which those that are None are left out."""
    said = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items() if value is not None)
    return Markup(f"<{name}{said}>" if name in _VOID else f"<{name}{said}>{joined(children)}</{name}>")


def tag(name: str, *children: str) -> Markup:
    """An element without attributes."""
    return element(name, {}, *children)


def paragraph(*children: str, class_: str | None = None) -> Markup:
    """A paragraph."""
    return element("p", {"class": class_}, *children)


def items(rows: Iterable[str], class_: str | None = None) -> Markup:
    """A list; nothing without a row."""
    told = [tag("li", row) for row in rows]
    return element("ul", {"class": class_}, *told) if told else NOTHING


def link(anchor: str, text: str) -> Markup:
    """A link to a place on this page."""
    return element("a", {"href": f"#{anchor}"}, text)


def details(summary: str, *children: str, class_: str | None = None, open_: bool = False) -> Markup:
    """Something to be opened by a click or a key."""
    inside = joined([tag("summary", summary), *children])
    said = f' class="{_escaped(class_)}"' if class_ else ""
    return Markup(f"<details{said}{' open' if open_ else ''}>{inside}</details>")


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], ids: Sequence[str] = ()) -> Markup:
    """A table that scrolls by itself where it is too wide; the first cell of a row names it.

    On a phone one that doesn't fit stands row under row, each cell after the head of its column.

    `ids` are those of the rows. A cell that is a number, with its error or without, is set as one; so are minus signs.
    """
    head = tag("thead", tag("tr", *(element("th", {"scope": "col"}, text) for text in heads)))
    told = [*rows]
    stacked = _letters(heads, told) > _LETTERS_ON_A_PHONE
    names = [_plain(text) for text in heads] if stacked else [None] * len(heads)
    body = [_row(row, ids[at] if at < len(ids) else None, names) for at, row in enumerate(told)]
    whole = tag("table", tag("caption", caption), head, tag("tbody", *body))
    kind = "wide stacked" if stacked else "wide"
    return element("div", {"class": kind, "role": "region", "aria-label": caption, "tabindex": "0"}, whole)


def _letters(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """How many letters beside one another the columns need at least: the longest word of each; of numbers all."""
    longest = [max(map(len, _plain(head).split()), default=0) for head in heads]
    for row in rows:
        for at, cell in enumerate(row):
            plain = _plain(cell)
            whole = _kind(cell) is not None
            longest[at] = max(longest[at], len(plain) if whole else min(_COLUMN, len(plain)))
    return sum(longest) + 2 * len(longest)


def _plain(text: str) -> str:
    """What is read of it."""
    return html.unescape(_TAG.sub("", text)) if isinstance(text, Markup) else text


def anchor_of(kind: str, name: str) -> str:
    """An id for an element of the scenario; names that differ have ids that do."""
    return f"{kind}-{_NOT_IN_AN_ID.sub(lambda found: f'_{ord(found[0]):x}_', name)}"


def _row(cells: Sequence[str], id_: str | None, heads: Sequence[str | None]) -> Markup:
    first, *rest = cells
    return element(
        "tr",
        {"id": id_ or None},
        element("th", {"scope": "row", "class": "date" if _kind(first) == "date" else None}, first),
        *(
            element("td", {"class": _kind(one), "data-head": head}, one if isinstance(one, Markup) else signed(one))
            for one, head in zip(rest, heads[1:], strict=True)
        ),
    )


def whole(text: str) -> Markup:
    """What stays on one line."""
    return element("span", {"class": "whole"}, text)


def hover(text: str, said: str) -> Markup:
    """A text with a sentence that comes when one points at it, and stands beside it on paper."""
    if not said:
        return joined([text])
    beside = element("span", {"class": "on-paper"}, f" ({said})")
    return joined([element("abbr", {"title": said}, text), beside])


def described(svg: Markup, alt: str) -> Markup:
    """A drawing with what it shows in words, for who doesn't see it: by itself it is hidden from them."""
    return Markup(svg.replace('aria-hidden="true"', f'role="img" aria-label="{_escaped(alt)}"', 1))


def code_name(name: str, title: str = "") -> Markup:
    """A name as it is typed, which may be parted after each `_`; its title comes when one points at it."""
    parts = name.split("_")
    shown = joined(part if at == 0 else joined(["_", element("wbr", {}), part]) for at, part in enumerate(parts))
    return element("abbr", {"title": title}, shown) if title else shown


def _kind(cell: str) -> str | None:
    if isinstance(cell, Markup):
        return None
    return "number" if _NUMBER.fullmatch(cell) else "date" if _DATE.fullmatch(cell) else None


def signed(text: str) -> str:
    """With a minus sign in the place of a hyphen before a number, and powers of ten as people write them."""
    return _MINUS.sub("−", _POWER.sub(_power, text))


def _power(found: re.Match[str]) -> str:
    """`0.0000517` for `5.17e-05`, `.00058` for the chance `5.8e-4`, `.99942` for `1-5.8e-4`; else `2.0 × 10⁻⁹`."""
    of_one, digit, rest, sign, text = found.groups("")
    power = int(text) if sign != "-" else -int(text)
    if not -_MOST_NOUGHTS <= power < 0:
        least = f"{digit}{'.' if rest else ''}{rest} × 10{str(power).translate(_SUPERSCRIPTS)}"
        return f"1 − {least}" if of_one else least
    decimals = len(rest) - power
    nought = "" if len(text) == 1 else "0"  # a chance has one digit of a power, and no 0 before its point
    if of_one:
        whole = 10**decimals - int(digit + rest)
        return f"{nought}.{whole:0{decimals}d}"
    return f"{nought}.{'0' * (-power - 1)}{digit}{rest}"


def _escaped(text: str) -> str:
    """What is shown as it is written; a number and its `%` stay on one line."""
    return html.escape(_PERCENT.sub("\u00a0%", visible(str(text))), quote=True)

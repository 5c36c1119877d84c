"""Turns the YAML parser's complaints into one line that says where and what to do."""

from __future__ import annotations

import re
from typing import NamedTuple

from yaml import MarkedYAMLError

from simengine.yaml.lines import Lines


class Complaint(NamedTuple):
    """A syntax error: the index of the character it is about, and a message with its remedy.

    Of a name with members that wants quotes it tells the `end`: all is clear up to there, so that the rest can be read.
    """

    at: int
    message: str
    end: int = 0


_QUOTE = "put the whole value in quotes"
_NO_KEY = f"no key before the ':'; write one, or {_QUOTE}"
_ANCHOR = f"'&' or '*' here is read as an anchor, a name of letters, digits, - and _; {_QUOTE}"
_TAG = f"'!' here is read as a tag; {_QUOTE}"
_DIRECTIVE = "a line that begins with '%' is not used here; remove it"

# What the parser's problem, with what it found, holds; what its context holds; our message; whether to point at where
# the context began. The two parsers differ in words: "expected …, but found …" is "did not find expected …" to libyaml.
_KNOWN: tuple[tuple[str, str, str, bool], ...] = (
    ("any token '\\t'", "", "a tab where the line is indented; use spaces", False),
    ("tab character", "", "a tab where the line is indented; use spaces", False),
    ("that cannot start any token", "", f"a value can't begin with {{found}}; {_QUOTE}", False),
    (
        "mapping values are not allowed",
        "",
        f"a second ':' in one value; if it belongs to the text, {_QUOTE}; if not, mend the indentation",
        False,
    ),
    ("could not find expected ':'", "", "no ':' here; write 'key: value', and a space after the ':'", True),
    ("found unexpected ':'", "", f"a space must follow this ':'; if it belongs to the text, {_QUOTE}", False),
    ("end of stream", "quoted scalar", "the quote that opens here is never closed", True),
    ("the end of the file", "quoted scalar", "the quote that opens here is never closed", True),
    ("document", "quoted scalar", "the quote that opens here is never closed", True),
    ("unknown escape", "", "{found} after a backslash means nothing; use single quotes", False),
    ("hexdecimal", "", "not the hexadecimal digits that \\x, \\u or \\U need; use single quotes", False),
    ("", "block scalar", f"'>' or '|' here begins a block of text; if it belongs to the value, {_QUOTE}", True),
    ("", "anchor", _ANCHOR, True),
    ("", "alias", _ANCHOR, True),
    ("tag handle", "", _TAG, False),
    ("", " tag", _TAG, True),
    ("", "directive", _DIRECTIVE, True),
    ("directive", "", _DIRECTIVE, False),
    ("incompatible YAML document", "", _DIRECTIVE, False),
    ("<document start>", "", "text after the end of the scenario; mend the indentation, or remove it", False),
    ("node content ':'", "", _NO_KEY, False),
    ("node content, but found ':'", "", _NO_KEY, False),
    ("node content", "", f"{{found}} can't stand here; close what was opened before, or {_QUOTE}", False),
    ("entries are not allowed", "", f"'- ' can't begin a list here; put it on its own line, or {_QUOTE}", False),
    ("keys are not allowed", "", f"'? ' can't stand here; {_QUOTE}", False),
)
_UNFITTING = ("expected <block end>", "expected key", "expected '-' indicator")  # in a block, another line should begin
_HERE: dict[str, str] = {
    ",": f"a comma after a closing bracket or quote; {_QUOTE}",
    "]": "no '[' is open that this ']' could close; remove it, or quote the value",
    "}": "no '{' is open that this '}' could close; remove it, or quote the value",
    "&": _ANCHOR,
    "*": _ANCHOR,
    "!": _TAG,
}
_CLOSING = {"'": "quote", '"': "quote", "]": "bracket", "}": "bracket"}
MEMBERS = re.compile(r"\[[\w\s,]*\]")
_LAST_WORD = re.compile(r"\w+$")
_KEY = re.compile(r"[^\r\n]*?:(?:\s|$)")


def explain(error: MarkedYAMLError, text: str, lines: Lines) -> Complaint:
    """What a syntax error in a text means and how to mend it; `lines` are those of the text."""
    problem, context = error.problem or "", error.context or ""
    index = error.problem_mark.index
    start = error.context_mark.index if error.context_mark else index
    if "flow" in context and "expected ','" in problem:
        members = MEMBERS.match(text, index) if text[max(0, index - 1) : index].isidentifier() else None
        if members:
            name = f"{_LAST_WORD.findall(text[:index])[-1]}{members.group()}"
            return Complaint(index, f"inside {{…}} or […] what holds {name} is put in quotes", members.end())
        return Complaint(index, _unclosed(context, lines.at(start)))
    if any(words in problem for words in _UNFITTING):
        return Complaint(index, _unfitting(text, index))
    if "Unicode character" in problem:
        return Complaint(index, _beyond_unicode(text, index))
    if "unknown escape" in problem and text[index : index + 1] == "\\":  # libyaml points at the backslash
        index += 1
    found = (
        repr(text[index : index + (3 if text.startswith(("---", "..."), index) else 1)])
        if index < len(text)
        else "the end of the file"
    )
    for holds, within, message, at_start in _KNOWN:
        if holds in f"{problem} {found}" and within in context:
            return Complaint(start if at_start else index, message.format(found=found))
    return Complaint(index, f"not YAML: {problem}; {_QUOTE}, or mend the indentation")


def _unclosed(context: str, opened: tuple[int, int]) -> str:
    """Inside `{…}` or `[…]` something stands where a comma or the closing bracket should."""
    opening, closing = ("{", "}") if "mapping" in context else ("[", "]")
    return (
        f"neither ',' nor {closing!r} after an item of the {opening!r} opened on line {opened[0]}, column "
        f"{opened[1]}; close it, or quote a value that holds a comma, colon, quote or bracket"
    )


def _unfitting(text: str, index: int) -> str:
    """What stands where a block's next key or item should begin."""
    here, before = text[index : index + 1], text[:index].rstrip()
    if here in _HERE:
        return _HERE[here]
    if here == ":":
        return _NO_KEY
    alone = any(end in text[len(before) : index] for end in "\r\n")  # the first on its line
    if before[-1:] in _CLOSING and not (alone and _KEY.match(text, index)):
        return f"text after a closing {_CLOSING[before[-1]]}; {_QUOTE}"
    return "the indentation does not match the lines above"


def _beyond_unicode(text: str, index: int) -> str:
    digits = text[index : index + (8 if text[index - 1] == "U" else 4)]
    return f"the character U+{digits.upper()} can't stand in a text; remove it"

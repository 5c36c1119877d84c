"""Turns the YAML parser's complaints into one line that says where and what to do."""

from __future__ import annotations

from typing import NamedTuple

from ruamel.yaml.error import MarkedYAMLError


class Complaint(NamedTuple):
    """A syntax error: line and column from 1, and a message with its remedy."""

    line: int
    column: int
    message: str


_QUOTE = "put the whole value in quotes"

# (what the parser's problem holds, what its context holds, our message, whether to point at where the context began)
_KNOWN: tuple[tuple[str, str, str, bool], ...] = (
    ("found character '\\t'", "", "a tab where the line is indented; use spaces", False),
    ("that cannot start any token", "", f"a value can't begin with {{found}}; {_QUOTE}", False),
    (
        "mapping values are not allowed",
        "",
        f"a second ':' in one value; if it belongs to the text, {_QUOTE}; if not, mend the indentation",
        False,
    ),
    ("could not find expected ':'", "", "no ':' here; write 'key: value', and a space after the ':'", True),
    ("expected <block end>, but found '<scalar>'", "", f"text after a closing quote; {_QUOTE}", False),
    ("expected <block end>, but found ','", "", f"a comma after a closing bracket or quote; {_QUOTE}", False),
    ("expected <block end>", "", "the indentation does not match the lines above", False),
    ("end of stream", "quoted scalar", "the quote that opens here is never closed", True),
    ("document separator", "quoted scalar", "the quote that opens here is never closed", True),
    ("unknown escape", "", "{found} after a backslash means nothing; use single quotes", False),
    ("escape sequence", "", "not the hexadecimal digits that \\x, \\u or \\U need; use single quotes", False),
    ("", "block scalar", f"'>' or '|' here begins a block of text; if it belongs to the value, {_QUOTE}", True),
    ("", "anchor", f"'&' or '*' here is read as an anchor; {_QUOTE}", True),
    ("", "alias", f"'&' or '*' here is read as an anchor; {_QUOTE}", True),
    ("tag handle", "", f"'!' here is read as a tag; {_QUOTE}", False),
    ("", " tag", f"'!' here is read as a tag; {_QUOTE}", True),
    ("", "directive", "a line that begins with '%' is not used here; remove it", True),
    ("directive", "", "a line that begins with '%' is not used here; remove it", False),
    ("YAML document (version", "", "a line that begins with '%' is not used here; remove it", False),
    ("<document start>", "", "text after the end of the scenario; mend the indentation, or remove it", False),
    ("document end marker", "", "text after '...'; remove it", False),
    ("node content", "", f"{{found}} can't stand here; close what was opened before, or {_QUOTE}", False),
    ("entries are not allowed", "", f"'- ' can't begin a list here; put it on its own line, or {_QUOTE}", False),
    ("keys are not allowed", "", f"'? ' can't stand here; {_QUOTE}", False),
)


def explain(error: MarkedYAMLError) -> Complaint:
    """What a syntax error means and how to mend it."""
    problem, context = error.problem or "", error.context or ""
    start = error.context_mark or error.problem_mark
    if "flow" in context and problem.startswith("expected ','"):
        return _unclosed(error)
    for holds, within, message, at_start in _KNOWN:
        if holds in problem and within in context:
            return _complaint(start if at_start else error.problem_mark, message.format(found=_found(problem)))
    return _complaint(error.problem_mark, f"not YAML: {problem}; {_QUOTE}, or mend the indentation")


def _unclosed(error: MarkedYAMLError) -> Complaint:
    """Inside `{…}` or `[…]` something stands where a comma or the closing bracket should."""
    opening, closing = ("{", "}") if "mapping" in error.context else ("[", "]")
    opened = error.context_mark
    message = (
        f"neither ',' nor {closing!r} after an item of the {opening!r} opened on line {opened.line + 1}, column "
        f"{opened.column + 1}; close it, or quote a value that holds a comma, colon, quote or bracket"
    )
    return _complaint(error.problem_mark, message)


def _complaint(mark: object, message: str) -> Complaint:
    return Complaint(getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1, message)


def _found(problem: str) -> str:
    """The character or token the parser quotes, in words."""
    quoted = problem[problem.find("'") : problem.rfind("'") + 1]
    return {"'<stream end>'": "the end of the file", "'<block end>'": "a line further left"}.get(quoted, quoted)

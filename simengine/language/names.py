"""Names in one form, however they were typed: the one that Python, whose grammar reads expressions, gives to them."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 200
"""Bytes, as UTF-8: a name may become part of a file's, and a file system has 255."""
_WORD = re.compile(r"\w+")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def normal_text(text: str) -> str:
    """A text in composed form (NFC): a file saved decomposed, as some systems do, says the same."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def normal_name(text: str) -> str:
    """A text with every name in it in the form that names have in expressions (NFKC); the rest is composed."""
    if text.isascii():
        return text
    return _WORD.sub(lambda word: _normal_word(word.group()), normal_text(text))


def _normal_word(word: str) -> str:
    return unicodedata.normalize("NFKC", word) if word.isidentifier() else word


def unseen(name: str) -> str:
    """The first character of a name that nobody sees, `U+FE0F`, or nothing."""
    found = _UNSEEN.search(name)
    return f"U+{ord(found.group()):04X}" if found else ""

"""The option of `run` that says until when futures are drawn: `--until NAME=HALF`, several times if need be."""

from __future__ import annotations

from collections.abc import Mapping

import click

SIGN = "sign:"
"""What stands before a figure of whose difference only the sign is to be known."""


def signs_in(until: Mapping[str, str]) -> tuple[str, ...]:
    """The figures of which the sign is asked for. A usage error if half-widths are asked for beside them."""
    signs = tuple(asked.removeprefix(SIGN) for asked, half in until.items() if not half)
    if signs and len(signs) < len(until):
        raise click.UsageError("--until NAME=HALF and --until sign:NAME: one of them at a time")
    return signs


def _by_name(_ctx: click.Context, _option: click.Parameter, words: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word in words:
        if word.startswith(SIGN) and "=" not in word:
            found[word] = ""
            continue
        asked, sign, half = (part.strip() for part in word.rpartition("="))
        if not (asked and sign and half):
            raise click.BadParameter(f"{word!r} is not NAME=HALF, such as answer=0.01: how near is what to be known?")
        if asked in found:
            raise click.BadParameter(f"{asked!r} is asked for twice: ±{found[asked]} and ±{half}")
        found[asked] = half
    return found


until_option = click.option(
    "--until",
    multiple=True,
    callback=_by_name,
    metavar="NAME=HALF|sign:NAME",
    help="Draw until a class, measure, question or `answer` is known to ±HALF, in its unit; or of several scenarios "
    "until the sign of its difference to the first is. All of them if there are several. --paths is then the most "
    "that are drawn.  [most: ten million, for a sign one million]",
)

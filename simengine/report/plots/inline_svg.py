"""A picture as SVG inside a page of HTML: its letters are drawn by the browser, and nothing in it points elsewhere."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable

from simengine.report.plots._fonts import drawn_by_browser, families
from simengine.report.plots.picture import Picture

_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_LEFT_OUT = re.compile(
    r'<metadata>.*?</metadata>|<style type="text/css">.*?</style>| xmlns(:xlink)?="[^"]*"', re.DOTALL
)
_ID, _REFERENCE = re.compile(r'\bid="([^"]+)"'), re.compile(r'(?:xlink:)?href="#([^"]+)"')
_SIZE = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"')


def inline_svg(made: Callable[[], Picture], prefix: str) -> str:
    """The `<svg>` of a picture that is `made` here; ids in it begin with `prefix`, so that several share a page.

    The same picture gives the same text. SimengineError where there is nothing to draw.
    """
    import matplotlib as mpl  # noqa: PLC0415 (only who draws waits for matplotlib)
    from matplotlib.text import Text  # noqa: PLC0415

    with drawn_by_browser(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # the browser has it, or says so itself
        figure = made().figure()
        shown = families(text.get_text() for text in figure.findobj(Text))
        found = io.StringIO()
        with mpl.rc_context({
            "svg.hashsalt": "simengine", "svg.fonttype": "none", "text.parse_math": False, "font.family": shown,
        }):  # fmt: skip
            figure.savefig(found, format="svg", metadata=_METADATA, transparent=True)
    return _for_a_page(found.getvalue(), prefix)


def _for_a_page(svg: str, prefix: str) -> str:
    """Without what a file needs alone; ids and what refers to them with a prefix; as wide as the page at most."""
    svg = _LEFT_OUT.sub("", svg[svg.index("<svg") :])
    svg = _ID.sub(rf'id="{prefix}-\1"', svg)
    svg = _REFERENCE.sub(rf'href="#{prefix}-\1"', svg).replace("url(#", f"url(#{prefix}-")
    return _SIZE.sub(r'<svg style="max-width:\1pt" focusable="false" aria-hidden="true"', svg).strip()

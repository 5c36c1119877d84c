"""What a page says, for tests to look at."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = ("meta", "wbr", "br", "hr", "link", "img", "input")


class Page(HTMLParser):
    """The ids, links, headings and texts of a page; raises where a tag is closed that isn't open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append((tag, known))
        if "id" in known:
            self.ids.append(known["id"])
        if "href" in known:
            self.links.append(known["href"])
        if tag not in VOID:
            self._open.append((tag, known.get("id")))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data):
        self.texts.append((tuple(id_ or tag for tag, id_ in self._open), data))

    def text(self, inside: str = "", *, without: tuple[str, ...] = ("svg", "style", "details")) -> str:
        """The words within an element (by id or tag), but for those in some."""
        return " ".join(
            text.replace("\u00a0", " ")
            for where, text in self.texts
            if (not inside or inside in where) and not set(without) & set(where)
        )

"""The server of the window: on this computer alone, a thread a request; whoever may not ask is refused."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

from simengine.errors import SimengineError
from simengine.window.document import document, style
from simengine.window.guard import HEADERS, HOSTS, Guard, Method
from simengine.window.opened import Opening
from simengine.window.requests import ANSWERS, Json, Room, stream

_LARGEST = 2_000_000
_PATIENCE = 30.0  # seconds until a request that doesn't come to its end is dropped
SCRIPTS = ("window", "bars", "copies", "editor", "elements", "fans", "sliders", "story", "timeline")
Pages = dict[str, tuple[str, bytes]]


class Server(ThreadingHTTPServer):
    """Serves one window until `shutdown`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, room: Room, port: int = 0) -> None:
        """Listens on a port of this computer, any that is free for 0. OSError where it is taken."""
        self.room, self.pages = room, _pages(room.desk.opening)
        super().__init__((HOSTS[0], port), _Handler)
        self.guard = Guard.of(self.server_address[1])
        self.entrance = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever leaves, or is cut short as the window closes, is no error."""
        if not (self.room.desk.closed or isinstance(sys.exception(), OSError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def server_close(self) -> None:
        """Stops listening, and all that computes."""
        super().server_close()
        self.room.desk.close()


def _pages(opening: Opening) -> Pages:
    """All that can be fetched, by its path."""
    folder = files("simengine.window") / "assets"
    scripts: Pages = {f"/{name}.js": ("text/javascript", (folder / f"{name}.js").read_bytes()) for name in SCRIPTS}
    page = ("text/html", document(opening).encode(errors="backslashreplace"))
    return {"/": page, "/window.css": ("text/css", style().encode()), **scripts}


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _PATIENCE
    server_version, sys_version = "simengine", ""

    def do_GET(self) -> None:
        """A page, a script, the style."""
        opens = self._may("GET")
        if opens is None:
            return
        found = self.server.pages.get(self.path.partition("?")[0])
        if found is None:
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")
        else:
            self._send(HTTPStatus.OK, *found, opens=opens)

    def do_POST(self) -> None:
        """What a page asks for."""
        if self._may("POST") is None:
            return
        said = self._read()
        if said is None:
            return
        if self.path == "/answer":
            self._stream(stream(self.server.room, said))
            return
        answer = ANSWERS.get(self.path)
        if answer is None:
            self._refuse(HTTPStatus.NOT_FOUND, "nothing is answered here")
            return
        try:
            found = answer(self.server.room, said)
        except SimengineError as error:
            found = {"error": str(error)}
        self._send(HTTPStatus.OK, "application/json", _bytes(found))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's)
        """Nothing is told of requests, whose lines may have the token."""

    def _may(self, method: Method) -> bool | None:
        """Whether a request opens the window for the first time; None if it may not ask, and was told so."""
        guard = self.server.guard
        with self.server.entrance:
            refused = guard.refusal(method, self.path, self.headers)
            opens = not refused and guard.opens(method, self.path)
            guard.used = guard.used or opens
        if refused:
            self._refuse(HTTPStatus.FORBIDDEN, refused)
            return None
        return opens

    def _read(self) -> Json | None:
        """What is sent; None if that is no mapping, and was told so."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "what is sent is too long")
            return None
        try:
            said = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            self._refuse(HTTPStatus.BAD_REQUEST, "what is sent is no mapping")
            return None
        return said

    def _stream(self, found: Iterable[Json]) -> None:
        """A line of JSON a piece, as it comes; the end of the connection is its end."""
        self._head(HTTPStatus.OK, "application/x-ndjson")
        try:
            for one in found:
                self.wfile.write(_bytes(one) + b"\n")
                self.wfile.flush()
        except OSError:
            return  # the page has gone on

    def _send(self, status: HTTPStatus, kind: str, body: bytes, *, opens: bool = False) -> None:
        self._head(status, kind, len(body), opens=opens)
        self.wfile.write(body)

    def _head(self, status: HTTPStatus, kind: str, length: int | None = None, *, opens: bool = False) -> None:
        self.close_connection = True
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Connection", "close")
        if length is not None:
            self.send_header("Content-Length", str(length))
        if opens:
            self.send_header("Set-Cookie", self.server.guard.cookie)
        self.end_headers()

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._send(status, "text/plain", f"simengine: {why}\n".encode())


def _bytes(found: Json) -> bytes:
    return json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")

"""Who may ask: only pages of ours, in a browser that was given the token, on this computer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from email.message import Message
from http.cookies import CookieError, SimpleCookie
from typing import Literal
from urllib.parse import parse_qs, urlsplit

HOSTS = ("127.0.0.1", "localhost")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every response: nothing is fetched from elsewhere, framed, or kept."""
Method = Literal["GET", "POST"]


@dataclass(slots=True)
class Guard:
    """The token that opens the window once, and the secret that its cookie holds from then on."""

    port: int
    token: str
    secret: str
    used: bool = False

    @classmethod
    def of(cls, port: int) -> Guard:
        """One with new secrets."""
        return cls(port, secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    @property
    def url(self) -> str:
        """What opens the window."""
        return f"http://{HOSTS[0]}:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """What the browser is to send from now on, only to us, only from our own pages, and not to show to scripts."""
        return f"{self._name}={self.secret}; Path=/; HttpOnly; SameSite=Strict"

    @property
    def _name(self) -> str:
        return f"simengine-{self.port}"  # cookies are shared by all ports of a host

    def refusal(self, method: Method, target: str, headers: Message) -> str:
        """Why a request is refused; "" where it isn't.

        A page that comes with the token for the first time is let in, and is to be given the cookie (`opens`).
        """
        host = headers.get("Host", "").lower()
        if host not in {f"{name}:{self.port}" for name in HOSTS}:
            return "this host is not the one the window listens on"
        origin = headers.get("Origin")
        if origin is not None and origin != f"http://{host}":
            return "a page of another origin asks"
        if (
            headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
            and target.partition("?")[0] != "/"
        ):
            return "a page of another site asks"
        if method == "POST" and origin is None:
            return "no page of ours asks"
        if method == "POST" and headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            return "what is sent must be JSON"
        if self._knows(headers) or self.opens(method, target):
            return ""
        if self.used:
            return "the link that was printed opens the window once, and has been used: start `simengine open` again"
        return "open the link that `simengine open` printed: it has the token that this needs"

    def opens(self, method: Method, target: str) -> bool:
        """Whether a request has the token, which nobody has used yet."""
        split = urlsplit(target)
        given = parse_qs(split.query).get("token", [""])[0]
        right = secrets.compare_digest(given.encode(), self.token.encode())
        return method == "GET" and split.path == "/" and right and not self.used

    def _knows(self, headers: Message) -> bool:
        try:
            jar = SimpleCookie(headers.get("Cookie", ""))
        except CookieError:
            return False
        given = jar[self._name].value if self._name in jar else ""
        return secrets.compare_digest(given.encode(), self.secret.encode())

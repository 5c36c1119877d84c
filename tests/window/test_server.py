"""Who may ask the server, what it sends besides, and what it answers."""

from __future__ import annotations

import socket

import pytest

from simengine.window.guard import HEADERS
from simengine.window.server import Server
from tests.window.conftest import Browser

ORIGINS = ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"]


def test_it_listens_on_this_computer_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    with pytest.raises(OSError, match=r".+"), socket.create_connection(("::1", server.guard.port), 1.0):
        pass


def test_the_token_becomes_a_cookie_once(server: Server) -> None:
    first = Browser(server)
    response = first.open()
    assert response.status == 200
    said = response.headers["Set-Cookie"]
    assert {part.strip() for part in said.split(";")[1:]} == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert server.guard.token not in said
    assert first.send("GET", "/").status == 200
    again = Browser(server).open()
    assert again.status == 403
    assert "Set-Cookie" not in again.headers
    assert first.send("GET", f"/?token={server.guard.token}").status == 200  # who has the cookie may


@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=wrong", "/window.js", "/window.css"])
def test_without_the_token_nothing_is_shown(server: Server, path: str) -> None:
    response = Browser(server).send("GET", path)
    assert response.status == 403
    assert b"token" in response.body
    assert Browser(server, cookie=f"simengine-{server.guard.port}=wrong").send("GET", path).status == 403


def test_a_token_in_another_place_is_none(server: Server) -> None:
    assert Browser(server).send("GET", f"/window.js?token={server.guard.token}").status == 403
    assert Browser(server).post(f"/scenario?token={server.guard.token}", {}).status == 403
    assert not server.guard.used


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", "0.0.0.0:{port}"]
)
def test_another_host_is_refused(browser: Browser, host: str) -> None:
    given = host.format(port=browser.server.guard.port)
    assert browser.send("GET", "/", Host=given).status == 403
    assert browser.post("/scenario", {}, Host=given).status == 403


@pytest.mark.parametrize("origin", ORIGINS)
def test_another_origin_is_refused(browser: Browser, origin: str) -> None:
    assert browser.post("/scenario", {}, Origin=origin).status == 403
    assert browser.send("GET", "/window.js", Origin=origin).status == 403


def test_what_no_page_of_ours_sends_is_refused(browser: Browser) -> None:
    assert browser.post("/scenario", {}, Origin="").status == 403
    assert browser.post("/scenario", {}, Content_Type="text/plain").status == 403
    assert browser.post("/scenario", {}, Sec_Fetch_Site="cross-site").status == 403
    assert browser.send("GET", "/window.js", Sec_Fetch_Site="cross-site").status == 403
    assert browser.post("/scenario", {}, Sec_Fetch_Site="same-origin").status == 200


def test_localhost_is_this_computer_too(browser: Browser) -> None:
    host = f"localhost:{browser.server.guard.port}"
    assert browser.post("/scenario", {}, Host=host, Origin=f"http://{host}").status == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/window.js"), ("GET", "/none"), ("POST", "/none")])
def test_every_response_fetches_nothing_from_elsewhere(browser: Browser, method: str, path: str) -> None:
    response = browser.send("GET", path) if method == "GET" else browser.post(path, {})
    assert {name: response.headers[name] for name in HEADERS} == dict(HEADERS)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_pages_name_no_other_host_and_hold_no_script(browser: Browser) -> None:
    for path in browser.server.pages:
        text = browser.send("GET", path).body.decode()
        assert "https://" not in text
        assert text.count("http://") == text.count("http://www.w3.org/2000/svg")
    page = browser.send("GET", "/").body.decode()
    assert page.count("<script") == page.count('<script type="module" src="/window.js"></script>') == 1
    assert "style=" not in page


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/assets/window.js", "/window.js/", "/%2e%2e/x", "/server.py"])
def test_nothing_else_is_served(browser: Browser, path: str) -> None:
    assert browser.send("GET", path).status == 404


def test_what_is_no_json_or_too_long_is_refused(browser: Browser) -> None:
    ours = {"Origin": f"http://{browser.host}", "Content_Type": "application/json"}
    assert browser.send("POST", "/scenario", b"{", **ours).status == 400
    assert browser.send("POST", "/scenario", b"[]", **ours).status == 400
    assert browser.send("POST", "/scenario", b"[" * 100_000, **ours).status == 400
    assert browser.send("POST", "/scenario", b"{}", **ours, Content_Length="99999999").status == 413
    assert browser.send("PUT", "/scenario", b"{}", **ours).status == 501


def test_an_answer_is_streamed_line_by_line(browser: Browser) -> None:
    browser.server.room.desk.ladder = (300, 600)
    said = {"seat": "a", "turn": 2, "play": {"scenario": 1, "held": {"booms": 0.9}}, "fans": ["oil"]}
    assert [one["kind"] for one in browser.lines(said)][-1] == "done"
    (wrong,) = browser.lines({**said, "play": {"scenario": 9}})
    assert (wrong["kind"], "2 scenarios" in wrong["error"]) == ("error", True)


def test_what_a_page_asks_for_is_answered(browser: Browser) -> None:
    found = browser.ask("/scenario", {"scenario": 1})
    assert (found["title"], found["fans"], found["learnt"]) == ("The ban comes early", ["oil", "dirt"], False)
    names = [one["name"].rpartition("/")[2] for one in browser.ask("/texts", {"scenario": 1})["files"]]
    assert names == ["calm.yaml", "bay.yaml"]
    told = browser.ask("/story", {"play": {}, "of": "class", "name": "foul", "number": 0})
    assert told["title"].endswith("Foul")
    assert told["about"] == "There was more than a tonne of oil at once"
    other = browser.ask("/story", {"play": {}, "of": "class", "name": "foul", "number": 1})
    assert other["path"] != told["path"]
    assert (
        "no story"
        in browser.ask("/story", {"play": {"held": {"booms": 9}}, "of": "class", "name": "foul", "number": 0})["error"]
    )
    copied = browser.ask("/copy", {"play": {"held": {"booms": 0.9}}, "name": "taken"})
    assert "parameters.booms.fixed: 0.9" in copied["scenario"]
    assert copied["command"].endswith("parameters.booms.fixed=0.9 --paths 50000")
    assert "already" in browser.ask("/save", {"play": {}, "name": "calm"})["error"]


def test_a_page_that_leaves_stops_what_it_asked_for(browser: Browser) -> None:
    browser.server.room.desk.ladder = (300, 600)
    stop = browser.server.room.desk.begin("a", 1)
    browser.lines({"seat": "a", "turn": 2, "play": {}})
    assert stop()

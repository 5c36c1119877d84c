"""A scenario with something of everything that can be set, and the desk and the server that play with it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from simengine.loading import load
from simengine.window.desk import Desk
from simengine.window.opened import Opening, opening
from simengine.window.requests import Room
from simengine.window.server import Server
from tests.helpers.browser.serving import serving
from tests.helpers.patience import PATIENCE

BAY = """\
name: bay
title: Will the bay stay clean?
clock: {start: 2025-01, end: 2029-01, step: month}
parameters:
  spill_rate:  {uniform: {low: 0.1, high: 0.9}, unit: 1/year, title: How often oil is spilt}
  weather:     {normal: {mean: 0, sd: 1}}
  tide:        {normal: {mean: 0, sd: 1}}
  wind:        {choice: {calm: 0.7, rough: 0.3}}
  storms:      {choice: {0: 0.5, 2: 0.5}}
  booms:       {fixed: 0.5, unit: share, confidence: lever}
  ships:       {fixed: 20, confidence: datum}
  shake:       {fixed: 0.3, confidence: datum}
  cut:         {fixed: 1, confidence: lever, title: What counts as foul}
parameter_correlations: {weather ~ tide: 0.6}
drivers:
  oil: {process: ornstein_uhlenbeck, initial: 0, level: 0.1*weather + 0.05*tide, speed: 1, volatility: shake}
events:
  spill: {hazard: "spill_rate*(2 if wind == 'rough' else 1)", repeats: true, effects: {oil: {add: 1 - booms}}}
  ban:   {at: 2027-01, effects: {oil: {add: -0.5}}}
  fair:  {at: [2025-06, 2026-06]}
  past:  {at: 2024-06}
  told:  {hazard: 0.3, latest: 2028-06}
formulas:
  dirt: {expr: "max(0, oil)", title: Dirt}
measures:
  most: {expr: max_so_far(dirt), title: Most dirt at once}
outcome:
  foul:  {when: "most > cut + 0.1*storms", title: Foul, text: There was more than a tonne of oil at once}
  clean: {when: otherwise, title: Clean}
questions:
  spilt_2026: {text: Oil is spilt by the end of 2026, by: 2026, when: occurred(spill)}
report: {question: Does the bay stay clean?, answer: clean, drivers: [oil, dirt]}
simulate: {paths: 500, seed: 11}
"""
CALM = """\
name: calm
title: The ban comes early
extends: bay.yaml
set: {events.ban.at: 2025-06, simulate.seed: 12}
"""


def opened_in(folder: Path) -> Opening:
    """The scenario and a variant, whose own seed is another, written into a folder and opened."""
    (folder / "bay.yaml").write_text(BAY, encoding="utf-8")
    (folder / "calm.yaml").write_text(CALM, encoding="utf-8")
    files = [folder / "bay.yaml", folder / "calm.yaml"]
    return opening(files, [load(file) for file in files], (), (), "machine", folder / "results")


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opening:
    """Both, for tests that leave the folder as it is."""
    return opened_in(tmp_path_factory.mktemp("bay"))


@pytest.fixture
def desk(opened: Opening) -> Iterator[Desk]:
    """What computes them."""
    found = Desk(opened)
    yield found
    found.close()


@dataclass
class Browser:
    """What a browser would send to a server, and may be made to send otherwise."""

    server: Server
    cookie: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.guard.port}"

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.guard.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        said = {"Host": self.host, **({"Cookie": self.cookie} if self.cookie else {}), **named}
        connection.request(method, path, body, {name: value for name, value in said.items() if value})
        response = connection.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response

    def open(self) -> http.client.HTTPResponse:
        response = self.send("GET", f"/?token={self.server.guard.token}")
        self.cookie = response.headers.get("Set-Cookie", "").partition(";")[0]
        return response

    def post(self, path: str, said: object, **headers: str) -> http.client.HTTPResponse:
        ours = {"Origin": f"http://{self.host}", "Content_Type": "application/json"}
        return self.send("POST", path, json.dumps(said).encode(), **{**ours, **headers})

    def ask(self, path: str, said: object) -> dict:
        return json.loads(self.post(path, said).body)  # type: ignore[attr-defined]

    def lines(self, said: object) -> list[dict]:
        return [json.loads(line) for line in self.post("/answer", said).body.splitlines()]  # type: ignore[attr-defined]


@pytest.fixture
def server(opened: Opening) -> Iterator[Server]:
    """A server that listens."""
    with serving(Server(Room(Desk(opened)))) as found:
        yield found


@pytest.fixture
def browser(server: Server) -> Browser:
    """One that has opened the window."""
    found = Browser(server)
    assert found.open().status == 200
    return found

"""`simengine open`: the link it prints, what it refuses, and how it ends."""

import http.client
import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from tests.helpers.cli.command_line import environment, program
from tests.helpers.patience import PATIENCE

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


class Told:
    """Hears notes, and interrupts at one of them."""

    def __init__(self, last: str) -> None:
        self.last, self.notes = last, []

    def __call__(self, text: str) -> None:
        self.notes.append(text)
        if text == self.last:
            raise KeyboardInterrupt


def test_help_says_what_it_is_for(simengine) -> None:
    told = simengine("open", "--help")
    assert told.code == 0
    for part in ("what-if", "on this computer alone", "--port", "--no-browser", "Ctrl-C"):
        assert part in told.out


def test_a_file_that_is_not_there_is_told(simengine) -> None:
    told = simengine("open", "tiny/tinny.yaml", "--no-browser")
    assert (told.code, told.out) == (2, "")
    assert "did you mean 'tiny.yaml'?" in told.err


def test_a_port_that_is_taken_is_told(simengine) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        told = simengine("open", "tiny/tiny.yaml", "--no-browser", "--port", str(port))
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith(f"port {port} can't be listened on")
    assert "leave out --port" in told.err


@pytest.mark.parametrize("found", [True, False])
def test_it_opens_a_browser_or_says_that_there_is_none(simengine, monkeypatch, found: bool) -> None:
    asked = []

    def browse(url: str) -> bool:
        with closing(http.client.HTTPConnection(url.split("/")[2], timeout=PATIENCE)) as connection:
            connection.request("GET", "/")
            asked.append((url, connection.getresponse().status))  # it is served already
        return found

    monkeypatch.setattr("webbrowser.open", browse)
    monkeypatch.setattr("simengine.cli.open_command.note", told := Told("Ctrl-C ends it"))
    result = simengine("open", "tiny/tiny.yaml")
    assert (result.code, asked) == (0, [(result.out.strip(), 403)])
    assert told.notes[-2:] == ["Ctrl-C ends it", "closed"]
    assert ("no browser was found" in told.notes[0]) == (not found)


@posix
def test_it_serves_until_it_is_interrupted_and_ends_clean(here) -> None:
    words = program("open", "tiny/tiny.yaml", "tiny/lucky.yaml", "--no-browser")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(words, cwd=here, env=environment(), **pipes) as process:
        host, _, query = process.stdout.readline().strip().removeprefix("http://").partition("/")
        with closing(http.client.HTTPConnection(host, timeout=PATIENCE)) as connection:
            connection.request("GET", f"/{query}")
            page = connection.getresponse()
            assert page.status == 200
            assert "Luck by 2026 at the latest" in page.read().decode()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "")
    assert err == "Ctrl-C ends it\nclosed\n"

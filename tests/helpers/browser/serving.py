"""A window's server that answers while a test goes on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from simengine.window.server import Server
from tests.helpers.patience import PATIENCE


@contextmanager
def serving(found: Server) -> Iterator[Server]:
    """In a thread of its own, which has ended afterwards."""
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        found.shutdown()
        thread.join(PATIENCE)
        found.server_close()

"""The `simengine` command: one file a command, loaded when it is used, so that `--help` is quick."""

import signal
import threading

_heard = signal.getsignal(signal.SIGINT)
_is_alone = _heard is signal.default_int_handler and threading.current_thread() is threading.main_thread()
if _is_alone:  # until all is imported Ctrl-C ends it at once, without a page of code
    signal.signal(signal.SIGINT, signal.SIG_DFL)
from simengine.cli.entry import main, run_words  # noqa: E402 (see above)

if _is_alone:
    signal.signal(signal.SIGINT, _heard)

__all__ = ["main", "run_words"]

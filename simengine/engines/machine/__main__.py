"""`python -m simengine.engines.machine` prepares the engine, so that the first run need not.

Exit codes: 0 done, 1 failed, 130 interrupted, 143 ended.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

_SHOW_CURSOR = "\x1b[?25h"  # a bar may have hidden it


def main(*module: str) -> int:
    """Compiles the kernels unless they lie there, and tells on stderr how far it is; the exit code."""
    for sent in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(sent) is not signal.SIG_IGN:
            signal.signal(sent, _end)
    from simengine.engines.machine.cache import is_prepared, load_or_compile  # noqa: PLC0415 — only now can it be interrupted
    from simengine.errors import SimengineError  # noqa: PLC0415

    try:
        if not is_prepared(*module):
            from simengine.cli.progress import make_display  # noqa: PLC0415 — heavy, and mostly not needed

            with make_display("simengine") as display:
                load_or_compile(display.announce, *module, must_keep=True)
    except SimengineError as error:
        sys.stderr.write(f"simengine: {error}\n")
        return 1
    return 0


def _end(sent: int, _: FrameType | None) -> None:
    """Ends at once: what is on the disk is whole at any time, and workers end with us."""
    lines = f"{_SHOW_CURSOR if os.isatty(2) else ''}\nsimengine: interrupted while preparing\n"
    os.write(2, lines.encode())
    os._exit(128 + sent)


if __name__ == "__main__":
    sys.exit(main())

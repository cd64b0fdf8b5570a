"""Ctrl-C while the command line is still being loaded: it ends quietly, as it does later.

Python would show where in the library's modules it was. Only the program ``vebuilder`` is meant, and only
until it has loaded; whoever imports the library in a program of their own sees nothing of this.
"""

import os
import signal
import sys
import threading
from types import FrameType

INTERRUPTED = 130


def begin() -> None:
    """End this process quietly on Ctrl-C, if it is the command line."""
    main = threading.current_thread() is threading.main_thread()
    if main and _is_command_line() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def done() -> None:
    """Let Ctrl-C be what it was."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _is_command_line() -> bool:
    program = os.path.splitext(os.path.basename(sys.argv[0] if sys.argv else ""))[0]
    return program == "vebuilder" or sys.orig_argv[1:3] == ["-m", "vebuilder"]


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)  # nothing has been written yet


begin()

"""Ctrl-C during a call: noted where an answer would be lost by it, let through at once where none would."""

import signal
import threading
from types import FrameType, TracebackType


class CtrlC:
    """Hears Ctrl-C for as long as it is entered.

    Python turns Ctrl-C into a KeyboardInterrupt wherever the program happens to be, and what was found so far
    is gone. While an answer is at stake the first one is only noted in `pressed`, for whoever works to look
    at; a second one breaks off. Outside the main thread, and where the caller has a handler of its own,
    nothing is changed.

    Parameters
    ----------
    at_stake
        Whether there is an answer to lose from the beginning.
    """

    def __init__(self, *, at_stake: bool = False) -> None:
        self.at_stake = at_stake
        self._pressed = False
        self._hearing = False

    def pressed(self) -> bool:
        """Return whether Ctrl-C was pressed."""
        return self._pressed

    def note(self) -> None:
        """Take it that Ctrl-C was pressed: somebody within heard it."""
        self._pressed = True

    def __enter__(self) -> "CtrlC":
        main = threading.current_thread() is threading.main_thread()
        if main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._hear)
            self._hearing = True
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        # What somebody else has put in place meanwhile is theirs.
        if self._hearing and signal.getsignal(signal.SIGINT) == self._hear:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self._pressed or not self.at_stake:
            raise KeyboardInterrupt
        self._pressed = True

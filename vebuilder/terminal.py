"""What the command line shows beside its answer: how far a search has come, and warnings."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from vebuilder.model import Fault

if TYPE_CHECKING:
    from vebuilder.solve.options import Progress

QUIET_SECONDS = 1.0
SHOWN_WARNINGS = 20


@dataclass
class ProgressLine:
    """One line on the terminal that says how far the search has come."""

    stream: TextIO
    width: int = 0

    def __call__(self, progress: "Progress") -> None:
        """Show how far the search has come, once it takes long enough to be asked for."""
        if progress.seconds < QUIET_SECONDS:
            return
        parts = [f"{progress.seconds:.0f} s"]
        if progress.incumbent is not None:
            parts.append(f"best {progress.incumbent:,.2f}")
        if progress.bound is not None:
            parts.append(f"bound {progress.bound:,.2f}")
        if progress.gap is not None:
            parts.append(f"gap {100 * progress.gap:,.2f} %")
        self.show(", ".join(parts))

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self.width:
            self.show("")
            self.show("")

    def show(self, text: str) -> None:
        """Show a text in place of what stands there.

        Parameters
        ----------
        text
            In one line.
        """
        self.stream.write(f"\r{text.ljust(self.width)}")
        self.stream.flush()
        self.width = len(text)


class Warnings(logging.Handler):
    """Writes the library's warnings to a stream, the first of them if there are many.

    Parameters
    ----------
    stream
        Where to.
    line
        The progress line that must make room, if there is one.
    located
        Tells faults where the planner finds them.
    """

    def __init__(
        self,
        stream: TextIO,
        line: ProgressLine | None,
        located: Callable[[Iterable[Fault]], tuple[Fault, ...]] = tuple,
    ) -> None:
        super().__init__(logging.WARNING)
        self.stream, self.line, self.located, self.number = stream, line, located, 0

    def __enter__(self) -> "Warnings":
        logging.getLogger("vebuilder").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("vebuilder").removeHandler(self)
        if self.number > SHOWN_WARNINGS:
            more = self.number - SHOWN_WARNINGS
            self._write(f"... and {more:,} more warnings; 'vebuilder check' tells all")

    def emit(self, record: logging.LogRecord) -> None:
        """Write one warning."""
        self.number += 1
        if self.number <= SHOWN_WARNINGS:
            self._write(f"warning: {self._message(record)}")

    def _message(self, record: logging.LogRecord) -> str:
        match record.args:
            case (Fault() as fault,):
                return record.msg % self.located([fault])
            case _:
                return record.getMessage()

    def _write(self, text: str) -> None:
        if self.line is not None:
            self.line.clear()
        try:
            self.stream.write(f"vebuilder: {text}\n")
            self.stream.flush()
        except OSError:  # nobody reads; the answer matters more
            pass

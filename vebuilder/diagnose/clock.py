"""The time that explaining may take."""

import time
from dataclasses import dataclass, field


@dataclass
class Clock:
    """Seconds that may be spent, counted from now.

    Parameters
    ----------
    limit
        So many.
    whole
        The clock of which this one is a part; it stops with it.
    """

    limit: float
    whole: "Clock | None" = None
    begin: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return the seconds left, 0 if none."""
        left = max(self.limit - (time.monotonic() - self.begin), 0.0)
        return left if self.whole is None else min(left, self.whole.left())

    def stop(self) -> None:
        """Leave no time: whoever waits has had enough."""
        self.limit = 0.0
        if self.whole is not None:
            self.whole.stop()

    def part(self, share: float) -> "Clock":
        """Return a clock that runs from now for a share of what is left."""
        return Clock(share * self.left(), self)

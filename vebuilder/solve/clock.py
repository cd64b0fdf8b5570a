"""The time limit of one call, from validation to audit."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from vebuilder.solve.options import Progress, relative_gap

# Part of the time limit, and seconds, kept back for reading an answer back and auditing it.
AUDIT_PART, AUDIT_SECONDS = 0.02, 0.5


@dataclass(frozen=True)
class Clock:
    """The time limit of one call."""

    limit: float | None
    begin: float

    def __init__(self, limit: float | None) -> None:
        object.__setattr__(self, "limit", limit)
        object.__setattr__(self, "begin", time.monotonic())

    def seconds(self) -> float:
        """Return the seconds since the call began."""
        return time.monotonic() - self.begin

    def remaining(self) -> float | None:
        """Return the seconds left; None without a limit."""
        return None if self.limit is None else max(self.limit - self.seconds(), 0.0)

    def for_search(self) -> float | None:
        """Return the seconds the solver may have, so that the audit still fits in."""
        remaining = self.remaining()
        if remaining is None or self.limit is None:
            return None
        return max(remaining - min(AUDIT_PART * self.limit, AUDIT_SECONDS), 0.0)

    def shifted(
        self, progress: Callable[[Progress], None] | None, unit: float
    ) -> Callable[[Progress], None] | None:
        """Return the callback with seconds counted from the start of the call, money in the caller's unit."""
        if progress is None:
            return None
        before = self.seconds()

        def tell(event: Progress) -> None:
            incumbent = None if event.incumbent is None else event.incumbent / unit
            bound = None if event.bound is None else event.bound / unit
            gap = event.gap
            if incumbent is not None and bound is not None:
                gap = relative_gap(incumbent, min(bound, incumbent))
            progress(Progress(event.seconds + before, incumbent, bound, gap))

        return tell

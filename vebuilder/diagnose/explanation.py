"""Why no enterprise is possible, as data and as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from vebuilder.model import Fault, Repair


@dataclass(frozen=True)
class Explanation:
    """Why no enterprise is possible.

    Parameters
    ----------
    faults
        What clashes, conflict by conflict; empty if nothing was found in time, or, where that is complete,
        if nothing that could give is at fault.
    minimal
        Whether each requirement named is known to be needed for its conflict.
    complete
        Whether these conflicts are known to be all.
    partial
        Whether each requirement named is known to be needed, but not what it clashes with.
    best
        The smallest of all repairs.
    """

    faults: tuple[Fault, ...]
    minimal: bool
    complete: bool
    partial: bool = False
    best: Repair | None = None

    def text(self, head: str) -> str:
        """Return all of it for people, below a headline."""
        groups: dict[int, list[Fault]] = {}
        for fault in self.faults:
            groups.setdefault(fault.clash, []).append(fault)
        if len(groups) == 1:
            lines = [f"{head}. {_clash(self.faults)}:", *map(line, self.faults)]
        else:
            lines = [f"{head}, for {len(groups)} reasons, of which each must be mended."]
            for number, faults in enumerate(groups.values(), 1):
                lines += [f"{number}. {_clash(faults)}:", *map(line, faults)]
            if self.best is not None:
                lines.append(f"The smallest change that mends them all: {self.best}.")
        if self.partial:
            lines.append("The time was too short to tell what else takes part in the clash.")
        if not self.minimal:
            lines.append("The time was too short to tell whether all of these are needed for the clash.")
        if not self.complete:
            lines.append("There may be more reasons; the time was too short to look for them.")
        return "\n".join(lines)


def _clash(faults: Sequence[Fault]) -> str:
    return "These clash, and one of them would have to give" if len(faults) > 1 else "This would have to give"


def line(fault: Fault) -> str:
    """Return what must give and what would mend it."""
    return f"- {fault.message}; {fault.mend}"

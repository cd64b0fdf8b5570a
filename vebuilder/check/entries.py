"""The entries of a plan, read from records or bare tuples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError

from vebuilder.model.fault import Fault
from vebuilder.model.plan import Assignment, Backup, Outcome

R = TypeVar("R", Assignment, Backup, Outcome)


@dataclass(frozen=True)
class Entries(Generic[R]):
    """How entries of one kind are written.

    Parameters
    ----------
    kind
        The record they become.
    fields
        The fields that a tuple states, in this order.
    fewest
        How many of them it must state.
    path
        What the entries are called in messages.
    noun
        What one of them is.
    mend
        How the whole may be handed over.
    needs
        What the fields must hold.
    """

    kind: type[R]
    fields: tuple[str, ...]
    fewest: int
    path: str
    noun: str
    mend: str
    needs: str

    def read(self, entries: object, faults: list[Fault]) -> tuple[R, ...]:
        """Return the records; what cannot be read is added to the faults."""
        if isinstance(entries, Iterable) and not isinstance(entries, str | bytes):
            return tuple(self._records(entries, faults))
        message = f"a {type(entries).__name__} is no {self.path}"
        faults.append(Fault(path=self.path, message=message, mend=self.mend))
        return ()

    def _records(self, entries: Iterable[object], faults: list[Fault]) -> Iterator[R]:
        for position, entry in enumerate(entries):
            path = f"{self.path}[{position}]"
            if isinstance(entry, self.kind):
                yield entry
            elif not isinstance(entry, tuple | list) or not self.fewest <= len(entry) <= len(self.fields):
                mend = f"write ({', '.join(self.fields)})"
                faults.append(Fault(path=path, message=f"{entry!r} is not {self.noun}", mend=mend))
            else:
                try:
                    yield self.kind.model_validate(dict(zip(self.fields, entry, strict=False)))
                except ValidationError as error:
                    faults.extend(
                        Fault(
                            path=f"{path}.{detail['loc'][0]}",
                            message=f"{detail['input']!r}: {detail['msg']}",
                            mend=self.needs,
                        )
                        for detail in error.errors()
                    )


ASSIGNMENTS = Entries(
    kind=Assignment,
    fields=("task", "firm", "share"),
    fewest=2,
    path="plan",
    noun="an assignment",
    mend="hand over an enterprise, assignments, (task, firm, share) entries or a mapping task: firm",
    needs="a task id, a firm id and a share from 0 to 1 are needed",
)
STANDBYS = Entries(
    kind=Backup,
    fields=("task", "firm"),
    fewest=2,
    path="backups",
    noun="a standby firm",
    mend="hand over Backup or (task, firm) entries",
    needs="a task id and a firm id are needed",
)

"""What a command tells where it has no answer: in words, and as data."""

from collections.abc import Iterable

from vebuilder.commands.output import counted, show_json
from vebuilder.model import (
    DataError,
    Fault,
    InfeasibleError,
    NoSolutionError,
    UnsupportedError,
    VebuilderError,
)

_OUTCOMES: tuple[tuple[type[VebuilderError], str], ...] = (
    (DataError, "invalid"),
    (UnsupportedError, "unsupported"),
    (InfeasibleError, "infeasible"),
    (NoSolutionError, "no answer"),
)


TOLD = 200
"""Faults that are told in a terminal."""


def show_failure(error: VebuilderError, diagnosis: Iterable[Fault] | None = None) -> None:
    """Print as data why there is no answer; once for an error.

    Parameters
    ----------
    error
        What ended the command.
    diagnosis
        Of an infeasible project, as the planner finds it; None: as the error has it.
    """
    if getattr(error, "shown", False):
        return
    error.shown = True  # type: ignore[attr-defined]
    outcome = next((words for kind, words in _OUTCOMES if isinstance(error, kind)), "solver failed")
    told: dict[str, object] = {"outcome": outcome, "message": told_whole(error)}
    if isinstance(error, DataError):
        told["faults"] = _data(error.faults)
    if isinstance(error, InfeasibleError):
        told["diagnosis"] = _data(error.diagnosis if diagnosis is None else diagnosis)
    if isinstance(error, NoSolutionError):
        told |= {"bound": error.bound, "stop_reason": error.stop_reason}
    show_json(told)


def told_whole(error: VebuilderError) -> str:
    """Return the text of an error; of faults in the data many more than elsewhere, to mend them in one go.

    Parameters
    ----------
    error
        What ended the command.
    """
    if not isinstance(error, DataError):
        return str(error)
    faults = [f"- {fault}" for fault in error.faults[:TOLD]]
    if len(error.faults) > TOLD:
        faults.append(f"- ... and {len(error.faults) - TOLD:,} more (--json tells all)")
    return "\n".join([f"{counted(len(error.faults), 'fault')} in the data:", *faults])


def _data(faults: Iterable[Fault]) -> list[dict[str, object]]:
    return [fault.model_dump(mode="json") for fault in faults]

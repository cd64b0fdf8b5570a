"""Every error the library raises on purpose."""

from collections.abc import Iterable

from vebuilder.model.fault import Fault

SHOWN_FAULTS = 20


class VebuilderError(Exception):
    """Base of all errors of this library."""


class DataError(VebuilderError, ValueError):
    """The input cannot be meant as it stands; all faults are told at once.

    Parameters
    ----------
    faults
        The faults, also kept in ``.faults``.
    """

    faults: tuple[Fault, ...]

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        shown = [f"- {fault}" for fault in self.faults[:SHOWN_FAULTS]]
        if len(self.faults) > SHOWN_FAULTS:
            shown.append(f"- ... and {len(self.faults) - SHOWN_FAULTS} more (all in .faults)")
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"{count} in the data:", *shown]))

    def __reduce__(self) -> tuple[type["DataError"], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class UnsupportedError(VebuilderError):
    """The input uses something that is not built yet."""


class InfeasibleError(VebuilderError):
    """No enterprise can satisfy all requirements.

    Parameters
    ----------
    message
        What clashes, in domain words, with the ids at fault.
    diagnosis
        The same as data.
    minimal
        Whether it is proven that the requirements named as clashing do clash, all of them, and no others with
        them; None where that was not worked out.
    """

    diagnosis: tuple[Fault, ...]
    minimal: bool | None

    def __init__(self, message: str, diagnosis: Iterable[Fault] = (), minimal: bool | None = None) -> None:
        self.diagnosis = tuple(diagnosis)
        self.minimal = minimal
        super().__init__(message)

    def __reduce__(self) -> tuple[type["InfeasibleError"], tuple[str, tuple[Fault, ...], bool | None]]:
        return type(self), (str(self), self.diagnosis, self.minimal)


class NoSolutionError(VebuilderError):
    """The search was stopped before a first answer.

    Parameters
    ----------
    message
        What stopped it, and what would help.
    bound
        The proven bound on the objective so far, or None.
    stop_reason
        ``time`` or ``interrupted``.
    """

    bound: float | None
    stop_reason: str

    def __init__(self, message: str, bound: float | None = None, stop_reason: str = "time") -> None:
        self.bound = bound
        self.stop_reason = stop_reason
        super().__init__(message)

    def __reduce__(self) -> tuple[type["NoSolutionError"], tuple[str, float | None, str]]:
        return type(self), (str(self), self.bound, self.stop_reason)


class SolverUnavailableError(VebuilderError):
    """The solver asked for is not installed; the text says what to install."""


class SolverError(VebuilderError):
    """The solver died or answered nonsense."""


class AuditError(VebuilderError):
    """An answer did not survive the recomputation by `evaluate`; it is never handed out."""

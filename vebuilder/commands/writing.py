"""Tables that a command writes: whole or not at all, and never over something unasked."""

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vebuilder.io.tables.source import write_tables
from vebuilder.model import DataError, Fault
from vebuilder.model.record import Record


def write_workbook_of(records: Sequence[Record], path: Path) -> None:
    """Write records to a workbook, whole or not at all.

    Parameters
    ----------
    records
        A network and a project, or an enterprise.
    path
        The workbook; an existing one is replaced.
    """
    with draft_of(path) as draft:
        write_tables(draft, *records)


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """Yield a file in the same folder that takes the place of another once it is written.

    Parameters
    ----------
    path
        The file to be replaced.

    Raises
    ------
    DataError
        If it cannot be written there.
    """
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".vebuilder-{secrets.token_hex(8)}{target.suffix}")
    try:
        yield draft
        os.replace(draft, target)
    except DataError as error:
        raise DataError(_named(fault, str(draft), str(path)) for fault in error.faults) from error
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise DataError([Fault(path=str(path), message=message, mend="nothing was changed")]) from error
    finally:
        draft.unlink(missing_ok=True)


def _named(fault: Fault, draft: str, path: str) -> Fault:
    return fault.model_copy(update={"path": path}) if fault.path == draft else fault


def refuse_existing(paths: Iterable[Path]) -> None:
    """Refuse to write over files.

    Parameters
    ----------
    paths
        What is to be written.

    Raises
    ------
    DataError
        Naming those that exist.
    """
    mend = "name another, or write over it with --force"
    faults = [Fault(path=str(path), message="is there already", mend=mend) for path in paths if path.exists()]
    if faults:
        raise DataError(faults)

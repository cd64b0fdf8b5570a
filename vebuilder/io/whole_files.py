"""Files that are written whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Never

from vebuilder.model import DataError, Fault


def write_text(text: str, path: str | os.PathLike[str]) -> None:
    """Write a text to a file, as UTF-8; see `write_bytes`.

    Parameters
    ----------
    text
        What the file is to hold.
    path
        The file.

    Raises
    ------
    DataError
        If the file cannot be written there.
    """
    write_bytes(text.encode(), path)


def write_bytes(content: bytes, path: str | os.PathLike[str]) -> None:
    """Write a file, whole or not at all.

    It appears under its name only once all of it is on disk; an older file of that name is replaced in one
    step, or left as it was.

    Parameters
    ----------
    content
        What the file is to hold.
    path
        The file.

    Raises
    ------
    DataError
        If the file cannot be written there.
    """
    source = file_name(path)
    target = _target(source)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a pipe or a terminal cannot be replaced
        else:
            _replace(target, content)
    except OSError as error:
        refuse(source, f"cannot be written: {reason(error)}", "nothing was changed")


def probe(path: str | os.PathLike[str]) -> None:
    """Find out whether a file can be written, before the work that would be lost.

    Raises
    ------
    DataError
        If it cannot.
    """
    source = file_name(path)
    target = _target(source)
    if target.exists() and not target.is_file():
        return
    draft = _draft(target)
    try:
        draft.touch(exist_ok=False)
        draft.unlink()
    except OSError as error:
        refuse(source, f"cannot be written: {reason(error)}", "name a file in another folder")


def file_name(path: object) -> str:
    """Return the name of a file as text.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    DataError
        If it is no name.
    """
    try:
        name = os.fsdecode(path)  # type: ignore[arg-type]
    except TypeError:
        refuse("path", f"{path!r} is no name of a file", "hand over a string or a pathlib.Path")
    if not name:
        refuse("path", "the name of the file is empty", "name a file")
    return name


def _draft(target: Path) -> Path:
    # In the same folder, so that the last step is a rename within one file system.
    return target.parent / f".vebuilder-{secrets.token_hex(8)}.part"


def _target(source: str) -> Path:
    """Return the file a name stands for, links followed."""
    try:
        target = Path(os.path.realpath(source))
        folder = target.parent.is_dir()
    except (OSError, ValueError) as error:
        refuse(source, f"cannot be written: {reason(error)}")
    if target.is_dir():
        refuse(source, "cannot be written: it is a folder", "name a file in it")
    if not folder:
        refuse(source, f"cannot be written: there is no folder {target.parent}", "create it first")
    return target


def _replace(target: Path, content: bytes) -> None:
    draft = _draft(target)
    try:
        with open(draft, "xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        os.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def reason(error: Exception) -> str:
    """Return why a file cannot be used.

    Parameters
    ----------
    error
        What the system raised.
    """
    return getattr(error, "strerror", None) or str(error)


def refuse(path: str, message: str, mend: str = "") -> Never:
    """Refuse a file.

    Parameters
    ----------
    path, message, mend
        Of the fault.

    Raises
    ------
    DataError
        Always.
    """
    raise DataError([Fault(path=path, message=message, mend=mend)]) from None

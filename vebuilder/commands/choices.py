"""A folder of enterprises to choose from: ``choice-1.json``, ``choice-2.json``, ..."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from vebuilder import api
from vebuilder.commands.writing import refuse_existing
from vebuilder.model import DataError, Fault
from vebuilder.result.enterprise import Enterprise

PATTERN = "choice-*.json"


def refuse_choices(arguments: argparse.Namespace) -> None:
    """Refuse, before anything is searched for, a folder that cannot take the choices.

    Parameters
    ----------
    arguments
        The words of the command.

    Raises
    ------
    DataError
        If there is a file in its place, or choices are there already and are not to be written over.
    """
    if arguments.output is None:
        return
    folder = Path(arguments.output)
    if not arguments.output or (folder.exists() and not folder.is_dir()):
        message = (
            "the choices need a folder, but a file is in its place" if arguments.output else "has no name"
        )
        raise DataError([Fault(path=arguments.output or "FOLDER", message=message, mend="name a folder")])
    if not arguments.force:
        refuse_existing(sorted(folder.glob(PATTERN)))


def write_choices(arguments: argparse.Namespace, enterprises: Iterable[Enterprise]) -> None:
    """Write enterprises to the folder that was named, the first as number 1; earlier ones go.

    Parameters
    ----------
    arguments
        The words of the command.
    enterprises
        In their order.

    Raises
    ------
    DataError
        If they cannot be written.
    """
    if arguments.output is None:
        return
    folder = Path(arguments.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob(PATTERN):
            path.unlink()
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise DataError([Fault(path=str(folder), message=message, mend="name another folder")]) from error
    for number, enterprise in enumerate(enterprises, 1):
        api.save(enterprise, folder / f"choice-{number}.json")

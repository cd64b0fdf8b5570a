"""What a command is given: a network and a project, and where each piece of them stands."""

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vebuilder import api
from vebuilder.io.tables.source import read_tables
from vebuilder.io.tables.workbook import is_workbook
from vebuilder.model import DataError, Fault, Network, Project
from vebuilder.result.enterprise import Enterprise

Located = Callable[[Iterable[Fault]], tuple[Fault, ...]]


@dataclass(frozen=True)
class Given:
    """A network and a project, and what may come with them.

    Parameters
    ----------
    project, network
        The instance.
    located
        Tells faults where the planner finds them.
    enterprise
        An enterprise formed from them, if one is given.
    """

    project: Project
    network: Network
    located: Located = tuple
    enterprise: Enterprise | None = None


@dataclass(frozen=True)
class Found:
    """A record, and the file or folder it was read from."""

    path: str
    record: Network | Project | Enterprise


def read_given(arguments: argparse.Namespace, *, with_enterprise: bool = False) -> Given:
    """Read what a command is given, in any order; all faults of all files together.

    Parameters
    ----------
    arguments
        The words of the command.
    with_enterprise
        Whether an enterprise is needed too.

    Raises
    ------
    DataError
        If a file cannot be read, or they are not what is needed.
    """
    paths: Sequence[str] = arguments.inputs
    from_tables = [path for path in paths if holds_tables(path)]
    if from_tables and len(paths) == 2 + with_enterprise:
        raise DataError(_no_json(path) for path in from_tables)
    needed = (1 if from_tables else 2) + with_enterprise
    if len(from_tables) > 1 or len(paths) != needed:
        what = "a network and a project, or one workbook (.xlsx) or folder of CSV files with both"
        arguments.usage.error(f"name {what}{', and an enterprise (JSON)' if with_enterprise else ''}")
    found, located = read_all(paths)
    by_kind = {type(one.record): one.record for one in found}
    project, network, enterprise = by_kind.get(Project), by_kind.get(Network), by_kind.get(Enterprise)
    complete = enterprise is not None or not with_enterprise
    if isinstance(project, Project) and isinstance(network, Network) and complete:
        return Given(project, network, located, enterprise if isinstance(enterprise, Enterprise) else None)
    wanted = (
        "name a network, a project and an enterprise" if with_enterprise else "name a network and a project"
    )
    kinds = _and([article(type(one.record).__name__.lower()) for one in found])
    raise DataError([Fault(path=_and(paths), message=f"hold {kinds}", mend=wanted)])


def read_all(paths: Sequence[str]) -> tuple[list[Found], Located]:
    """Read records from JSON files, workbooks and folders; all faults together.

    Parameters
    ----------
    paths
        Of the files and folders.

    Returns
    -------
    tuple
        The records, and what tells faults where they stand in the tables, if there are any.

    Raises
    ------
    DataError
        If one cannot be read.
    """
    found: list[Found] = []
    faults: list[Fault] = []
    located: Located = tuple
    for path in paths:
        try:
            if holds_tables(path):
                tables = read_tables(path)
                located = tables.located
                found += [Found(path, tables.network), Found(path, tables.project)]
            else:
                found.append(Found(path, api.load(path)))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return found, located


def holds_tables(path: str) -> bool:
    """Return whether a path is meant to be a workbook, or is a folder.

    Parameters
    ----------
    path
        As the planner wrote it.
    """
    return is_workbook(Path(path)) or os.path.isdir(path)


def refuse_inputs_as_output(output: str, inputs: Iterable[str], what: str) -> None:
    """Refuse to write over what was read.

    Parameters
    ----------
    output
        Where to write.
    inputs
        What was read.
    what
        What would take its place.

    Raises
    ------
    DataError
        If they are the same.
    """
    if any(os.path.exists(output) and os.path.samefile(output, path) for path in inputs):
        message = f"is one of the inputs; {what} would take its place"
        raise DataError([Fault(path=output, message=message, mend=f"name another place for {what}")])


def article(noun: str) -> str:
    """Return a noun with its article.

    Parameters
    ----------
    noun
        In small letters.
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _no_json(path: str) -> Fault:
    """Return what is wrong with tables in the place of one of several JSON files."""
    kind = "folder" if os.path.isdir(path) else "workbook"
    message = f"is a {kind}, not a file" if kind == "folder" else f"is a {kind}, not a JSON file"
    mend = f"a {kind} holds network and project both: name it in place of the two files"
    return Fault(path=path, message=message, mend=mend)


def _and(words: Sequence[str]) -> str:
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"

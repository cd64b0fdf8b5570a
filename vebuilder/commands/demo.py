"""``vebuilder demo``: the built-in example."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vebuilder import api
from vebuilder.commands import options
from vebuilder.commands.form import form
from vebuilder.commands.given import Given
from vebuilder.commands.writing import refuse_existing
from vebuilder.model import DataError, Fault, Network, Project

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    parents = [options.search(threads=True), options.as_json()]
    command = commands.add_parser("demo", parents=parents, help="form the built-in example")
    command.add_argument(
        "--write", metavar="DIR", help="also write network.json and project.json to this folder"
    )
    command.add_argument("--force", action="store_true", help="write over files that were changed since")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Form the example.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    from vebuilder.demo import example

    project, network = example()
    if arguments.write is not None:
        _write_example(Path(arguments.write), project, network, force=arguments.force)
    return form(arguments, Given(project, network), None)


def _write_example(folder: Path, project: Project, network: Network, *, force: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = "the two files need a folder, but a file is in its place"
        raise DataError([Fault(path=str(folder), message=message, mend="name a folder")]) from None
    files: dict[Path, Network | Project] = {
        folder / "network.json": network,
        folder / "project.json": project,
    }
    if not force:
        refuse_existing(path for path, record in files.items() if not _is(record, path))
    for path, record in files.items():
        api.save(record, path)
    sys.stderr.write(f"wrote {folder / 'network.json'} and {folder / 'project.json'}\n")


def _is(record: Network | Project, path: Path) -> bool:
    """Whether a file holds a record already, so that nothing is lost by writing it."""
    try:
        return api.load(path) == record
    except DataError:
        return False

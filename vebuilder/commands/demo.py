"""``vebuilder demo``: the built-in example."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vebuilder import api
from vebuilder.commands import options
from vebuilder.commands.form import form
from vebuilder.commands.given import Given
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
        _write_example(Path(arguments.write), project, network)
    return form(arguments, Given(project, network), None)


def _write_example(folder: Path, project: Project, network: Network) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = "the two files need a folder, but a file is in its place"
        raise DataError([Fault(path=str(folder), message=message, mend="name a folder")]) from None
    api.save(network, folder / "network.json")
    api.save(project, folder / "project.json")
    sys.stderr.write(f"wrote {folder / 'network.json'} and {folder / 'project.json'}\n")

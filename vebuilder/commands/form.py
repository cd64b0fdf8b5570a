"""``vebuilder form``: form an enterprise."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from vebuilder import api
from vebuilder.commands import options
from vebuilder.commands.codes import ended_with
from vebuilder.commands.given import Given, read_given, refuse_inputs_as_output
from vebuilder.commands.output import show
from vebuilder.commands.searching import searching
from vebuilder.commands.writing import write_workbook_of
from vebuilder.io import whole_files
from vebuilder.io.tables.workbook import is_workbook, openpyxl_module
from vebuilder.result.enterprise import Enterprise

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
    command = commands.add_parser("form", parents=parents, help="form an enterprise")
    options.add_instance(command)
    command.add_argument(
        "-o", "--output", metavar="ENTERPRISE", help="write the enterprise to this file (JSON, or .xlsx)"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Form an enterprise, write it and print it.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments)
    if arguments.output is not None:
        refuse_inputs_as_output(arguments.output, arguments.inputs, "the enterprise")
        whole_files.probe(arguments.output)
        if is_workbook(Path(arguments.output)):
            openpyxl_module()  # told before the search, if it is not there
    return form(arguments, given, arguments.output)


def form(arguments: argparse.Namespace, given: Given, output: str | None) -> int:
    """Form an enterprise, write it and print it.

    Parameters
    ----------
    arguments
        The words of the command.
    given
        What it is formed from.
    output
        The file to write it to; None for none.
    """
    with searching(arguments, given) as search:
        enterprise = api.form_enterprise(given.project, given.network, **search)
    try:
        if output is not None:
            write_enterprise(enterprise, output)
    finally:  # an answer is not lost because a file cannot be written
        show(enterprise.model_dump_json(indent=1) if arguments.json else enterprise)
    return ended_with(enterprise.stop_reason)


def write_enterprise(enterprise: Enterprise, output: str) -> None:
    """Write an enterprise, as tables if the name says so.

    Parameters
    ----------
    enterprise
        What was formed.
    output
        The file.
    """
    if is_workbook(Path(output)):
        write_workbook_of([enterprise], Path(output))
    else:
        api.save(enterprise, output)

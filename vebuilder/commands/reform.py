"""``vebuilder reform``: form an enterprise anew from where it stands."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from vebuilder import lifecycle
from vebuilder.commands import options
from vebuilder.commands.codes import ended_with
from vebuilder.commands.form import write_enterprise
from vebuilder.commands.given import read_given, refuse_inputs_as_output
from vebuilder.commands.output import show
from vebuilder.commands.searching import searching
from vebuilder.io import whole_files
from vebuilder.io.tables.workbook import is_workbook, openpyxl_module

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
    words = "form an enterprise anew from where it stands"
    command = commands.add_parser("reform", parents=parents, help=words)
    options.add_instance(command, "; and the enterprise there is")
    command.add_argument(
        "--done", action="append", default=[], metavar="TASK", help="a finished task; may be repeated"
    )
    command.add_argument(
        "--switching-cost", type=float, default=0.0, metavar="MONEY", help="for each partner that leaves (0)"
    )
    command.add_argument(
        "--max-changes", type=int, metavar="NUMBER", help="how many firms may leave or come in, together"
    )
    command.add_argument(
        "-o", "--output", metavar="ENTERPRISE", help="write the enterprise to this file (JSON, or .xlsx)"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Form an enterprise anew, write it and print it.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments, with_enterprise=True)
    assert given.enterprise is not None
    output = arguments.output
    if output is not None:
        refuse_inputs_as_output(output, arguments.inputs, "the enterprise")
        whole_files.probe(output)
        if is_workbook(Path(output)):
            openpyxl_module()  # told before the search, if it is not there
    with searching(arguments, given) as search:
        enterprise = lifecycle.reform_enterprise(
            given.enterprise,
            given.project,
            given.network,
            done=arguments.done,
            switching_cost=arguments.switching_cost,
            max_changes=arguments.max_changes,
            **search,
        )
    try:
        if output is not None:
            write_enterprise(enterprise, output)
    finally:  # an answer is not lost because a file cannot be written
        show(enterprise.model_dump_json(indent=1) if arguments.json else enterprise)
    return ended_with(enterprise.stop_reason)

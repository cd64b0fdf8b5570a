"""``vebuilder template``: a workbook to fill in."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from vebuilder.commands import options
from vebuilder.commands.codes import DONE
from vebuilder.commands.output import show, show_json
from vebuilder.commands.writing import draft_of, refuse_existing
from vebuilder.io import whole_files
from vebuilder.io.tables.template import write_template
from vebuilder.io.tables.workbook import is_workbook
from vebuilder.model import DataError, Fault

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    words = "write a workbook to fill in, with the built-in example as the pattern"
    command = commands.add_parser("template", parents=[options.as_json()], help=words)
    command.add_argument("workbook", metavar="BOOK.xlsx", help="the workbook to write")
    command.add_argument("--empty", action="store_true", help="without the example")
    command.add_argument("--force", action="store_true", help="write over a file that is there")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the workbook.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    from vebuilder.demo import example

    path = Path(arguments.workbook)
    if not is_workbook(path):
        mend = "end its name in .xlsx"
        raise DataError([Fault(path=arguments.workbook, message="a template is a workbook", mend=mend)])
    if not arguments.force:
        refuse_existing([path])
    whole_files.probe(path)
    with draft_of(path) as draft:
        write_template(draft, *((None, None) if arguments.empty else example()))
    if arguments.json:
        show_json({"written": [str(path)]})
    else:
        fill_in = "fill it in" if arguments.empty else "replace the example in it"
        show(f"wrote {path}; {fill_in}, then: vebuilder check {path}")
    return DONE

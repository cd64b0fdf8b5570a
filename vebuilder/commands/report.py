"""``vebuilder report``: an enterprise for those who were not in the room."""

import argparse
from typing import TYPE_CHECKING

from vebuilder.commands import options
from vebuilder.commands.codes import DONE
from vebuilder.commands.given import read_given, refuse_inputs_as_output
from vebuilder.commands.output import show, show_json
from vebuilder.commands.searching import searching
from vebuilder.report.report import report

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands

BESIDE = {
    "alternatives": "also form the best enterprises whose partners differ",
    "simulation": "also replay it against drawn failures, shocks and prices",
    "front": "also weigh cost against risk",
    "sensitivity": "also tell how sure the data must be",
    "curve": "also tell what each finishing time costs",
}


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    words = "write an enterprise as one HTML file, for those who were not in the room"
    command = commands.add_parser("report", parents=[options.as_json()], help=words)
    options.add_instance(command, "; and the enterprise that was formed from them")
    command.add_argument(
        "-o", "--output", metavar="REPORT.html", default="enterprise.html", help="the file (enterprise.html)"
    )
    command.add_argument("--title", metavar="TEXT", help="what stands at the top")
    for name, told in BESIDE.items():
        command.add_argument(f"--{name}", action="store_true", help=told)
    command.add_argument(
        "--no-why", dest="why", action="store_false", help="do not ask what each partner is worth"
    )
    command.add_argument(
        "--time-limit", type=float, default=60.0, metavar="SECONDS", help="for all that is asked (60)"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the report.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments, with_enterprise=True)
    assert given.enterprise is not None
    refuse_inputs_as_output(arguments.output, arguments.inputs, "the report")
    with searching(arguments, given) as search:
        report(
            given.enterprise,
            given.project,
            given.network,
            arguments.output,
            why=arguments.why,
            **{name: getattr(arguments, name) for name in BESIDE},
            title=arguments.title,
            time_limit=arguments.time_limit,
            progress=search["progress"],
        )
    if arguments.json:
        show_json({"written": [arguments.output]})
    else:
        show(f"wrote {arguments.output}")
    return DONE

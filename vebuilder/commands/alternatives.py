"""``vebuilder alternatives``: what else could be formed."""

import argparse
from typing import TYPE_CHECKING

from vebuilder import explore
from vebuilder.commands import options
from vebuilder.commands.choices import refuse_choices, write_choices
from vebuilder.commands.codes import ended_with
from vebuilder.commands.given import read_given
from vebuilder.commands.output import show
from vebuilder.commands.searching import searching

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    parents = [options.search(), options.as_json()]
    words = "the best enterprises whose partners differ"
    command = commands.add_parser("alternatives", parents=parents, help=words)
    options.add_instance(command)
    command.add_argument("-k", type=int, default=5, metavar="NUMBER", help="how many enterprises (5)")
    command.add_argument(
        "--within",
        type=float,
        default=0.05,
        metavar="FRACTION",
        help="how much worse than the best one, at most (0.05 for 5 %%)",
    )
    command.add_argument(
        "--diversity",
        type=int,
        default=1,
        metavar="FIRMS",
        help="in how many firms any two differ, at least; a swap counts 2 (1)",
    )
    options.add_choices(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Form the best enterprises whose partners differ.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments)
    refuse_choices(arguments)
    with searching(arguments, given) as search:
        found = explore.alternatives(
            given.project,
            given.network,
            k=arguments.k,
            within=arguments.within,
            diversity=arguments.diversity,
            **search,
        )
    try:
        write_choices(arguments, found)
    finally:  # an answer is not lost because a file cannot be written
        show(found.model_dump_json(indent=1) if arguments.json else found)
    return ended_with(found.ended)

"""``vebuilder pareto``: cost against risk and time."""

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
    words = "the enterprises that cannot be bettered in one figure without losing in another"
    command = commands.add_parser("pareto", parents=parents, help=words)
    options.add_instance(command)
    command.add_argument(
        "--objectives",
        type=_listed,
        default=("cost", "risk"),
        metavar="NAMES",
        help="two or three of cost, risk and time (cost,risk)",
    )
    command.add_argument(
        "--points", type=_number_or_all, default=20, metavar="NUMBER", help="at most so many, or all (20)"
    )
    options.add_choices(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Form the enterprises on the front.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments)
    refuse_choices(arguments)
    with searching(arguments, given) as search:
        front = explore.pareto(
            given.project,
            given.network,
            objectives=arguments.objectives,
            points=arguments.points,
            **search,
        )
    try:
        write_choices(arguments, (point.enterprise for point in front))
    finally:  # an answer is not lost because a file cannot be written
        show(front.model_dump_json(indent=1) if arguments.json else front)
    return ended_with(front.ended)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _number_or_all(text: str) -> int | None:
    try:
        return None if text == "all" else int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a whole number nor all") from None

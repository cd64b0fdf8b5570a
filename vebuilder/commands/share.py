"""``vebuilder share``: who earned what."""

import argparse
from typing import TYPE_CHECKING

from vebuilder import lifecycle
from vebuilder.commands import options
from vebuilder.commands.codes import ended_with
from vebuilder.commands.given import read_given
from vebuilder.commands.output import show
from vebuilder.commands.searching import searching
from vebuilder.lifecycle.surplus.share_surplus import METHODS

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
    command = commands.add_parser("share", parents=parents, help="share what an enterprise is worth")
    options.add_instance(command, "; and the enterprise that was formed from them")
    command.add_argument(
        "--method", choices=METHODS, default=METHODS[0], help="by which rule (default: %(default)s)"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Share what an enterprise is worth among its partners.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments, with_enterprise=True)
    assert given.enterprise is not None
    about = given.enterprise, given.project, given.network
    with searching(arguments, given) as search:
        shared = lifecycle.share_surplus(*about, method=arguments.method, **search)
    show(shared.model_dump_json(indent=1) if arguments.json else shared)
    return ended_with(shared.ended)

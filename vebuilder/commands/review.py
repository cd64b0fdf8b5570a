"""``vebuilder review``: who contributed what, and what is believed since."""

import argparse
from typing import TYPE_CHECKING

from vebuilder import api, lifecycle
from vebuilder.commands import options
from vebuilder.commands.codes import DONE
from vebuilder.commands.given import read_given, refuse_inputs_as_output
from vebuilder.commands.output import show
from vebuilder.io import files, whole_files
from vebuilder.io.outcomes import read_outcomes
from vebuilder.model import DataError

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    words = "review what came of an enterprise, and what is to be believed of its partners since"
    command = commands.add_parser("review", parents=[options.as_json()], help=words)
    options.add_instance(command, "; and the enterprise that was formed from them")
    command.add_argument(
        "--outcomes",
        required=True,
        metavar="FILE",
        help="what came of its assignments: task, firm, delivered (0 to 1), and where known cost, duration "
        'and quality; JSON ({"outcomes": [...]}), CSV, or the sheet "outcomes" of a workbook',
    )
    command.add_argument(
        "--policy", metavar="FILE", help="what counts how much: the fields of ReviewPolicy (JSON)"
    )
    command.add_argument(
        "-o", "--output", metavar="NETWORK", help="write the network as it is now believed to be (JSON)"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Review an enterprise, write the network and print the review.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments, with_enterprise=True)
    assert given.enterprise is not None
    outcomes = read_outcomes(arguments.outcomes)
    policy = None if arguments.policy is None else files.read(arguments.policy, (lifecycle.ReviewPolicy,))
    assert policy is None or isinstance(policy, lifecycle.ReviewPolicy)
    output = arguments.output
    if output is not None:
        inputs = [*arguments.inputs, arguments.outcomes, *([arguments.policy] if arguments.policy else [])]
        refuse_inputs_as_output(output, inputs, "the network")
        whole_files.probe(output)
    try:
        review = lifecycle.review(given.enterprise, given.project, given.network, outcomes.outcomes, policy)
    except DataError as error:
        raise DataError(given.located(outcomes.located(error.faults))) from None
    if output is not None:
        api.save(review.network, output)
    show(review.model_dump_json(indent=1) if arguments.json else review)
    return DONE

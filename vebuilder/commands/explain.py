"""``vebuilder explain``: why these partners, and why not another one."""

import argparse
from typing import TYPE_CHECKING

from vebuilder import explore
from vebuilder.commands import options
from vebuilder.commands.codes import NO_ANSWER, ended_with
from vebuilder.commands.given import read_given
from vebuilder.commands.output import show, tell
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
    words = "why these partners, and why not another one"
    command = commands.add_parser("explain", parents=parents, help=words)
    options.add_instance(command, "; and the enterprise that was formed from them")
    command.add_argument(
        "--firm", metavar="FIRM", help="of a partner: what it is worth; of another firm: why it is none"
    )
    command.add_argument("--task", metavar="TASK", help="why the firm does not do this task")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Tell what partners are worth, or what another firm would cost.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    if arguments.task is not None and arguments.firm is None:
        arguments.usage.error("--task needs --firm: the firm that might do it")
    given = read_given(arguments, with_enterprise=True)
    assert given.enterprise is not None
    about = given.enterprise, given.project, given.network
    firm, task = arguments.firm, arguments.task
    answer: explore.Why | explore.WhyNot
    with searching(arguments, given) as search:
        if firm is None or (firm in given.enterprise.partners and task is None):
            answer = explore.why(*about, firm=firm, **search)
        else:
            answer = explore.why_not(*about, firm=firm, task=task, **search)
    show(answer.model_dump_json(indent=1) if arguments.json else answer)
    if isinstance(answer, explore.Why) and not len(answer) and answer.ended == "time":
        return tell("no partner was looked at in the time there was; allow more", NO_ANSWER)
    return ended_with(_stop_reason(answer))


def _stop_reason(answer: explore.Why | explore.WhyNot) -> str:
    """Return why the search ended: ``interrupted`` if any part of it was."""
    if isinstance(answer, explore.WhyNot):
        return answer.enterprise.stop_reason if answer.possible and answer.enterprise else ""
    stopped = any(one.without and one.without.stop_reason == "interrupted" for one in answer)
    return "interrupted" if stopped else answer.ended

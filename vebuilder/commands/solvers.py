"""``vebuilder solvers``: the solvers, and whether they work."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from vebuilder.commands import options
from vebuilder.commands.codes import DONE, SOLVER_FAILED
from vebuilder.commands.output import show, show_json, tell

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    words = "list the solvers and try each one"
    command = commands.add_parser("solvers", parents=[options.as_json()], help=words)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the solvers and what each answers.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    from vebuilder.solve.catalogue import installed_solvers, known_answer

    found = installed_solvers()
    answers = {info.name: known_answer(info.name) for info in found if info.available}
    if arguments.json:
        rows = [
            {**asdict(info), "known_answer": asdict(answers[info.name]) if info.available else None}
            for info in found
        ]
        show_json(rows)
    else:
        width = max(len(info.name) for info in found)
        for info in found:
            package = f"{info.package} {info.version or '-'}"
            tried = answers[info.name].text if info.available else f"cannot be used: {info.reason}"
            show(f"{info.name:<{width}}  {package:<16}  {tried}")
            for trouble in filter(None, (info.known_bad, info.clash)):
                show(f"{'':<{width}}  {trouble}")
        show("any other solver of PuLP is pulp:NAME, such as pulp:GUROBI_CMD")
    wrong = [name for name, answer in answers.items() if not answer.right]
    return tell(f"wrong answers from {', '.join(wrong)}", SOLVER_FAILED) if wrong else DONE

"""``vebuilder check``: all faults of a network and a project."""

import argparse
from typing import TYPE_CHECKING

from vebuilder import api
from vebuilder.check.support import unsupported
from vebuilder.commands import options
from vebuilder.commands.codes import BAD_INPUT, DONE
from vebuilder.commands.given import Given, read_given
from vebuilder.commands.output import counted, listed, show, show_json, tell
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
    words = "tell all faults of a network and a project"
    command = commands.add_parser("check", parents=[options.as_json()], help=words)
    options.add_instance(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List faults, warnings and fields that are not supported.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    unbuilt: tuple[str, ...] = ()
    try:
        given = read_given(arguments)
        unbuilt = _unbuilt(given)
        faults = given.located(api.check(given.project, given.network))
    except DataError as error:
        faults = error.faults
    errors = [fault for fault in faults if fault.severity == "error"]
    warnings = [fault for fault in faults if fault.severity == "warning"]
    if arguments.json:
        told = {"errors": errors, "warnings": warnings}
        shown = {name: [fault.model_dump(mode="json") for fault in each] for name, each in told.items()}
        show_json({**shown, "unsupported": unbuilt})
    else:
        lists = (("error", errors), ("warning", warnings), ("unsupported field", unbuilt))
        show("\n".join(text for noun, each in lists if (text := listed(noun, each))) or "no faults")
    wrong = [counted(len(errors), "error") + " in the data"] if errors else []
    if unbuilt:
        wrong.append(f"{counted(len(unbuilt), 'field')} not supported yet; leave them at their default")
    return tell("; ".join(wrong), BAD_INPUT) if wrong else DONE


def _unbuilt(given: Given) -> tuple[str, ...]:
    """Return the fields that are not supported, with the place of each in the tables."""
    lines = unsupported(given.project, given.network)
    paths = [line.partition(" = ")[0] for line in lines]
    places = [fault.path for fault in given.located(Fault(path=path, message="") for path in paths)]
    return tuple(
        line if place == path else f"{line} ({place})"
        for line, path, place in zip(lines, paths, places, strict=True)
    )

"""The command line: which commands there are, and how a process that runs one ends."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Never

from vebuilder.commands import (
    alternatives,
    check,
    completion,
    convert,
    curve,
    demo,
    explain,
    form,
    pareto,
    reform,
    report,
    review,
    share,
    solvers,
    template,
)
from vebuilder.commands.codes import BAD_INPUT, DONE, INTERRUPTED, exit_code
from vebuilder.commands.failure import show_failure, told_whole
from vebuilder.commands.output import tell
from vebuilder.model import VebuilderError

EPILOG = """\
exit codes: 0 done, 2 bad input or usage, 3 infeasible, 4 no answer in time,
5 solver missing or failed, 130 interrupted"""


def entry() -> Never:
    """Run the command this process was started for, and end the process with its exit code."""
    end_process_with(main)


def end_process_with(command: Callable[[], int]) -> Never:
    """Run a command and end the process with its exit code, whatever a solver left behind still does.

    Parameters
    ----------
    command
        Returns the exit code; if Ctrl-C breaks it off, that is 130.
    """
    from vebuilder.solve.watch import SOLVER_THREAD

    code = INTERRUPTED
    try:
        try:
            code = command()
        finally:
            _hear_no_more()
    except KeyboardInterrupt:  # perhaps a second one, on the way out
        _hear_no_more()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    if any(thread.name == SOLVER_THREAD for thread in threading.enumerate()):
        os._exit(code)  # to tear the interpreter down under a running solver would abort the process
    sys.exit(code)


def _hear_no_more() -> None:
    with suppress(ValueError):  # only the main thread may; elsewhere no Ctrl-C arrives
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The words after ``vebuilder``; those of the process if None.

    Returns
    -------
    int
        Exit code: 0 done, 2 bad input or usage, 3 infeasible, 4 no answer in time, 5 solver missing or
        failed, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a name the terminal cannot show
    arguments = argparse.Namespace()
    try:
        _parser().parse_args(argv, arguments)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except SystemExit as leaving:  # argparse, after usage or help
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        return tell("interrupted", INTERRUPTED)
    except VebuilderError as error:
        if getattr(arguments, "json", False):
            show_failure(error)
        return tell(told_whole(error), exit_code(error))
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return tell(f"{error.filename or 'input or output'}: {error.strerror or error}", BAD_INPUT)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vebuilder",
        description="Form virtual enterprises: the partners and who does what, at lowest cost and risk.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"vebuilder {version('vebuilder')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (
        demo,
        template,
        convert,
        check,
        form,
        explain,
        alternatives,
        pareto,
        curve,
        reform,
        report,
        review,
        share,
        solvers,
        completion,
    ):
        command.add(commands)
    return parser

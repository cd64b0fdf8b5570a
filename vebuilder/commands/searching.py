"""A search that a command runs: its options, what shows meanwhile, and where faults stand."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from vebuilder.commands.failure import show_failure
from vebuilder.commands.given import Given
from vebuilder.model import DataError, InfeasibleError
from vebuilder.terminal import ProgressLine, Warnings

OPTIONS = ("solver", "time_limit", "gap", "threads", "seed")


@contextmanager
def searching(arguments: argparse.Namespace, given: Given) -> Iterator[dict[str, Any]]:
    """Yield the options of a search; show its progress and its warnings while it runs.

    Parameters
    ----------
    arguments
        The words of the command.
    given
        What it searches in.

    Raises
    ------
    DataError
        With faults where the planner finds them.
    """
    line = ProgressLine(sys.stderr) if sys.stderr.isatty() else None
    stated = {name: value for name, value in vars(arguments).items() if name in OPTIONS}
    try:
        with Warnings(sys.stderr, line, given.located):
            yield {**stated, "progress": line}
    except InfeasibleError as error:
        if arguments.json:
            show_failure(error, given.located(error.diagnosis))
        raise
    except DataError as error:
        raise DataError(given.located(error.faults)) from None
    finally:
        if line:
            line.clear()

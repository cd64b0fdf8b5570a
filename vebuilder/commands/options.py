"""The options that commands share."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

INSTANCE = "network and project (JSON, in either order); or one workbook (.xlsx) or folder of CSV files"


def as_json() -> argparse.ArgumentParser:
    """Return the option to print data."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--json", action="store_true", help="print JSON")
    return options


def search(*, gap: float = 1e-4, threads: bool = False) -> argparse.ArgumentParser:
    """Return the options of a search.

    Parameters
    ----------
    gap
        What ``--gap`` is if it is not stated.
    threads
        Whether several threads may race.
    """
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--solver", default="auto", help="auto, highs, cpsat, scip, cbc, toulbar2, pulp:NAME"
    )
    options.add_argument("--time-limit", type=float, metavar="SECONDS", help="for the whole run")
    options.add_argument("--gap", type=float, default=gap, help=f"relative gap that is good enough ({gap:g})")
    if threads:
        options.add_argument(
            "--threads", type=int, help="let so many race; without it the answer is reproducible"
        )
    options.add_argument("--seed", type=int, default=0, help="random seed (0)")
    return options


def add_choices(command: argparse.ArgumentParser) -> None:
    """Let a command write the enterprises it finds to a folder.

    Parameters
    ----------
    command
        Its parser.
    """
    words = (
        "write each enterprise to this folder too, as choice-1.json, choice-2.json, ..., to report or explain"
    )
    command.add_argument("-o", "--output", metavar="FOLDER", help=words)
    command.add_argument("--force", action="store_true", help="write over choices that are there")


def add_instance(command: argparse.ArgumentParser, others: str = "") -> None:
    """Let a command be given a network and a project.

    Parameters
    ----------
    command
        Its parser.
    others
        What else it is given.
    """
    command.add_argument("inputs", nargs="+", metavar="FILE", help=f"{INSTANCE}{others}")
    command.set_defaults(usage=command)

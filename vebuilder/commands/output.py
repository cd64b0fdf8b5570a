"""What a command prints: answers to the output, all else to the error stream."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress


def show(answer: object) -> None:
    """Print an answer.

    Parameters
    ----------
    answer
        Anything with a text.
    """
    sys.stdout.write(f"{answer}\n")


def show_json(answer: object) -> None:
    """Print an answer as data.

    Parameters
    ----------
    answer
        Of plain values.
    """
    show(json.dumps(answer, indent=1, ensure_ascii=False))


def tell(text: str, code: int) -> int:
    """Say something on the error stream, and return the exit code that goes with it.

    Parameters
    ----------
    text
        For the planner.
    code
        The exit code.
    """
    with suppress(OSError):
        sys.stderr.write(f"vebuilder: {text}\n")
    return code


def listed(noun: str, entries: Sequence[object]) -> str:
    """Return entries below their number; empty if there are none.

    Parameters
    ----------
    noun
        What one of them is called.
    entries
        Each with a text.
    """
    lines = [f"{counted(len(entries), noun)}:", *(f"- {entry}" for entry in entries)]
    return "\n".join(lines) if entries else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Parameters
    ----------
    number, noun
        How many, and of what.
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"

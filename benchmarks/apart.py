"""One measurement in a process of its own, so that memory and time are its alone."""

import json
import subprocess
import sys
from typing import Any


def told_apart(*words: str) -> dict[str, Any]:
    """Run a command of the benchmarks elsewhere, and return the row it tells as JSON in its last line.

    Parameters
    ----------
    words
        Of the command, its name first.
    """
    command = [sys.executable, "-m", "benchmarks", *words]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    row: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return row

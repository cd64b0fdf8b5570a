"""The values that are known for the instances of a class."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BestKnown:
    """What is published of one instance.

    Parameters
    ----------
    value
        The optimum or the best value known; None where nothing was published.
    proven
        Whether the value is the optimum.
    """

    value: float | None
    proven: bool


def best_known(path: Path) -> dict[str, BestKnown]:
    """Read a table of known values, by instance name.

    Parameters
    ----------
    path
        A comma-separated file with the columns ``instance``, ``optimum_or_best`` and ``proven``.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["instance"]: BestKnown(
                value=float(row["optimum_or_best"]) if row["optimum_or_best"] else None,
                proven=row["proven"] == "true",
            )
            for row in csv.DictReader(file)
        }


def orlib_optima(path: Path) -> dict[str, BestKnown]:
    """Read the optima of cap41 to cap134 from OR-Library's ``capopt.txt``, by name."""
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {
        row[0]: BestKnown(float(row[1]), proven=True)
        for row in rows
        if len(row) == 2 and row[0].startswith("cap")
    }

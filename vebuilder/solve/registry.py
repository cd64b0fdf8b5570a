"""Which solvers there are, whether they can be used, and their adapters, loaded only when needed."""

import importlib
import importlib.metadata
import importlib.util
import re
from dataclasses import dataclass

from vebuilder.model.errors import SolverUnavailableError
from vebuilder.solve.backend import Ability, Backend
from vebuilder.solve.isolated import Isolated

PULP_PREFIX = "pulp:"
PULP = "pulp"


@dataclass(frozen=True)
class Entry:
    """One solver as the library knows it, without loading it.

    Parameters
    ----------
    name
        What the user types.
    module, adapter
        Where its adapter lives and what the class is called.
    package
        The import name that must be there; the distribution has the same name.
    minimum, below
        The versions this library was written for: ``minimum <= version < below``.
    abilities
        What it can do through its adapter.
    isolated
        Whether it runs in a child process.
    of_projects
        Whether it takes whole projects only, not linear models.
    """

    name: str
    module: str
    adapter: str
    package: str
    minimum: str
    below: str
    abilities: frozenset[Ability]
    isolated: bool = False
    of_projects: bool = False


ALL = frozenset(Ability)
ROWS_ONLY = ALL - {Ability.PARALLEL}
ORTOOLS = ("ortools", "9.15", "9.16")
ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("highs", "vebuilder.solve.highs", "Highs", "highspy", "1.12", "1.14", ROWS_ONLY),
        Entry("cpsat", "vebuilder.solve.cpsat", "CpSat", *ORTOOLS, ALL - {Ability.CONTINUOUS}),
        # Told to stop, SCIP writes to the caller's stderr; CBC and PuLP's solvers can only be killed.
        Entry("scip", "vebuilder.solve.scip", "Scip", *ORTOOLS, ROWS_ONLY, isolated=True),
        Entry(
            "cbc",
            "vebuilder.solve.cbc",
            "Cbc",
            *ORTOOLS,
            frozenset({Ability.BOUND, Ability.INCUMBENTS, Ability.THREADS, Ability.CONTINUOUS}),
            isolated=True,
        ),
        Entry(
            PULP,
            "vebuilder.solve.pulp",
            "Pulp",
            "pulp",
            "3.3",
            "4",
            frozenset({Ability.CONTINUOUS, Ability.THREADS}),
            isolated=True,
        ),
        Entry(
            "toulbar2",
            "vebuilder.solve.toulbar2.adapter",
            "Toulbar2",
            "pytoulbar2",
            "1.4",
            "2",
            frozenset({Ability.BOUND, Ability.START, Ability.SEED}),
            isolated=True,
            of_projects=True,
        ),
    )
}
KNOWN_BAD = {
    ("highspy", "1.14.0"): "returns wrong optima",
}
CLASHES = {
    "highspy": ("1.15", "cannot be loaded in one process with OR-Tools"),
}


def load(name: str) -> Backend:
    """Return the adapter of a solver.

    Raises
    ------
    SolverUnavailableError
        Unknown, not installed, or of a version this library must not use.
    """
    entry = entry_of(name)
    fault = obstacle(entry)
    if fault is not None:
        raise SolverUnavailableError(f"The solver '{name}' cannot be used: {fault}.")
    if entry.of_projects:
        raise SolverUnavailableError(f"The solver '{name}' takes whole projects: use form_enterprise.")
    version = (
        f"({entry.package} {version_of(entry)})" if entry.package != "highspy" else version_of(entry) or ""
    )
    if entry.isolated:
        arguments = (name.removeprefix(PULP_PREFIX),) if entry.name == PULP else ()
        return Isolated(name, version, entry.module, entry.adapter, arguments, kind=entry.package)
    try:
        adapter = getattr(importlib.import_module(entry.module), entry.adapter)
    except ImportError as error:
        raise SolverUnavailableError(
            f"The solver '{name}' is installed but cannot be loaded: {error}. "
            "Another package in this process may have loaded a library it clashes with "
            "(highspy 1.15 and OR-Tools do)."
        ) from error
    backend: Backend = adapter(version)
    return backend


def entry_of(name: str) -> Entry:
    """Return the entry of a solver by the name the user types, ``pulp:NAME`` included."""
    if name.startswith(PULP_PREFIX) and len(name) > len(PULP_PREFIX):
        return ENTRIES[PULP]
    entry = ENTRIES.get(name)
    if entry is None or name == PULP:
        known = ", ".join(["auto", *(key for key in ENTRIES if key != PULP), "pulp:NAME"])
        raise SolverUnavailableError(
            f"There is no solver '{name}'. Known are {known}, "
            "where NAME is a solver class of PuLP such as PULP_CBC_CMD or GUROBI_CMD."
        )
    return entry


def version_of(entry: Entry) -> str | None:
    """Return the installed version of a solver's package, None where it is absent."""
    if importlib.util.find_spec(entry.package) is None:
        return None
    try:
        return importlib.metadata.version(entry.package)
    except importlib.metadata.PackageNotFoundError:
        return None


def obstacle(entry: Entry) -> str | None:
    """Return why a solver cannot be used and what to install, None when it can."""
    wanted = f"'{entry.package}>={entry.minimum},<{entry.below}'"
    version = version_of(entry)
    if version is None:
        return f"{entry.package} is not installed; pip install {wanted}"
    if (entry.package, version) in KNOWN_BAD:
        return f"{entry.package} {version} {KNOWN_BAD[entry.package, version]}; pip install {wanted}"
    clash = CLASHES.get(entry.package)
    if clash is not None and release(version) >= release(clash[0]):
        return f"{entry.package} {version} {clash[1]}; pip install {wanted}"
    if not release(entry.minimum) <= release(version) < release(entry.below):
        return (
            f"{entry.package} {version} is not a version this library was checked with; pip install {wanted}"
        )
    return None


def release(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in numbers.group().split(".")) if numbers else ()

"""Find the weakest partner of a real research consortium, and see what one backup for it buys.

Usage: python examples/weakest_partner.py FOLDER [PROJECT_ID] [--loss 1] [--evidence finished]
       [--time-limit 25] [--solver auto]

FOLDER holds the CORDIS tables project.csv, organization.csv and euroSciVoc.csv (plain or .gz), from
"CORDIS - EU research projects under Horizon Europe" on data.europa.eu. PROJECT_ID is any grant in them; the
default is COLOURS. The enterprise is formed without backups and replayed; the partner that causes the
largest losses is the weakest. It is formed again with one standby firm for each of that partner's tasks, and
replayed with the same luck. How reliable the firms are comes from the tables; what is lost, how often a
country is hit and what a standby costs are assumptions: `vebuilder.io.cordis.RiskTerms` says which.
TIME-LIMIT is for each of the two searches; Ctrl-C ends one with the best enterprise so far. Exit codes are
those of ``vebuilder``.
"""

import argparse
import math
import sys
from collections.abc import Sequence

import numpy as np

import vebuilder as ve
from vebuilder.cli import INTERRUPTED, end_process_with, exit_code
from vebuilder.io import cordis

LEVEL = 0.95
RUNS = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Form the enterprise of one call without and with the backup, and print both."""
    arguments = _arguments(argv)
    try:
        tables = cordis.Tables.load(arguments.folder)
        risk = cordis.RiskTerms(loss=arguments.loss, evidence=arguments.evidence)
        project, network = tables.reference_call(arguments.project, risk=risk)
        grant = tables.grant(arguments.project)
        print(f"{grant.acronym}: {grant.title}")
        print(f"{len(network.firms)} eligible firms, {len(project.shocks)} countries that a shock can hit")
        stopped = _compare(project, network, tables, arguments)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except ve.VebuilderError as error:
        print(error, file=sys.stderr)
        return exit_code(error)
    print(f"\nData: {cordis.ATTRIBUTION}")
    return INTERRUPTED if stopped else 0


def _compare(
    project: ve.Project, network: ve.Network, tables: cordis.Tables, arguments: argparse.Namespace
) -> bool:
    """Print what one backup buys; return whether a search was interrupted."""
    options = {"solver": arguments.solver, "time_limit": arguments.time_limit}
    bare = ve.form_enterprise(project, network, **options)
    replayed = ve.simulate(bare, project, network, runs=RUNS)
    weakest = replayed.losses_by_partner[0]
    if not weakest.mean_loss:
        print(f"\nNo partner causes a loss in {RUNS:,} runs: there is nothing to back up.")
        return bare.stop_reason == "interrupted"
    print_weakest(weakest, bare, replayed, network, tables)
    backed_project = with_backups(project, tasks_of(bare, weakest.firm))
    backed = ve.form_enterprise(backed_project, network, start=bare, **options)
    print_comparison(bare, backed, replayed, ve.simulate(backed, backed_project, network, runs=RUNS))
    print_verdict(bare, backed, project)
    return "interrupted" in {bare.stop_reason, backed.stop_reason}


def tasks_of(enterprise: ve.Enterprise, firm: str) -> set[str]:
    """Return the tasks a partner has a share of."""
    return {one.task for one in enterprise.assignments if one.firm == firm and one.share > 0}


def with_backups(project: ve.Project, tasks: set[str]) -> ve.Project:
    """Return the project with one standby firm for each of some tasks."""
    changed = [task.model_copy(update={"backups": 1}) if task.id in tasks else task for task in project.tasks]
    return project.model_copy(update={"tasks": changed})


def print_weakest(
    weakest: ve.PartnerLoss,
    enterprise: ve.Enterprise,
    replayed: ve.Simulation,
    network: ve.Network,
    tables: cordis.Tables,
) -> None:
    """Print who causes the largest losses, and with which work."""
    firm = next(each for each in network.firms if each.id == weakest.firm)
    part = weakest.mean_loss / replayed.mean_loss
    print(f"\nThe weakest of {len(enterprise.partners)} partners: {firm.label}")
    print(f"  reliability {firm.reliability:.4f}, country {firm.attributes.get('country', 'not stated')}")
    print(f"  fails in {weakest.failed:.2%} of the runs and causes {part:.0%} of the losses")
    for one in enterprise.assignments:
        if one.firm == firm.id and one.share > 0:
            print(f"  {one.share:.0%} of {one.task} {tables.titles[one.task]}")


def print_comparison(
    bare: ve.Enterprise, backed: ve.Enterprise, before: ve.Simulation, after: ve.Simulation
) -> None:
    """Print both enterprises side by side, and the differences with their standard errors."""
    exact = [
        ("cost", bare.cost.total, backed.cost.total),
        ("  of it retainer", bare.cost.retainer, backed.cost.retainer),
        ("expected loss", bare.risk.expected_loss, backed.risk.expected_loss),
        ("cost and expected loss", bare.objective, backed.objective),
    ]
    print(f"\n{bare.currency:<28}{'no backup':>14}{'one backup':>14}{'difference':>14}")
    for name, old, new in exact:
        print(f"{name:<28}{old:>14,.0f}{new:>14,.0f}{new - old:>+14,.0f}")
    print(f"\nReplayed {before.runs:,} times with the same luck (± standard error)")
    change = after.minus(before)
    tail, tail_error = _difference(_tail(before), _tail(after))
    success, success_error = _difference(before.losses == 0, after.losses == 0)
    rows = [
        ("mean loss", before.mean_loss, after.mean_loss, change.mean_loss, change.standard_error),
        ("mean of the worst 5 %", before.cvar(LEVEL), after.cvar(LEVEL), tail, tail_error),
    ]
    for name, old, new, more, error in rows:
        print(f"{name:<28}{old:>14,.0f}{new:>14,.0f}{more:>+14,.0f} ± {error:,.0f}")
    old, new = before.success_probability, after.success_probability
    print(f"{'all tasks delivered':<28}{old:>14.2%}{new:>14.2%}{success:>+14.2%} ± {success_error:.2%}")


def print_verdict(bare: ve.Enterprise, backed: ve.Enterprise, project: ve.Project) -> None:
    """Print who stands by, who came and went, how well both are proven, and when the backup would pay."""
    firms = {**bare.names, **backed.names}
    print()
    for one in backed.backups:
        print(f"Standby for {one.task}: {firms.get(one.firm, one.firm)}")
    came = [firms.get(firm, firm) for firm in sorted({*backed.partners} - {*bare.partners})]
    left = [firms.get(firm, firm) for firm in sorted({*bare.partners} - {*backed.partners})]
    print(f"Partners that came: {', '.join(came) or 'none'}; that left: {', '.join(left) or 'none'}")
    for name, formed in (("no backup", bare), ("one backup", backed)):
        gap = "nothing proven" if formed.gap is None else f"within {formed.gap:.2%} of the best possible"
        print(f"Formed with {name} in {formed.seconds:.0f} s: {formed.outcome}, {gap}")
    work = backed.cost.retainer / project.retainer
    pays = (bare.objective - backed.objective + backed.cost.retainer) / work
    if pays > 0:
        print(f"The backup pays for itself up to a retainer of {pays:.2%} of the work it stands by for;")
        print(f"here it is {project.retainer:.2%}.")
    else:
        print("The backup pays for itself at no retainer.")


def _tail(simulation: ve.Simulation) -> np.ndarray:
    """Return numbers, one a run, whose mean is the mean of the worst runs (Rockafellar and Uryasev, 2000)."""
    edge = simulation.quantile(LEVEL)
    return edge + np.maximum(0, simulation.losses - edge) / (1 - LEVEL)


def _difference(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Return the mean difference of runs that met the same luck, and its standard error."""
    differences = after.astype(float) - before.astype(float)
    return float(differences.mean()), float(differences.std(ddof=1)) / math.sqrt(len(differences))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", metavar="FOLDER", help="folder of the CORDIS tables")
    parser.add_argument("project", metavar="PROJECT_ID", nargs="?", default="101233413")
    parser.add_argument("--loss", type=_multiple, default=1.0, help="of a task, as a multiple of its amount")
    parser.add_argument("--evidence", choices=("finished", "signed"), default="finished")
    parser.add_argument("--time-limit", type=float, default=25.0, metavar="SECONDS")
    parser.add_argument("--solver", default="auto")
    return parser.parse_args(argv)


def _multiple(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value >= 0):
        raise argparse.ArgumentTypeError(f"{text} is not a finite multiple of at least 0")
    return value


if __name__ == "__main__":
    end_process_with(main)

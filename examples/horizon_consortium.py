"""Re-form a real research consortium, and set the enterprise beside the one that was funded.

Usage: python examples/horizon_consortium.py FOLDER [PROJECT_ID] [--eligible] [--time-limit 120]
    [--solver auto]

FOLDER holds the CORDIS tables project.csv, organization.csv and euroSciVoc.csv (plain or .gz), from
"CORDIS - EU research projects under Horizon Europe" on data.europa.eu. PROJECT_ID is any grant in them; the
default is HALO-TEX. Ctrl-C during the search shows the best enterprise so far. Exit codes are those of
``vebuilder``. What the planner could have known before the year of the grant decides who may become a
partner; `vebuilder.io.cordis` says how. With ``--eligible`` the consortium must also be one that Horizon
Europe may fund (`vebuilder.rulesets.horizon_europe`); the funded one met the rules of its own call.
"""

import argparse
import sys
from collections.abc import Sequence

import vebuilder as ve
from vebuilder.cli import INTERRUPTED, end_process_with, exit_code
from vebuilder.io import cordis


def main(argv: Sequence[str] | None = None) -> int:
    """Form the enterprise of one call and print both consortia."""
    arguments = _arguments(argv)
    try:
        tables = cordis.Tables.load(arguments.folder)
        project, network = tables.reference_call(arguments.project)
        if arguments.eligible:
            codes = ve.rulesets.country_codes(network)
            project = ve.rulesets.with_rules(project, ve.rulesets.horizon_europe(codes=codes))
        grant = tables.grant(arguments.project)
        print(f"{grant.acronym}: {grant.title}")
        print(f"{len(network.firms)} eligible firms, {len(network.trust)} trust links\n", flush=True)
        enterprise = ve.form_enterprise(
            project, network, solver=arguments.solver, time_limit=arguments.time_limit
        )
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except ve.VebuilderError as error:
        print(error, file=sys.stderr)
        return exit_code(error)
    real = [member for member in tables.consortium(arguments.project) if member.beneficiary]
    print(enterprise)
    print("\nTasks are EuroSciVoc categories:")
    for task in project.tasks:
        print(f"  {task.id:<14} {tables.titles[task.id]}")
    print()
    print_comparison(enterprise, network, real)
    print(f"\nData: {cordis.ATTRIBUTION}")
    return INTERRUPTED if enterprise.stop_reason == "interrupted" else 0


def print_comparison(enterprise: ve.Enterprise, network: ve.Network, real: list[cordis.Member]) -> None:
    """Print the enterprise and the funded consortium side by side, and what they have in common."""
    firms = {firm.id: firm for firm in network.firms}
    partners = [firms[partner] for partner in enterprise.partners]
    chosen = [f"{each.attributes.get('country', '??')}  {each.label}" for each in partners]
    funded = [f"{each.country or '??'}  {each.name}" for each in real]
    width = min(max(map(len, chosen), default=0), 60)
    print(f"{'Enterprise':<{width}}   Funded consortium")
    for row in range(max(len(chosen), len(funded))):
        left, right = (column[row] if row < len(column) else "" for column in (chosen, funded))
        print(f"{left[:width]:<{width}}   {right[:60]}")

    both = set(enterprise.partners) & {member.firm for member in real}
    eligible = [member for member in real if member.firm in firms]
    by_chance = len(partners) * len(eligible) / len(firms)
    countries = {each.attributes["country"] for each in partners if "country" in each.attributes}
    rows = [
        ("partners", len(partners), len(real)),
        ("countries", len(countries), len({member.country for member in real if member.country})),
        ("small or medium", sum(each.attributes.get("sme") is True for each in partners), _small(real)),
        ("eligible by their history", len(partners), len(eligible)),
    ]
    print(f"\n{'':<28}{'enterprise':>12}{'funded':>12}")
    for name, ours, theirs in rows:
        print(f"{name:<28}{ours:>12}{theirs:>12}")
    print(f"\nPartners in both: {len(both)} (a random choice would share {by_chance:.1f})")
    for member in real:
        if member.firm in both:
            print(f"  {member.name}")
    gap = "no bound" if enterprise.gap is None else f"gap {100 * enterprise.gap:.2f} %"
    print(f"Total cost {enterprise.cost.total:,.0f} {enterprise.currency}, {enterprise.outcome}, {gap}")
    print(f"Net EU contribution to the funded consortium: {sum(member.money for member in real):,.0f} EUR")


def _small(real: list[cordis.Member]) -> int:
    return sum(member.sme is True for member in real)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", metavar="FOLDER", help="folder of the CORDIS tables")
    parser.add_argument("project", metavar="PROJECT_ID", nargs="?", default="101182148")
    parser.add_argument("--eligible", action="store_true", help="only what Horizon Europe may fund")
    parser.add_argument("--time-limit", type=float, default=120.0, metavar="SECONDS")
    parser.add_argument("--solver", default="auto")
    return parser.parse_args(argv)


if __name__ == "__main__":
    end_process_with(main)

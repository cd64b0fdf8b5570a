"""Replay Europe's research consortia year by year: history in, calls formed, what happened read back.

Usage: python examples/replay.py FOLDER [--years 2023 2024 2025] [--calls 4] [--time-limit 20]

FOLDER holds the CORDIS tables project.csv, organization.csv and euroSciVoc.csv (plain or .gz), from
"CORDIS - EU research projects under Horizon Europe" on data.europa.eu. For each year, some of the calls that
were signed in it are formed as `vebuilder.io.cordis` states them: competences and trust rest on what was
signed before that year. At first every organisation is believed to be equally reliable; what the tables tell
of the partners is then reviewed, and the next year is planned with what is believed since. A second planner
never reviews.

What the tables cannot tell: how an organisation would have done in an enterprise that was never formed. So
what happened to a partner is the part of its own real projects signed in that year that it did not leave
before the end. They do not say when it left, either: what is read back at the end of a year may have happened
later, while the calls of the next years were formed. And few leave at all.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import vebuilder as ve
from vebuilder.cli import INTERRUPTED, end_process_with, exit_code
from vebuilder.io import cordis

FIRST_BELIEF, STRENGTH = 0.95, 10.0
FEWEST, MOST, FEWEST_CODES = 6, 12, 3
LEVELS = 3


@dataclass
class Belief:
    """How reliable organisations are believed to be, and how many projects each belief is worth."""

    reliability: dict[str, float] = field(default_factory=dict)
    strength: dict[str, float] = field(default_factory=dict)

    def of(self, firm: str) -> float:
        """Return how reliable a firm is believed to be."""
        return self.reliability.get(firm, FIRST_BELIEF)

    def on(self, network: ve.Network) -> ve.Network:
        """Return a network as it is believed to be."""
        firms = tuple(firm.model_copy(update={"reliability": self.of(firm.id)}) for firm in network.firms)
        return network.model_copy(update={"firms": firms})

    def review(
        self, enterprise: ve.Enterprise, project: ve.Project, network: ve.Network, stayed: dict[str, float]
    ) -> list[ve.Contribution]:
        """Review an enterprise by what happened to its partners; return what each contributed."""
        told: list[ve.Contribution] = []
        for firm in sorted({one.firm for one in enterprise.assignments} & stayed.keys()):
            tasks = [one for one in enterprise.assignments if one.firm == firm]
            # One partner, one story: what happened to it is told once, of its largest share.
            largest = max(tasks, key=lambda one: (one.share, one.task))
            outcome = ve.Outcome(task=largest.task, firm=firm, delivered=stayed[firm])
            worth = self.strength.get(firm, STRENGTH)
            policy = ve.ReviewPolicy(prior_strength=worth, trust_gain=0, trust_loss=0, learning_rate=0)
            review = ve.review(enterprise, project, network, [outcome], policy)
            known = next(one for one in review.network.firms if one.id == firm)
            self.reliability[firm], self.strength[firm] = known.reliability, worth + 1
            told.append(review.of(firm))
        return told


def chosen_calls(tables: cordis.Tables, year: int, count: int) -> list[str]:
    """Return some calls of a year, evenly spread over those that ask for several competences and partners.

    Calls that nobody had a history for are left out.
    """
    fitting = [
        grant.id
        for grant in tables.grants.values()
        if grant.signed.startswith(f"{year}-")
        and FEWEST <= sum(part.beneficiary for part in tables.participations.get(grant.id, ())) <= MOST
        and sum(code.count("/") == LEVELS for code in tables.codes.get(grant.id, ())) >= FEWEST_CODES
    ]
    chosen: list[str] = []
    step = max(len(fitting) // count, 1)
    for call in (call for first in range(step) for call in sorted(fitting)[first::step]):
        if len(chosen) == count:
            break
        try:
            tables.reference_call(call)
        except ve.DataError:
            continue
        chosen.append(call)
    return chosen


def what_happened(tables: cordis.Tables, year: int) -> dict[str, float]:
    """Return the part of its projects signed in a year that each organisation did not leave early."""
    joined: dict[str, list[bool]] = {}
    for grant in tables.grants.values():
        if grant.signed.startswith(f"{year}-"):
            for part in tables.participations.get(grant.id, ()):
                joined.setdefault(part.firm, []).append(part.ended)
    return {firm: 1 - sum(left) / len(left) for firm, left in joined.items()}


def score(believed: Iterable[float], happened: Iterable[float]) -> float:
    """Return the mean squared error of beliefs (Brier, 1950): the smaller, the better."""
    errors = [(belief - what) ** 2 for belief, what in zip(believed, happened, strict=True)]
    return sum(errors) / len(errors) if errors else float("nan")


@dataclass
class Year:
    """What a year brought to one planner."""

    formed: int = 0
    partners: int = 0
    seen: int = 0
    left: float = 0.0
    cost: float = 0.0
    kept: int = 0
    to_replace: int = 0


def live(
    tables: cordis.Tables, year: int, calls: Sequence[str], belief: Belief, time_limit: float, *, learns: bool
) -> Year:
    """Form the calls of a year, and read back what happened."""
    told, stayed = Year(), what_happened(tables, year)
    for call in calls:
        project, network = tables.reference_call(call)
        network = belief.on(network)
        try:
            enterprise = ve.form_enterprise(project, network, time_limit=time_limit)
        except (ve.InfeasibleError, ve.NoSolutionError):
            continue
        told.formed += 1
        seen = [firm for firm in enterprise.partners if firm in stayed]
        told.partners += len(enterprise.partners)
        told.seen += len(seen)
        told.left += sum(1 - stayed[firm] for firm in seen)
        told.cost += enterprise.cost.total
        if learns:
            contributions = belief.review(enterprise, project, network, stayed)
            told.kept += sum(one.verdict == "keep" for one in contributions)
            told.to_replace += sum(one.verdict == "replace" for one in contributions)
    return told


def replay(tables: cordis.Tables, years: Sequence[int], calls: int, time_limit: float) -> list[str]:
    """Live through the years; return the lines to print."""
    learned, fixed = Belief(), Belief()
    lines = [
        f"{'year':<6}{'calls':>6}{'partners':>10}{'seen':>6}{'left':>8}{'left, without review':>22}"
        f"{'keep':>6}{'replace':>9}{'error':>9}{'without':>9}"
    ]
    for year in years:
        chosen, happened = chosen_calls(tables, year, calls), what_happened(tables, year)
        # How well the beliefs of last year foretell this one, of those there is a belief of.
        known = sorted(learned.reliability.keys() & happened.keys())
        errors = [
            score((belief.of(firm) for firm in known), (happened[firm] for firm in known))
            for belief in (learned, fixed)
        ]
        one = live(tables, year, chosen, learned, time_limit, learns=True)
        other = live(tables, year, chosen, fixed, time_limit, learns=False)
        lines.append(
            f"{year:<6}{one.formed:>6}{one.partners:>10}{one.seen:>6}{_part(one):>8}{_part(other):>22}"
            f"{one.kept:>6}{one.to_replace:>9}{errors[0]:>9.5f}{errors[1]:>9.5f}"
        )
        print(f"{year}: {one.formed} of {len(chosen)} calls formed, twice", file=sys.stderr)
    return lines


def _part(year: Year) -> str:
    """Return which part of their projects the partners left."""
    return f"{year.left / year.seen:.2%}" if year.seen else "-"


def main(argv: Sequence[str] | None = None) -> int:
    """Replay the years of a folder and print what came of them."""
    arguments = _arguments(argv)
    try:
        tables = cordis.Tables.load(arguments.folder)
        print("\n".join(replay(tables, arguments.years, arguments.calls, arguments.time_limit)))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except ve.VebuilderError as error:
        print(error, file=sys.stderr)
        return exit_code(error)
    print(f"\nData: {cordis.ATTRIBUTION}")
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", help="folder of the CORDIS tables")
    parser.add_argument("--years", type=int, nargs="+", default=[2023, 2024, 2025])
    parser.add_argument("--calls", type=int, default=4, help="calls a year (4)")
    parser.add_argument("--time-limit", type=float, default=20.0, help="seconds for each search (20)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    end_process_with(main)

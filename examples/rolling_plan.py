"""Show over forty periods what it pays to review, assess and reposition the partners of an enterprise.

Usage: python examples/rolling_plan.py [--seeds 100] [--periods 40] [--workers 2] [--prior-strength 10 ...]
       [--figure regret.png]

In each period the same project is due again, on a network whose prices move and whose firms are more or less
reliable than anybody knows: at first all are believed to deliver as the average firm does. Four planners live
through the same periods, prices and luck:

- rolling plan: forms the enterprise anew from where it stands, reviews what came of it, and believes it
- without review: forms it anew, and never believes anything else
- made once: keeps what it formed in the first period
- oracle: forms it anew, and knows how reliable everybody is

All pay what they spend, joining and leaving included, and what is lost on average at the true reliabilities;
what really fails is only what the rolling plan learns from. When they plan, a partner that joins or leaves
counts a tenth of that in a period, since it is to last for more than one. Regret is what a planner pays
more than the oracle. Each prior strength (how many tasks the first belief is worth) is a rolling plan of its
own. Lives are spread over worker processes; the same seeds give the same figures on any number of them.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

import vebuilder as ve
from vebuilder.cli import BAD_INPUT, INTERRUPTED, end_process_with

FIRMS, COMPETENCES, TASKS = 14, 4, 7
LEAST_RELIABLE, MOST_RELIABLE = 0.5, 1.0
LOSS = 100.0
JOINING, SWITCHING, HORIZON = 25.0, 10.0, 10
PRICE_MEMORY, PRICE_SPREAD = 0.8, 0.06
AVERAGE = (LEAST_RELIABLE + MOST_RELIABLE) / 2
ORACLE, ONCE, BLIND = "oracle", "made once", "without review"


@dataclass(frozen=True)
class World:
    """A project that is due in every period, and a network as nobody knows it.

    Parameters
    ----------
    project
        What is due.
    network
        The firms at their usual prices, as reliable as they are.
    prices
        Factor of each firm's prices, periods by firms.
    luck
        Periods by tasks by firms, uniform: a task fails where this exceeds the firm's reliability.
    """

    project: ve.Project
    network: ve.Network
    prices: np.ndarray
    luck: np.ndarray

    def true(self, period: int) -> ve.Network:
        """Return the network of a period as it is."""
        return self._in_period(period, {}, 1)

    def believed(self, period: int, reliability: dict[str, float]) -> ve.Network:
        """Return the network of a period to plan with, some firms believed to be so reliable."""
        return self._in_period(period, reliability, HORIZON)

    def _in_period(self, period: int, reliability: dict[str, float], horizon: int) -> ve.Network:
        firms = []
        for number, firm in enumerate(self.network.firms):
            factor = float(self.prices[period, number])
            offers = [
                offer.model_copy(update={"unit_cost": offer.unit_cost * factor}) for offer in firm.offers
            ]
            changed = {
                "offers": tuple(offers),
                "reliability": reliability.get(firm.id, firm.reliability),
                "joining_cost": firm.joining_cost / horizon,
            }
            firms.append(firm.model_copy(update=changed))
        return self.network.model_copy(update={"firms": tuple(firms)})

    def outcomes(self, period: int, enterprise: ve.Enterprise) -> list[ve.Outcome]:
        """Return what comes of an enterprise: the same firm has the same luck in a task, whoever asks."""
        firm = {one.id: number for number, one in enumerate(self.network.firms)}
        task = {one.id: number for number, one in enumerate(self.project.tasks)}
        return [
            ve.Outcome(
                task=one.task,
                firm=one.firm,
                delivered=float(
                    self.luck[period, task[one.task], firm[one.firm]]
                    <= self.network.firms[firm[one.firm]].reliability
                ),
            )
            for one in enterprise.assignments
        ]


def world(seed: int, periods: int) -> World:
    """Return the world of a seed."""
    rng = np.random.default_rng(seed)
    competences = [f"c{number}" for number in range(COMPETENCES)]
    firms = [
        ve.Firm(
            id=f"f{number:02}",
            joining_cost=JOINING,
            reliability=float(rng.uniform(LEAST_RELIABLE, MOST_RELIABLE)),
            capacity=3.0,
            offers=[
                ve.Offer(competence=competences[one], unit_cost=float(rng.uniform(30, 50)))
                for one in sorted(rng.choice(COMPETENCES, 2, replace=False))
            ],
        )
        for number in range(FIRMS)
    ]
    tasks = [
        ve.Task(id=f"t{number}", competence=competences[number % COMPETENCES], amount=1.0, loss=LOSS)
        for number in range(TASKS)
    ]
    links = [
        ve.TrustLink(source=f"f{one:02}", target=f"f{(one + step) % FIRMS:02}", trust=0.5)
        for one in range(FIRMS)
        for step in (1, 3)
    ]
    project = ve.Project(
        id="due again",
        tasks=tasks,
        interfaces=[ve.Interface(source=f"t{n}", target=f"t{n + 1}", volume=5) for n in range(TASKS - 1)],
        strategy=ve.Strategy(risk=1),
    )
    network = ve.Network(firms=firms, trust=links, transaction_costs=ve.TransactionCosts(rate=1))
    noise = np.zeros((periods, FIRMS))
    shocks = rng.normal(0, PRICE_SPREAD, (periods, FIRMS))
    for period in range(periods):
        noise[period] = shocks[period] + (PRICE_MEMORY * noise[period - 1] if period else 0)
    return World(project, network, np.exp(noise), rng.uniform(size=(periods, TASKS, FIRMS)))


class Belief:
    """How reliable a planner believes the firms to be; what a review says takes its place.

    Parameters
    ----------
    reliability
        Of each firm.
    strength
        So many tasks the first belief is worth.
    """

    def __init__(self, reliability: dict[str, float], strength: float) -> None:
        self.reliability = dict(reliability)
        self._strength = dict.fromkeys(reliability, strength)

    def learn(
        self,
        enterprise: ve.Enterprise,
        project: ve.Project,
        network: ve.Network,
        outcomes: Sequence[ve.Outcome],
    ) -> None:
        """Review an enterprise, firm by firm: each belief is worth as many tasks as were seen of the firm."""
        for firm in sorted({one.firm for one in outcomes}):
            seen = [one for one in outcomes if one.firm == firm]
            # Trust and skill stay as they are here, so that nothing but reliability is learned.
            policy = ve.ReviewPolicy(
                prior_strength=self._strength[firm], trust_gain=0, trust_loss=0, learning_rate=0
            )
            review = ve.review(enterprise, project, network, seen, policy)
            self.reliability[firm] = next(one.reliability for one in review.network.firms if one.id == firm)
            self._strength[firm] += len(seen)


def life(seed: int, periods: int, strengths: Sequence[float]) -> dict[str, list[float]]:
    """Return what each planner pays in each period of one life."""
    now = world(seed, periods)
    ignorance = {firm.id: AVERAGE for firm in now.network.firms}
    paid = {ORACLE: _moving(now, periods, None), BLIND: _moving(now, periods, Belief(ignorance, 0))}
    for strength in strengths:
        paid[rolling(strength)] = _moving(now, periods, Belief(ignorance, strength), learns=True)
    paid[ONCE] = _made_once(now, periods, ignorance)
    return paid


def rolling(strength: float) -> str:
    """Return the name of a rolling plan."""
    return f"rolling plan, prior of {strength:g} tasks"


def _moving(now: World, periods: int, belief: Belief | None, *, learns: bool = False) -> list[float]:
    """Return what a planner pays who forms the enterprise anew in each period; without belief it knows."""
    paid: list[float] = []
    enterprise: ve.Enterprise | None = None
    for period in range(periods):
        network = now.believed(period, belief.reliability if belief else {})
        earlier = enterprise
        if earlier is None:
            enterprise = ve.form_enterprise(now.project, network)
        else:
            enterprise = ve.reform_enterprise(
                earlier, now.project, network, switching_cost=SWITCHING / HORIZON
            )
        paid.append(_true_cost(now, period, enterprise, earlier))
        if learns and belief is not None:
            belief.learn(enterprise, now.project, network, now.outcomes(period, enterprise))
    return paid


def _made_once(now: World, periods: int, ignorance: dict[str, float]) -> list[float]:
    """Return what a planner pays who keeps the first enterprise."""
    enterprise = ve.form_enterprise(now.project, now.believed(0, ignorance))
    return [_true_cost(now, period, enterprise, enterprise if period else None) for period in range(periods)]


def _true_cost(now: World, period: int, enterprise: ve.Enterprise, earlier: ve.Enterprise | None) -> float:
    """Return what an enterprise costs in a period, with what is lost on average at the true reliabilities."""
    before = None if earlier is None else ve.Before(partners=earlier.partners, switching_cost=SWITCHING)
    return ve.evaluate(now.project, now.true(period), enterprise.assignments, before=before).objective


def lives(
    seeds: Sequence[int], periods: int, strengths: Sequence[float], executor: Executor
) -> dict[str, np.ndarray]:
    """Return what each planner pays, seeds by periods."""
    found = list(executor.map(partial(life, periods=periods, strengths=tuple(strengths)), seeds))
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def table(paid: dict[str, np.ndarray]) -> str:
    """Return what each planner paid, its regret, the standard errors, and how often it beat the blind one."""
    oracle, blind = paid[ORACLE].sum(axis=1), paid[BLIND].sum(axis=1)
    lines = [
        f"{'planner':<34}{'paid':>9}{'regret':>9}{'±':>6}{'of it':>8}{'late':>8}{'±':>6}{'better':>8}",
        f"{'':<34}{'':>9}{'':>9}{'':>6}{'':>8}{'regret':>8}{'':>6}{'':>8}",
    ]
    for name in sorted(paid, key=lambda one: paid[one].sum()):
        total, regret = paid[name].sum(axis=1), paid[name].sum(axis=1) - oracle
        late = (paid[name] - paid[ORACLE])[:, paid[name].shape[1] // 2 :].mean(axis=1)
        part = regret.mean() / max((blind - oracle).mean(), 1e-9)
        better = "" if name in {ORACLE, BLIND} else f"{(total < blind).mean():.0%}"
        lines.append(
            f"{name:<34}{total.mean():>9,.0f}{regret.mean():>9,.1f}{_error(regret):>6.1f}{part:>8.0%}"
            f"{late.mean():>8.2f}{_error(late):>6.2f}{better:>8}"
        )
    return "\n".join(lines)


def _error(values: np.ndarray) -> float:
    """Return the standard error of a mean."""
    return float(values.std(ddof=1) / math.sqrt(len(values))) if len(values) > 1 else math.nan


def draw(paid: dict[str, np.ndarray], path: Path) -> None:
    """Draw the regret gathered period by period, with two standard errors."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for name, style in zip((one for one in paid if one != ORACLE), _styles(), strict=False):
        regret = (paid[name] - paid[ORACLE]).cumsum(axis=1)
        mean = regret.mean(axis=0)
        error = 2 * regret.std(axis=0, ddof=1) / math.sqrt(len(regret))
        period = np.arange(1, len(mean) + 1)
        axes.plot(period, mean, label=name, **style)
        axes.fill_between(period, mean - error, mean + error, alpha=0.15, color=style["color"])
    axes.set(xlabel="period", ylabel="regret gathered so far (money)")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def _styles() -> Iterator[dict[str, str]]:
    """Yield colours that colour-blind people tell apart (Okabe and Ito), each with dashes of its own."""
    colors = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
    for color, dashes in zip(colors, ("-", "--", "-.", ":", "-", "--"), strict=True):
        yield {"color": color, "linestyle": dashes}


def main(argv: Sequence[str] | None = None, open_executor: Callable[[int], Executor] | None = None) -> int:
    """Live through the periods and print what each planner paid."""
    arguments = _arguments(argv)
    try:
        with (open_executor or _processes)(arguments.workers) as executor:
            paid = lives(range(arguments.seeds), arguments.periods, arguments.prior_strength, executor)
        print(f"{arguments.seeds} lives of {arguments.periods} periods")
        print(table(paid))
        if arguments.figure is not None:
            draw(paid, arguments.figure)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except ve.VebuilderError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    return 0


def _processes(workers: int) -> Executor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=_count, default=100, help="lives (100)")
    parser.add_argument("--periods", type=_count, default=40, help="periods of each life (40)")
    parser.add_argument("--workers", type=_count, default=2, help="processes (2)")
    parser.add_argument("--prior-strength", type=float, nargs="+", default=[2.0, 10.0, 50.0], metavar="TASKS")
    parser.add_argument("--figure", type=Path, help="draw the regret into this file")
    return parser.parse_args(argv)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 at least")
    return number


if __name__ == "__main__":
    end_process_with(main)

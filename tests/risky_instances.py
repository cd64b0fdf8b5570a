"""Small random projects with something to lose: shocks, standby firms, every measure, protection."""

from itertools import combinations, product
from random import Random

from brute_force import Search
from instances import Dice, Instance, random_instance

from vebuilder import evaluate
from vebuilder.model import (
    Assignment,
    Backup,
    CVaR,
    Evaluation,
    ExpectedLoss,
    Firm,
    Network,
    Project,
    Shock,
    Strategy,
    WorstCase,
)
from vebuilder.model.strategy import RiskMeasure

MOST_PLANS = 700


def risky_instance(seed: int) -> Instance:
    """Return the instance of this seed: that of `random_instance`, single-sourced, and risks added."""
    dice = Dice(Random(f"risky {seed}"))
    for attempt in range(100):
        project, network = _with_risks(dice, *random_instance(1000 * seed + attempt))
        if count_plans(project, network) <= MOST_PLANS:
            return project, network
    raise AssertionError(f"seed {seed} has no small instance")


def _with_risks(dice: Dice, project: Project, network: Network) -> Instance:
    search = Search(project, network)
    spare = {
        task.id: len(search.eligible(task.id)) - (0 if dice.chance(0.1) else 1) for task in project.tasks
    }
    tasks = tuple(
        task.model_copy(
            update={
                "max_partners": 1,
                "min_partners": min(task.min_partners, 1),
                "min_share": 0.0,
                "loss": dice.amount(1, 30) if dice.chance(0.8) else 0.0,
                "backups": min(dice.pick([0, 0, 1, 1, 2]), max(spare[task.id], 0)),
            }
        )
        for task in project.tasks
    )
    sure = dice.chance(0.2)
    shocks = tuple(_shock(dice) for _ in range(dice.pick([0, 0, 1, 2, 3])))
    few = {
        "max_partners": None,
        "min_partners": None,
        "groups": (),
        "min_trust": None,
        "trust_connected": False,
    }
    rules = project.rules.model_copy(update=few if dice.chance(0.6) else {})
    if sure:
        tasks = tuple(task.model_copy(update={"backups": 0}) for task in tasks)
        shocks = ()
        rules = rules.model_copy(update={"min_success_probability": dice.amount(0.1, 0.9)})
    strategy = Strategy(
        cost=dice.pick([1.0, 1.0, 1.0, 0.5, 0.0]),
        risk=dice.pick([0.0, 0.5, 1.0, 1.0, 4.0]),
        risk_measure=_measure(dice),
        price_protection=dice.pick([0, 0, 1, 2]),
    )
    update = {
        "tasks": tasks, "shocks": shocks, "rules": rules, "strategy": strategy,
        "retainer": dice.pick([0.0, 0.1, 0.5]), "budget": project.budget if dice.chance(0.4) else None,
    }  # fmt: skip
    firms = tuple(_spread(dice, firm) for firm in network.firms)
    return project.model_copy(update=update), network.model_copy(update={"firms": firms})


def _shock(dice: Dice) -> Shock:
    attribute, value = dice.pick([("country", "DE"), ("country", "FR"), ("certified", True), ("size", 1)])
    return Shock(
        attribute=attribute,
        value=value,
        probability=dice.amount(0, 1),
        reliability_factor=dice.amount(0, 1),
    )


def _measure(dice: Dice) -> RiskMeasure:
    cvar = CVaR(
        level=dice.pick([0.0, 0.5, 0.77, 0.9]), scenarios=dice.pick([1, 7, 40]), seed=dice.pick([0, 3])
    )
    return dice.pick([ExpectedLoss(), cvar, cvar, WorstCase(failures=dice.pick([0, 1, 2, 3]))])


def _spread(dice: Dice, firm: Firm) -> Firm:
    offers = tuple(
        offer.model_copy(update={"cost_spread": dice.amount(0, 0.8)}) if dice.chance(0.5) else offer
        for offer in firm.offers
    )
    return firm.model_copy(update={"offers": offers})


Choice = tuple[tuple[Assignment, ...], tuple[Backup, ...]]


def choices(project: Project, network: Network) -> list[list[tuple[str, tuple[str, ...]]]]:
    """Return for each task every partner with every set of standbys."""
    search = Search(project, network)
    return [
        [
            (firm, standbys)
            for firm in search.eligible(task.id)
            for standbys in combinations([g for g in search.eligible(task.id) if g != firm], task.backups)
        ]
        for task in project.tasks
    ]


def count_plans(project: Project, network: Network) -> int:
    number = 1
    for options in choices(project, network):
        number *= len(options)
    return number


def plans(project: Project, network: Network) -> list[Choice]:
    """Return every way to give the tasks a partner and standbys, whatever the rules."""
    return [
        (
            tuple(Assignment(task=t.id, firm=f) for t, (f, _) in zip(project.tasks, chosen, strict=True)),
            tuple(
                Backup(task=t.id, firm=g)
                for t, (_, standbys) in zip(project.tasks, chosen, strict=True)
                for g in standbys
            ),
        )
        for chosen in product(*choices(project, network))
    ]


def sound_plans(project: Project, network: Network) -> list[tuple[Choice, Evaluation]]:
    """Return the plans that break no rule, as `evaluate` sees them."""
    evaluated = (
        (plan, evaluate(project, network, plan[0], backups=plan[1])) for plan in plans(project, network)
    )
    return [(plan, evaluation) for plan, evaluation in evaluated if not evaluation.violations]

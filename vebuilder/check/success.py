"""How likely it is that everything is delivered."""

import math
from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.shocks import Shocks
from vebuilder.check.tolerance import excess
from vebuilder.check.valid_standbys import valid_standbys
from vebuilder.check.words import count, figure, listing
from vebuilder.model.evaluation import Violation
from vebuilder.model.project import Project


def success_probability(case: Case, shocks: Shocks) -> float | None:
    r"""Return the exact probability that every task is wholly delivered; None where there are standbys.

    A firm has one draw for all its tasks, so it delivers them all when it delivers the least reliable one:
    with M the product of the factors of the shocks on f, :math:`E \prod_f M_f \min_t reliability_{tf}`
    over the firms with a share above 0.

    Parameters
    ----------
    case
        What is looked at.
    shocks
        The project's shocks.
    """
    if any(valid_standbys(case).values()):
        return None
    least = _least_reliability(case, idle=False)
    probability = shocks.mean_factor(shocks.exposure(case.firms[firm]) for firm in least)
    for reliability in least.values():
        probability *= reliability
    return probability


def success_violations(case: Case) -> Iterator[Violation]:
    """Yield the least probability of success if the product over the firms with a task falls short of it."""
    needed = case.project.rules.min_success_probability
    if not needed:
        return
    least = _least_reliability(case, idle=True)
    probability = math.prod(least.values())
    # In logarithms, as small probabilities differ by factors: next to none is not none at all.
    doubt = sum(-math.log(reliability) if reliability > 0 else math.inf for reliability in least.values())
    if excess(doubt, -math.log(needed)):
        short = needed - probability
        weakest = sorted(least, key=lambda firm: (least[firm], firm))
        yield Violation(
            rule="rules.min_success_probability",
            ids=tuple(weakest),
            amount=short,
            message=f"the enterprise succeeds with probability {figure(probability)}, {figure(needed)} is "
            f"needed: short by {figure(short)}; the least reliable of its {count(len(weakest), 'firm')} is "
            f"{weakest[0]!r} with {figure(least[weakest[0]])}",
        )


def success_obstacles(project: Project) -> tuple[str, ...]:
    """Say what keeps `min_success_probability` from being the product it stands for; empty: nothing does."""
    backed = [task.id for task in project.tasks if task.backups > 0]
    split = [task.id for task in project.tasks if not task.single_sourced]
    found = []
    if project.shocks:
        found.append(f"{count(len(project.shocks), 'shock')} in project.shocks")
    if backed:
        found.append(f"standby firms (backups) of {listing(backed)}")
    if split:
        found.append(f"several partners allowed (max_partners) for {listing(split)}")
    return tuple(found)


def _least_reliability(case: Case, *, idle: bool) -> dict[str, float]:
    """Return by firm the lowest reliability over its tasks, with or without those of share 0."""
    least: dict[str, float] = {}
    for (task, firm), terms in case.terms.items():
        if idle or case.share(task, firm) > 0:
            least[firm] = min(least.get(firm, 1.0), terms.reliability)
    return least

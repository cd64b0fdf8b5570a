"""How closely a plan's partners are knit together."""

from collections.abc import Mapping
from itertools import combinations, product

from vebuilder.check.case import Case
from vebuilder.model.structure import Structure


def structure_of(case: Case, work: Mapping[tuple[str, str], float]) -> Structure:
    """Return what kind of enterprise a plan makes.

    Parameters
    ----------
    case
        The plan, laid over its project and network.
    work
        Work cost by task and firm.
    """
    ties = _ties(case)
    limits = Structure(kind="virtual", own_share=0.0, ties=0, lasting=0)
    before = frozenset() if case.plan.before is None else frozenset(case.plan.before.partners)
    lasting = sum(
        before.issuperset(tie) or case.mean_trust(*sorted(tie)) >= limits.trust_limit for tie in ties
    )
    found = limits.model_copy(
        update={
            "initiator": case.project.initiator,
            "own_share": _own_share(case, work),
            "ties": len(ties),
            "lasting": lasting,
        }
    )
    if found.own_share >= found.own_limit:
        return found.model_copy(update={"kind": "vertically integrated"})
    if found.lasting_share >= found.lasting_limit:
        return found.model_copy(update={"kind": "extended"})
    return found


def _ties(case: Case) -> set[frozenset[str]]:
    met = {
        frozenset(pair)
        for one in case.project.interfaces
        for pair in product(case.team[one.source], case.team[one.target])
    }
    met = {tie for tie in met if len(tie) > 1}
    return met or {frozenset(pair) for pair in combinations(case.partners, 2)}


def _own_share(case: Case, work: Mapping[tuple[str, str], float]) -> float:
    """Return what the initiator does, by cost; by shares of tasks where prices tell nothing."""
    initiator = case.project.initiator
    if initiator is None:
        return 1.0 if len(case.partners) == 1 else 0.0
    total = sum(work.values())
    if total <= 0 or min(work.values()) < 0:
        done = {(task, firm): share for task, team in case.team.items() for firm, share in team.items()}
        work, total = done, sum(done.values())
    own = sum(value for (_, firm), value in work.items() if firm == initiator)
    return min(own / total, 1.0) if total else 0.0

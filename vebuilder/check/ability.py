"""Tasks that no firm can do."""

from collections.abc import Iterator

from vebuilder.check.market import NO_BIDS, Bids, Market, Supply
from vebuilder.check.words import count, figure, listing
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.task import Task


def ability_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the tasks that no firm can do, and say what each is short of."""
    market = Market(project, network)
    for position, task in enumerate(project.tasks):
        bids = market.bids.get(task.id, NO_BIDS)
        if bids.able:
            continue
        supply = market.supply(task)
        best = next((offer for offer in supply.ranked if offer[1] not in bids.underskilled), None)
        if best is not None and best[0] >= task.min_proficiency:
            continue
        message, mend = _explain(task, supply, bids, best)
        firms = [] if best is None else [best[1]]
        yield Fault(
            path=f"project.tasks[{position}]",
            ids=(task.id, *firms, *sorted(bids.excluded | bids.underskilled.keys())),
            message=message,
            mend=mend,
        )


def _explain(task: Task, supply: Supply, bids: Bids, best: tuple[float, str] | None) -> tuple[str, str]:
    """Return what the task is short of, and what would mend it."""
    message, mend = _shortage(task, supply, best)
    if bids.underskilled:
        states = count(len(bids.underskilled), "quote states", "quotes state")
        message += (
            f"; {states} a proficiency below {figure(task.min_proficiency)}: "
            f"the best, of firm {_best_quote(bids)}"
        )
    if bids.excluded:
        message += f"; {listing(sorted(bids.excluded))}, bidding for it, excluded by the rules"
        mend += ", or lift the exclusion"
    return message, mend


def _best_quote(bids: Bids) -> str:
    firm, stated = max(bids.underskilled.items(), key=lambda quote: (quote[1], quote[0]))
    return f"{firm!r}, {figure(stated)}"


def _shortage(task: Task, supply: Supply, best: tuple[float, str] | None) -> tuple[str, str]:
    needs = f"task {task.id!r} needs competence {task.competence!r}"
    offering = f"of {count(supply.offering, 'firm')} offering {task.competence!r}"
    if supply.offering == 0:
        return f"{needs}, which no firm offers", f"add a firm that offers {task.competence!r}, or a quote"
    if supply.qualified == 0:
        asked = listing(sorted(task.qualifications))
        return (
            f"{needs} with qualifications {asked}: {offering}, none holds them all",
            "add a qualified firm or a quote, or ask for fewer qualifications",
        )
    if not supply.ranked:
        return (
            f"{needs}: {offering}, the rules exclude all that could do it: {listing(supply.excluded)}",
            "exclude fewer firms, or add another one",
        )
    if best is None:
        return f"{needs}: the quotes of all firms that offer it rule them out", "correct a quote"
    proficiency, firm = best
    short = task.min_proficiency - proficiency
    return (
        f"{needs} at proficiency {figure(task.min_proficiency)}: {offering}, the best that may do it, "
        f"{firm!r}, reaches {figure(proficiency)}, short by {figure(short)}",
        f"lower min_proficiency to {figure(proficiency)}, or add a more proficient firm or a quote",
    )

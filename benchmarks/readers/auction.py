"""Combinatorial auctions: which bids to accept, no good sold twice."""

import lzma
from itertools import combinations, product
from pathlib import Path

from vebuilder import Firm, Network, Package, Project, Quote, Task

COMPETENCE = "good"
KEPT = "the seller"


def read_auction(path: Path) -> tuple[Project, Network]:
    """Read a winner determination problem written as a weighted constraint network.

    The file has a variable for each bid, 1 where it is accepted; what is lost where it is not; and a hard
    constraint for each two bids that want the same good. It names no goods, so sets of bids that all
    exclude each other stand for them: one task each, sold to one bidder or kept by the seller. Each bid
    becomes a package of a firm of its own. So that all prices are costs, the seller is paid for what it
    keeps: keeping all goods of a bid costs as much more as the bid brings. A last task, done by the seller
    alone, brings the total to the published one: what the bids not accepted would have brought.

    Parameters
    ----------
    path
        The instance file.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    with lzma.open(path, "rt", encoding="ascii") as text:
        prices, conflicts = _bids(text.read().split())
    goods = _cliques(len(prices), conflicts)
    wanted = [[good for good, bids in enumerate(goods) if bid in bids] for bid in range(len(prices))]
    worth = [max(prices[bid] / len(wanted[bid]) for bid in bids) for bids in goods]
    kept = [sum(worth[good] for good in wants) for wants in wanted]
    tasks = tuple(Task(id=f"good {good}", competence=COMPETENCE) for good in range(len(goods)))
    rest = Task(id="all bids less all goods", competence=COMPETENCE)
    quotes = (
        *(Quote(task=task.id, firm=KEPT, cost=cost) for task, cost in zip(tasks, worth, strict=True)),
        Quote(task=rest.id, firm=KEPT, cost=sum(prices) - sum(worth)),
    )
    packages = tuple(
        Package(
            firm=f"bidder {bid}",
            tasks=tuple(tasks[good].id for good in wanted[bid]),
            cost=max(kept[bid] - price, 0.0),
        )
        for bid, price in enumerate(prices)
    )
    firms = (Firm(id=KEPT), *(Firm(id=one.firm) for one in packages))
    project = Project(id=path.name, tasks=(*tasks, rest), quotes=quotes, packages=packages)
    return project, Network(firms=firms)


def _bids(words: list[str]) -> tuple[list[float], set[tuple[int, int]]]:
    """Return what each bid brings, and the pairs of bids that exclude each other."""
    count, functions, hard = int(words[1]), int(words[3]), float(words[4])
    if set(words[5 : 5 + count]) != {"2"}:
        raise ValueError("a bid is accepted or not: every variable must have two values")
    prices, conflicts = [0.0] * count, set()
    words = words[5 + count :]
    for _ in range(functions):
        arity = int(words[0])
        bids = sorted(int(word) for word in words[1 : 1 + arity])
        kind, words = words[1 + arity], words[2 + arity :]
        if kind == "-1":
            if words[: 2 + 2 * arity] != ["clique", *["1"] * (2 * arity + 1)]:
                raise ValueError(f"not at most one of the bids {bids}")
            conflicts |= set(combinations(bids, 2))
            words = words[2 + 2 * arity :]
            continue
        costs, words = _costs(arity, float(kind), words)
        if list(costs) == [(0,)]:
            prices[bids[0]] += costs[0,]
        elif list(costs) == [(1, 1)] and costs[1, 1] >= hard:
            conflicts.add((bids[0], bids[1]))
        else:
            raise ValueError(f"neither a price nor bids that exclude each other: {bids}")
    if words:
        raise ValueError("the file goes on after its last function")
    return prices, conflicts


def _costs(arity: int, default: float, words: list[str]) -> tuple[dict[tuple[int, ...], float], list[str]]:
    """Return what a table over 0 and 1 costs where that is not 0, and the words behind it."""
    costs = dict.fromkeys(product((0, 1), repeat=arity), default)
    size, end = arity + 1, 1 + int(words[0]) * (arity + 1)
    for place in range(1, end, size):
        costs[tuple(int(word) for word in words[place : place + arity])] = float(words[place + arity])
    return {key: cost for key, cost in costs.items() if cost}, words[end:]


def _cliques(count: int, conflicts: set[tuple[int, int]]) -> list[set[int]]:
    """Return sets of bids that all exclude each other, so that each conflict and each bid is in one."""
    excluded: list[set[int]] = [set() for _ in range(count)]
    for one, other in conflicts:
        excluded[one].add(other)
        excluded[other].add(one)
    cliques: list[set[int]] = []
    covered: set[tuple[int, int]] = set()
    for one, other in sorted(conflicts):
        if (one, other) in covered:
            continue
        clique, common = {one, other}, excluded[one] & excluded[other]
        while common:
            added = max(common, key=lambda bid: (len(excluded[bid] & common), -bid))
            clique.add(added)
            common = common & excluded[added]
        cliques.append(clique)
        covered |= {(low, high) for low in clique for high in clique if low < high}
    alone = set(range(count)) - {bid for clique in cliques for bid in clique}
    return [*cliques, *({bid} for bid in sorted(alone))]

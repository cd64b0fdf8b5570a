"""Who earned what: the surplus of an enterprise, shared among its partners."""

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from vebuilder.explore.neighbours.asking import Asking, Told, refuse_options
from vebuilder.lifecycle.surplus.coalitions import Coalitions, Cost
from vebuilder.lifecycle.surplus.core import dissent, least_excess
from vebuilder.lifecycle.surplus.game import FloatArray, Game
from vebuilder.lifecycle.surplus.nucleolus import nucleolus
from vebuilder.lifecycle.surplus.shapley import shapley_value
from vebuilder.lifecycle.surplus.sharing import Leaving, Share, Sharing
from vebuilder.model.errors import NoSolutionError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.belonging import belonging_faults, refuse_reformed
from vebuilder.result.enterprise import Enterprise

METHODS = ("shapley", "nucleolus")
MOST_EXACT = 12
"""With more partners there are too many coalitions to look at all of them."""
ROUNDING = 1e-9
"""A gain this small, in parts of the largest worth of a coalition, is none."""


def share_surplus(  # noqa: PLR0913, PLR0917
    enterprise: Enterprise,
    project: Project,
    network: Network,
    method: str = "shapley",
    orders: int = 50,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
) -> Sharing:
    r"""Share what an enterprise is worth among its partners, by what each of them adds.

    A coalition :math:`S` of partners is worth :math:`v(S) = C(\emptyset) - C(S)`, where :math:`C(S)` is the
    best objective on the network without the partners outside :math:`S`; all other firms stay. No trust is
    inferred along paths through who is missing. Where nothing can be formed, it is `Project.fallback_cost`.

    The Shapley value gives each partner its mean contribution over all orders in which they could have come
    (Shapley, 1953). The nucleolus makes the most dissatisfied coalition as content as can be, then the next
    (Schmeidler, 1969). A sharing is in the core if no coalition is worth more by itself than it is given.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.
    method
        ``shapley`` or ``nucleolus``.
    orders
        With more than 12 partners the Shapley value is estimated from so many orders, drawn by the seed.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`; the time limit is for all coalitions together.

    Returns
    -------
    Sharing
        The largest share first, each with the error that the gaps of the searches, the time limit or the
        drawing leave. Ctrl-C and the time limit keep what is known.

    Raises
    ------
    DataError
        If the enterprise is of other inputs, an option cannot be meant, or a coalition can form nothing and
        the project states no fallback cost.
    NoSolutionError
        If the time was over before anything was known of an enterprise without these partners.
    """
    refuse_options(
        *belonging_faults(enterprise, project, network),
        *_faults(enterprise, method, orders),
        solver=solver,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        progress=progress,
    )
    refuse_reformed(enterprise, "share_surplus")
    with Asking(project, network, solver, time_limit, gap, seed, progress) as asking:
        asking.keep()
        asking.know(enterprise)
        coalitions = Coalitions(asking, enterprise)
        coalitions.cost(coalitions.everybody)
        without = coalitions.cost(frozenset())
        if not math.isfinite(without.most):
            raise NoSolutionError(
                "The time was over before an enterprise without these partners was found; allow more time"
            )
        exact = len(enterprise.partners) <= MOST_EXACT
        if exact:
            sharing = _exact(coalitions, enterprise.partners, method)
        else:
            sharing = _drawn(coalitions, enterprise.partners, orders, seed)
        return sharing.model_copy(
            update={
                "project": project.id,
                "currency": project.currency,
                "searches": coalitions.searches,
                "ended": asking.why_over,
            }
        )


def _exact(coalitions: Coalitions, partners: tuple[str, ...], method: str) -> Sharing:
    """Look at every coalition, the large ones first: what they do without need not be asked again."""
    n = len(partners)
    bit = {partner: 1 << i for i, partner in enumerate(partners)}
    costs = [Cost(0.0, 0.0)] * (1 << n)
    for size in range(n, -1, -1):
        for members in combinations(partners, size):
            costs[sum(bit[one] for one in members)] = coalitions.cost(frozenset(members))
    most, error = (np.array([getattr(one, name) for one in costs]) for name in ("most", "error"))
    game = Game(partners, most[0] - most)
    if method == "nucleolus":
        shares, errors = nucleolus(game), np.full(n, float(error.max()))
    else:
        shares, errors = shapley_value(game), _carried(n, error)
    return Sharing(
        method=method,
        total=game.total,
        shares=_shares(partners, shares, errors),
        **_about_the_core(game, shares, error),
    )


def _about_the_core(game: Game, shares: FloatArray, error: FloatArray) -> dict[str, Any]:
    """Return what is certain of the core, as fields of `Sharing`.

    A coalition may be worth more by its own error, and less by that of the empty one. The least excess
    moves by no more than the worths do.
    """
    rounding = ROUNDING * float(np.abs(game.value).max())
    leaves = dissent(game, shares)
    possible = dissent(Game(game.players, game.value + error), shares).gain
    certain = leaves.gain - float(error[0])
    least = least_excess(game)
    at_least, at_most = least - float(error[0] + error[-1]), least + float(error[1:-1].max(initial=0.0))
    return {
        "in_core": True if possible <= rounding else False if certain > rounding else None,
        "core_is_empty": True if at_least > rounding else False if at_most <= rounding else None,
        "leaving": Leaving(firms=leaves.members, gain=leaves.gain) if certain > rounding else None,
    }


def _carried(n: int, error: FloatArray) -> FloatArray:
    """Return by how much each Shapley value may be off: the mean of what each contribution may be off."""
    coalitions = np.arange(1 << n)
    size = (coalitions[:, None] >> np.arange(n) & 1).sum(axis=1)
    weight = np.array([1.0 / (n * math.comb(n - 1, k)) for k in range(n)])
    found = np.zeros(n)
    for i in range(n):
        without = coalitions[(coalitions >> i & 1) == 0]
        found[i] = weight[size[without]] @ np.maximum(error[without], error[without | 1 << i])
    return found


def _drawn(coalitions: Coalitions, partners: tuple[str, ...], orders: int, seed: int) -> Sharing:
    """Estimate the Shapley value from orders drawn by chance (Castro, Gómez and Tejada, 2009)."""
    chance = np.random.default_rng(seed)
    n = len(partners)
    added, doubt = np.zeros((orders, n)), np.zeros((orders, n))
    for number in range(orders):
        # From all partners down, so that what larger coalitions do without is known.
        order = chance.permutation(n)
        left = coalitions.everybody
        before = coalitions.cost(left)
        for i in order.tolist():
            left = left - {partners[i]}
            after = coalitions.cost(left)
            added[number, i] = after.most - before.most
            doubt[number, i] = max(after.error, before.error)
            before = after
    spread = added.std(axis=0, ddof=1) / np.sqrt(orders)
    return Sharing(
        method="shapley",
        total=float(added.sum(axis=1).mean()),
        shares=_shares(partners, added.mean(axis=0), doubt.mean(axis=0), spread),
        in_core=None,
        core_is_empty=None,
        leaving=None,
    )


def _shares(
    partners: tuple[str, ...], amounts: FloatArray, errors: FloatArray, spread: FloatArray | None = None
) -> tuple[Share, ...]:
    deviations = [None] * len(partners) if spread is None else spread.tolist()
    found = [
        Share(
            firm=firm,
            amount=amount,
            error=error if math.isfinite(error) else None,
            standard_error=deviation,
        )
        for firm, amount, error, deviation in zip(
            partners, amounts.tolist(), errors.tolist(), deviations, strict=True
        )
    ]
    return tuple(sorted(found, key=lambda one: (-one.amount, one.firm)))


def _faults(enterprise: object, method: object, orders: object) -> Iterator[Fault]:
    known = isinstance(method, str) and method in METHODS
    if not known:
        yield Fault(path="method", message=f"{method!r} is neither 'shapley' nor 'nucleolus'")
    many = isinstance(enterprise, Enterprise) and len(enterprise.partners) > MOST_EXACT
    if known and method == "nucleolus" and many:
        yield Fault(
            path="method",
            message=f"the nucleolus looks at all coalitions, too many with more than {MOST_EXACT} partners",
            mend="ask for the Shapley value, which is then estimated",
        )
    if isinstance(orders, bool) or not isinstance(orders, int) or orders < 2:
        yield Fault(path="orders", message=f"{orders!r} is not a whole number of at least 2")

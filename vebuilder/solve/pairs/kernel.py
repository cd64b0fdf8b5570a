"""The inner steps of the ascent, compiled: firms pick partners, and shares move where picks disagree."""

# ruff: noqa: PLR0913, PLR0917, PLR0912, C901

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.search.steps import compiled

LEAST_PICKED = 1e-9
"""Pairs picked less are not picked."""


@compiled
def pick_partners(
    firms: IntArray, start: IntArray, other: IntArray, gain: FloatArray, price: FloatArray,
    member: FloatArray, group: IntArray, limit: IntArray, total: FloatArray, picked: IntArray,
) -> None:  # fmt: skip
    """Pick for each firm its best partners: so many in all, and so many of each group beside it.

    Exact: among sets limited in all and group by group, a new partner displaces the worst of its group where
    the group is full, and else the worst of all (the exchange of a laminar matroid).

    Parameters
    ----------
    firms
        The firms that pick.
    start, other, gain
        Pairs of firm ``f`` are ``start[f], ..., start[f + 1] - 1``: the other firm, and what ``f`` gains.
    price, member
        What each firm is charged for a partner within each of some sets: firms by sets, both.
    group, limit
        Group of each firm; how many partners a group may have.
    total
        Filled in: sum of what the picked partners bring, by firm.
    picked
        Filled in: firms by places, numbers of the picked pairs, -1 where there is none.
    """
    most = picked.shape[1]
    count = limit * 0
    worth = gain[:1].repeat(most) * 0.0
    for f in firms:
        n, low, lowest = 0, 0.0, 0
        charged = False
        for s in range(price.shape[1]):
            charged |= price[f, s] > 0
        for k in range(start[f], start[f + 1]):
            value = gain[k]
            if value <= 0 or (n == most and value <= low):
                continue
            g = other[k]
            if charged:
                for s in range(price.shape[1]):
                    value -= price[f, s] * member[g, s]
                if value <= 0 or (n == most and value <= low):
                    continue
            mine = group[g]
            room = limit[mine] - (1 if mine == group[f] else 0)
            if room <= 0:
                continue
            if count[mine] >= room:
                place, least = -1, value
                for i in range(n):
                    if group[other[picked[f, i]]] == mine and worth[i] < least:
                        place, least = i, worth[i]
                if place < 0:
                    continue
            elif n < most:
                place = n
                n += 1
                count[mine] += 1
            else:
                place = lowest
                count[group[other[picked[f, place]]]] -= 1
                count[mine] += 1
            picked[f, place] = k
            worth[place] = value
            if n == most:
                low, lowest = worth[0], 0
                for i in range(1, n):
                    if worth[i] < low:
                        low, lowest = worth[i], i
        total[f] = 0.0
        for i in range(n):
            total[f] += worth[i]
            count[group[other[picked[f, i]]]] = 0
        for i in range(n, most):
            picked[f, i] = -1


@compiled
def squared_disagreement(pair: FloatArray, back: IntArray, used: IntArray) -> float:
    """Return the sum of squares of how much more one end of a pair picks it than the other, ends once.

    Parameters
    ----------
    pair
        How much the source of each saving picks its target.
    back
        Number of the same pair seen from the other firm.
    used
        The pairs that are picked at all.
    """
    total = 0.0
    for k in used:
        other = back[k]
        toward = pair[other] - pair[k]
        # Seen from both ends a pair that both pick comes up twice.
        total += toward * toward * (0.5 if pair[other] > LEAST_PICKED else 1.0)
    return total


@compiled
def moved_shares(
    share: FloatArray, pair: FloatArray, back: IntArray, worth: FloatArray, factor: float, touched: IntArray
) -> FloatArray:
    """Return the shares moved from the end that picks a pair more to the other, all of what a pair is worth.

    Parameters
    ----------
    share, worth
        What the source of each saving gets of it, and the whole; what the whole has changed by, both share.
    pair, back
        As above.
    factor
        Length of the step.
    touched
        The pairs to look at, in either direction.
    """
    result = share.copy()
    for k in touched:
        other = back[k]
        change = (worth[k] - share[k] - share[other]) / 2 + factor * (pair[other] - pair[k])
        result[k] = min(max(share[k] + change, 0.0), worth[k])
        result[other] = worth[k] - result[k]
    return result

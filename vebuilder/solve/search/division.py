"""The move that divides the tasks of two firms anew between them: merges firms, opens firms, packs tight."""

from functools import cache

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.search.heat import Heat
from vebuilder.solve.search.state import State

MOST_DIVIDED = 6
ROUNDING = 1e-9


def divide(state: State, heat: Heat, task: int, at: int) -> None:
    """Divide the tasks of one task's firm and of another firm that may do it anew between the two.

    All divisions are priced at once, a few tasks at most; what they leave out (set-ups, rules, coordination)
    is made good when the division is tried.

    Parameters
    ----------
    state
        Changed in place.
    heat
        How freely to move.
    task
        The first firm is that of this task.
    at
        A random whole number.
    """
    land = state.landscape
    one = int(state.firm[task])
    low, high = int(land.start[task]), int(land.start[task + 1])
    other = int(land.firm[low + at % (high - low)])
    if other == one:
        return
    tasks, sides = _divisible(state, heat, (one, other))
    parts = divisions(len(tasks))
    price = _prices(state, heat.penalty, sides, parts)
    at_one = state.firm[tasks] == one
    current = int(at_one @ (1 << np.arange(len(tasks))))
    new = heat.draw(price, at)
    if new == current:
        return
    expected = float(price[new] - price[current])
    before, undo = state.price(heat.penalty), state.choice[tasks]
    target = np.where(parts[new, : len(tasks)] > 0, sides[:, 0], sides[:, 1])
    changed = np.flatnonzero(target != undo).tolist()
    for k in changed:
        state.move(int(tasks[k]), int(target[k]))
    surprise = state.price(heat.penalty) - before - expected
    if surprise > ROUNDING * abs(before) and not heat.accepts(surprise):
        for k in reversed(changed):
            state.move(int(tasks[k]), int(undo[k]))


@cache
def divisions(size: int) -> FloatArray:
    """Return every division of so many things in two: a column each for the first side, then the second."""
    first = (np.arange(1 << size)[:, None] >> np.arange(size)) & 1
    return np.concatenate([first, 1 - first], axis=1).astype(float)


def _divisible(state: State, heat: Heat, firms: tuple[int, int]) -> tuple[IntArray, IntArray]:
    """Return tasks of two firms that both may do, not too many, and their choices at each."""
    tasks = np.flatnonzero((state.firm == firms[0]) | (state.firm == firms[1]))
    sides = state.landscape.place[tasks[:, None], firms]
    able = (sides >= 0).all(axis=1)
    tasks, sides = tasks[able], sides[able]
    if len(tasks) > MOST_DIVIDED:
        chosen = np.sort(heat.random.permutation(len(tasks))[:MOST_DIVIDED])
        tasks, sides = tasks[chosen], sides[chosen]
    return tasks, sides


def _prices(state: State, penalty: float, sides: IntArray, parts: FloatArray) -> FloatArray:
    """Return the price of each division: choices alone and together, joining, lack of capacity."""
    land, size = state.landscape, len(sides)
    flat = sides.T.ravel()
    costs = land.affinity.block(flat)
    now = np.isin(flat, state.choice[land.task[flat[:size]]]).astype(float)
    price = parts @ (state.prices[flat] - costs @ now) + 0.5 * ((parts @ costs) * parts).sum(axis=1)
    for side in (slice(0, size), slice(size, 2 * size)):
        firm = int(land.firm[flat[side][0]])
        held, held_now = parts[:, side], now[side]
        if land.holder:
            effort = land.effort[flat[side]]
            room = state.room[firm] + float(effort @ held_now)
            price += penalty * np.maximum(held @ effort - room, 0.0)
        if state.count[firm] == held_now.sum():
            price += land.weight * land.joining[firm] * held.any(axis=1)
    return np.asarray(price)

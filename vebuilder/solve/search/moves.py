"""Moves that change one or two tasks."""

import numpy as np

from vebuilder.solve.search.heat import Heat
from vebuilder.solve.search.state import State


def reassign(state: State, heat: Heat, task: int, at: int) -> None:
    """Draw the firm of one task by its price.

    Parameters
    ----------
    state
        Changed in place.
    heat
        How freely to move.
    task
        Which task.
    at
        A random whole number.
    """
    state.lift(task)
    cost, excess = state.prices_of(task)
    start = int(state.landscape.start[task])
    old = int(state.choice[task]) - start
    new = heat.draw(cost + heat.penalty * excess, at)
    if new != old:
        state.cost += float(cost[new] - cost[old])
        state.excess += float(excess[new] - excess[old])
    state.put(task, start + new)


def exchange(state: State, heat: Heat, task: int, at: int) -> None:
    """Let one task and a promising other one exchange their firms; parameters as for `reassign`."""
    land = state.landscape
    choice, firm, prices = state.choice, state.firm, state.prices
    own = choice[task]
    here, there = land.place[task][firm], land.place[:, firm[task]]
    change = prices[here] + prices[there] - prices[choice] - prices[own]
    change += land.affinity.crossing(int(own), choice, here, there)
    change[(here < 0) | (there < 0) | (firm == firm[task])] = np.inf
    other = heat.draw(change, at)
    if change[other] == np.inf:
        return
    back = int(own), int(choice[other])
    forth = int(here[other]), int(there[other])
    before = state.price(heat.penalty)
    state.move(task, forth[0])
    state.move(other, forth[1])
    if not heat.accepts(state.price(heat.penalty) - before):
        state.move(other, back[1])
        state.move(task, back[0])

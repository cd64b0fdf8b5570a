"""The steps of the search, compiled: what is run a million times a second.

Steps take plain arrays one by one: bundled in a record they would be counted in and out at every step, which
takes longer than the step. They are compiled when first called and kept on disk by numba.
"""

# ruff: noqa: PLR0913, PLR0917

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.search.records import Chance, Land, Plan
from vebuilder.solve.search.steps import (
    BEST,
    COST,
    EXCESS,
    FEWEST,
    HELD,
    MOST,
    PARTNERS,
    PENALTY,
    THRESHOLD,
    TIE,
    compiled,
    draw,
    join,
    part,
    retune,
    swing,
)  # fmt: skip

SOUND, BETTER = 1e-7, 1e-9
REASSIGN, EXCHANGE = 0.6, 0.9
"""Up to which draw which move is made; beyond, tasks of one firm go to another together."""
ALL_TASKS, EACH_TASK = 0.7, 0.5
"""How often all tasks of a firm go together, and otherwise each of them."""
# As in `annealing`, stated again: numba compiles numbers in, and looks at this file alone for changes.
DEARER, CHEAPER = 1.08, 0.93
LEAST_PENALTY, MOST_PENALTY = 0.03, 1e3
SWEEPS_BETWEEN_REBUILDS = 64


@compiled
def take(
    ties: IntArray, saved: FloatArray, tied: FloatArray, sets: IntArray, limits: FloatArray,
    firm: IntArray, effort: FloatArray, holder: IntArray, joining: FloatArray, offer: IntArray,
    setup: FloatArray, prices: FloatArray, room: FloatArray, held: IntArray, uses: IntArray,
    figures: FloatArray, stake: FloatArray, fail_start: IntArray, fail_in: IntArray, lost: FloatArray,
    choice: int,
) -> None:  # fmt: skip
    """Give a task without a firm to one, at the prices of the moment."""
    for k in range(holder.shape[1]):
        short = effort[choice] - room[holder[choice, k]]
        if short > 0:
            figures[EXCESS] += min(short, effort[choice])
        room[holder[choice, k]] -= effort[choice]
    figures[COST] += prices[choice]
    if held[firm[choice]] == 0:
        join(joining, ties, saved, tied, sets, limits, figures, firm[choice])
    held[firm[choice]] += 1
    if offer[choice] > 0:
        if uses[offer[choice]] == 0:
            figures[COST] += setup[offer[choice]]
        uses[offer[choice]] += 1
    for k in range(fail_start[choice], fail_start[choice + 1]):
        above = lost[fail_in[k]] - figures[THRESHOLD]
        figures[COST] += max(above + stake[choice], 0.0) - max(above, 0.0)
        lost[fail_in[k]] += stake[choice]


@compiled
def leave(
    ties: IntArray, saved: FloatArray, tied: FloatArray, sets: IntArray, limits: FloatArray,
    firm: IntArray, effort: FloatArray, holder: IntArray, joining: FloatArray, offer: IntArray,
    setup: FloatArray, prices: FloatArray, room: FloatArray, held: IntArray, uses: IntArray,
    figures: FloatArray, stake: FloatArray, fail_start: IntArray, fail_in: IntArray, lost: FloatArray,
    choice: int,
) -> None:  # fmt: skip
    """Take a task from its firm: all that `take` does, undone."""
    for k in range(holder.shape[1]):
        room[holder[choice, k]] += effort[choice]
        short = effort[choice] - room[holder[choice, k]]
        if short > 0:
            figures[EXCESS] -= min(short, effort[choice])
    figures[COST] -= prices[choice]
    held[firm[choice]] -= 1
    if held[firm[choice]] == 0:
        part(joining, ties, saved, tied, sets, limits, figures, firm[choice])
    if offer[choice] > 0:
        uses[offer[choice]] -= 1
        if uses[offer[choice]] == 0:
            figures[COST] -= setup[offer[choice]]
    for k in range(fail_start[choice], fail_start[choice + 1]):
        above = lost[fail_in[k]] - figures[THRESHOLD]
        figures[COST] -= max(above, 0.0) - max(above - stake[choice], 0.0)
        lost[fail_in[k]] -= stake[choice]


@compiled
def likeliest(  # noqa: C901
    ties: IntArray, saved: FloatArray, tied: FloatArray, sets: IntArray, limits: FloatArray,
    first: int, last: int, firm: IntArray, effort: FloatArray, holder: IntArray, joining: FloatArray,
    offer: IntArray, setup: FloatArray, prices: FloatArray, room: FloatArray, held: IntArray,
    uses: IntArray, penalty: float, tie: float, heat: float, noise: FloatArray, shift: int, threshold: float,
    stake: FloatArray, fail_start: IntArray, fail_in: IntArray, lost: FloatArray,
) -> int:  # fmt: skip
    """Draw among the choices of a task without a firm, by their prices (heat bath, by Gumbel's trick)."""
    lowest, found = np.inf, first
    for choice in range(first, last):
        price = prices[choice] - heat * noise[shift + choice - first]
        if held[firm[choice]] == 0:
            price += joining[firm[choice]] + tie - tied[firm[choice]]
            for k in range(sets[firm[choice]], sets[firm[choice] + 1]):  # as `barrier`, which is no call here
                if limits[sets[k], HELD] >= limits[sets[k], MOST]:
                    price += penalty
                elif limits[sets[k], HELD] < limits[sets[k], FEWEST]:
                    price -= penalty
        if offer[choice] > 0 and uses[offer[choice]] == 0:
            price += setup[offer[choice]]
        for k in range(holder.shape[1]):
            short = effort[choice] - room[holder[choice, k]]
            if short > 0:
                price += penalty * min(short, effort[choice])
        if price < lowest:  # risk only adds to it
            for k in range(fail_start[choice], fail_start[choice + 1]):
                above = lost[fail_in[k]] - threshold
                price += max(above + stake[choice], 0.0) - max(above, 0.0)
        if price < lowest:
            lowest, found = price, choice
    return found


@compiled
def taken(figures: FloatArray, before: float, heat: float, chance: Chance) -> bool:
    """Whether what has been tried is kept (Metropolis et al. 1953)."""
    rise = figures[COST] + figures[PENALTY] * figures[EXCESS] - before
    return bool(rise <= 0 or draw(chance) < np.exp(-rise / heat))


@compiled
def rebuild(land: Land, plan: Plan) -> None:
    """Work everything out anew from the choices, so that rounding does not pile up."""
    plan.prices[:] = land.alone
    plan.room[:] = land.capacity
    plan.held[:] = 0
    plan.uses[:] = 0
    plan.lost[:] = 0.0
    plan.tied[:] = 0.0
    plan.limits[:, HELD] = 0.0
    plan.figures[PARTNERS] = 0.0
    plan.figures[EXCESS] = np.maximum(plan.limits[:, FEWEST], 0.0).sum()
    plan.figures[COST] = land.largest * plan.figures[THRESHOLD]
    for firm in land.always:
        plan.held[firm] += 1
        join(land.joining, land.ties, land.saved, plan.tied, land.sets, plan.limits, plan.figures, firm)
    for task in range(len(plan.choice)):
        own = plan.choice[task]
        take(
            land.ties, land.saved, plan.tied, land.sets, plan.limits, land.firm, land.effort, land.holder,
            land.joining, land.offer, land.setup, plan.prices, plan.room, plan.held, plan.uses,
            plan.figures, land.stake, land.fail_start, land.fail_in, plan.lost, own,
        )  # fmt: skip
        for k in range(land.pair_start[own], land.pair_start[own + 1]):
            plan.prices[land.pair_with[k]] += land.pair_cost[k]
    retune(plan.lost, plan.figures, land.largest)


@compiled
def exchanged(
    place: IntArray, firm: IntArray, choice: IntArray, task: int, chance: Chance, moved: IntArray
) -> int:
    """Note this task and another one that may exchange their firms; return how many were noted: 2 or 0."""
    other = int(draw(chance) * len(choice))
    source, target = firm[choice[task]], firm[choice[other]]
    if source == target or place[task, target] < 0 or place[other, source] < 0:
        return 0
    moved[0], moved[1] = task, other
    return 2


@compiled
def transferred(
    place: IntArray, firm: IntArray, choice: IntArray, task: int, target: int, chance: Chance, moved: IntArray
) -> int:
    """Note tasks of one task's firm that may go to a target together; return how many.

    This closes firms, and opens firms.
    """
    source, noted = firm[choice[task]], 0
    together = draw(chance) < ALL_TASKS
    for one in range(len(choice)):
        if source == target or firm[choice[one]] != source or place[one, target] < 0:
            continue
        if one == task or together or draw(chance) < EACH_TASK:
            moved[noted] = one
            noted += 1
    return noted


@compiled
def change_sides(
    ties: IntArray, saved: FloatArray, tied: FloatArray, sets: IntArray, limits: FloatArray,
    firm: IntArray, effort: FloatArray, holder: IntArray, joining: FloatArray, offer: IntArray,
    setup: FloatArray, prices: FloatArray, room: FloatArray, held: IntArray, uses: IntArray,
    figures: FloatArray, place: IntArray, start: IntArray, others: IntArray, cost: FloatArray,
    choice: IntArray, sides: tuple[int, int], moved: IntArray, stake: FloatArray, fail_start: IntArray,
    fail_in: IntArray, lost: FloatArray,
) -> None:  # fmt: skip
    """Give every noted task of one firm to the other; done again from the last to the first, it is undone."""
    for task in moved:
        old = choice[task]
        new = place[task, sides[1] if firm[old] == sides[0] else sides[0]]
        leave(
            ties, saved, tied, sets, limits, firm, effort, holder, joining, offer, setup, prices, room,
            held, uses, figures, stake,
            fail_start, fail_in, lost, old,
        )  # fmt: skip
        take(
            ties, saved, tied, sets, limits, firm, effort, holder, joining, offer, setup, prices, room,
            held, uses, figures, stake,
            fail_start, fail_in, lost, new,
        )  # fmt: skip
        swing(prices, start, others, cost, old, new)
        choice[task] = new


@compiled
def sweep(land: Land, plan: Plan, heat: float) -> None:
    """Take as many steps as there are tasks, at one heat."""
    start, firm, place, _, joining, offer, setup, effort, holder, _ = land[:10]
    p_start, p_with, p_cost, noise, stake, fail_start, fail_in, _, ties, saved, sets, _ = land[10:]
    choice, best, prices, room, held, uses, figures, chance, moved, lost, tied, limits = plan
    n_tasks, penalty = len(choice), figures[PENALTY]
    for _ in range(n_tasks):
        task = int(draw(chance) * n_tasks)
        kind = draw(chance)
        own, first, last = choice[task], start[task], start[task + 1]
        drawn = draw(chance)
        if kind < REASSIGN:
            shift = int(drawn * (len(noise) - (last - first)))
            leave(
                ties, saved, tied, sets, limits, firm, effort, holder, joining, offer, setup, prices, room,
                held, uses, figures, stake,
                fail_start, fail_in, lost, own,
            )  # fmt: skip
            new = likeliest(
                ties, saved, tied, sets, limits, first, last, firm, effort, holder, joining, offer, setup,
                prices, room, held, uses,
                penalty, figures[TIE] * figures[PARTNERS], heat, noise, shift, figures[THRESHOLD], stake,
                fail_start, fail_in, lost,
            )  # fmt: skip
            take(
                ties, saved, tied, sets, limits, firm, effort, holder, joining, offer, setup, prices, room,
                held, uses, figures, stake,
                fail_start, fail_in, lost, new,
            )  # fmt: skip
            if new != own:
                swing(prices, p_start, p_with, p_cost, own, new)
                choice[task] = new
        else:
            if kind < EXCHANGE:
                noted = exchanged(place, firm, choice, task, chance, moved)
                target = firm[choice[moved[1]]]
            else:
                target = firm[first + int(drawn * (last - first))]
                noted = transferred(place, firm, choice, task, target, chance, moved)
            if noted == 0:
                continue
            before = figures[COST] + penalty * figures[EXCESS]
            for order in (1, -1):
                change_sides(
                    ties, saved, tied, sets, limits, firm, effort, holder, joining, offer, setup, prices,
                    room, held, uses, figures, place,
                    p_start, p_with, p_cost, choice, (firm[own], target), moved[:noted][::order], stake,
                    fail_start, fail_in, lost,
                )  # fmt: skip
                if taken(figures, before, heat, chance):
                    break
        if figures[EXCESS] <= SOUND and figures[COST] < figures[BEST] - BETTER * abs(figures[COST]):
            figures[BEST] = figures[COST]
            best[:] = choice


@compiled
def note_best(plan: Plan) -> None:
    """Keep the plan if it is sound and the best so far."""
    figures = plan.figures
    if figures[EXCESS] <= SOUND and figures[COST] < figures[BEST] - BETTER * abs(figures[COST]):
        figures[BEST] = figures[COST]
        plan.best[:] = plan.choice


@compiled
def anneal(land: Land, plan: Plan, sweeps: int, hot: float, cold: float, scale: float) -> None:
    """Make so many sweeps, cooling down from hot to cold.

    The penalty rises while something is broken, and falls while nothing is.
    """
    cooler = (cold / hot) ** (1.0 / sweeps)
    heat = hot
    for number in range(sweeps):
        if number % SWEEPS_BETWEEN_REBUILDS == 0:
            rebuild(land, plan)
        sweep(land, plan, heat)
        retune(plan.lost, plan.figures, land.largest)
        note_best(plan)
        if plan.figures[EXCESS] > SOUND:
            plan.figures[PENALTY] = min(plan.figures[PENALTY] * DEARER, MOST_PENALTY * scale)
        else:
            plan.figures[PENALTY] = max(plan.figures[PENALTY] * CHEAPER, LEAST_PENALTY * scale)
        heat *= cooler
    rebuild(land, plan)

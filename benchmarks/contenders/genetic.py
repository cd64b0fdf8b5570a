"""A genetic algorithm as the papers on partner selection describe it.

A chromosome names the firm of each task; tournament selection, uniform crossover, random mutation, elitism,
a penalty for effort beyond capacity. A population that has brought nothing new for long starts afresh.
"""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.contenders.contender import Answer, Limits, NothingFound, Report
from benchmarks.contenders.scope import refuse_unstated
from vebuilder import Network, Project
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.rates import RateTable

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

POPULATION = 200
ELITE = 2
TOURNAMENT = 3
CROSSOVER = 0.9
PATIENCE = 300
"""Generations without a better answer after which a population starts afresh."""
PENALTY = 10.0
"""What an overload by one average task costs, in average costs of a task."""
ROUNDING = 1e-9


class Genetic:
    """The genetic algorithm; it proves nothing.

    Parameters
    ----------
    generations
        Stop after so many, whatever the time; None for the time alone.
    """

    def __init__(self, generations: int | None = None) -> None:
        self._generations = generations

    def run(self, project: Project, network: Network, limits: Limits, report: Report) -> Answer:
        """Breed until the time is over."""
        begin = time.monotonic()
        refuse_unstated("the genetic algorithm", project, network, split=False)
        fitness = Fitness(Problem.of(project, network))
        draw = np.random.default_rng(limits.seed)
        best_plan, best = None, np.inf
        population, age, generation = fitness.drawn(draw, POPULATION), 0, 0
        while True:
            cost, overload = fitness(population)
            value = cost + fitness.price * overload
            feasible = np.where(overload <= ROUNDING, cost, np.inf)
            leader = int(np.argmin(feasible))
            age += 1
            if feasible[leader] < best:
                best_plan, best, age = population[leader].copy(), float(feasible[leader]), 0
                report(time.monotonic() - begin, best, None)
            generation += 1
            if time.monotonic() - begin >= limits.seconds or generation == self._generations:
                break
            if age > PATIENCE:
                population, age = fitness.drawn(draw, POPULATION), 0
            else:
                population = _bred(population, value, fitness, draw)
        if best_plan is None:
            raise NothingFound
        return Answer(
            fitness.plan(best_plan), best, None, f"population {POPULATION}, {generation:,} generations"
        )


@dataclass(frozen=True)
class _Group:
    """Pairs that share a firm or an offer.

    Parameters
    ----------
    of_pair
        Group of each pair, 0 for none.
    capacity
        Effort each group can give.
    cost
        Money once if any pair of the group is used.
    """

    of_pair: Integers
    capacity: Floats
    cost: Floats

    @property
    def matters(self) -> bool:
        """Whether any group is limited or costs anything."""
        return bool(np.isfinite(self.capacity).any() or self.cost.any())


class Fitness:
    """Cost and overload of many chromosomes at once; a chromosome holds one eligible pair a task.

    Parameters
    ----------
    problem
        Who may do what; every task single-sourced.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._start, self._stop = problem.task_start[:-1], problem.task_start[1:]
        pairs, strategy = problem.pairs, problem.project.strategy
        loss = np.array([task.loss for task in problem.tasks])[pairs.task] * (1 - pairs.reliability)
        quoted = np.nan_to_num(pairs.quoted_setup)
        self._worth = strategy.cost * (pairs.work + quoted) + strategy.risk * loss
        self._money = strategy.cost
        self._groups = tuple(group for group in _groups(problem) if group.matters)
        self._load_interfaces(problem)
        sample = self.drawn(np.random.default_rng(0), POPULATION)
        effort = max(float(pairs.effort.mean()), ROUNDING)
        self.price = PENALTY * float(np.abs(self(sample)[0]).mean()) / len(problem.tasks) / effort

    def drawn(self, draw: np.random.Generator, count: int) -> Integers:
        """Return so many random chromosomes."""
        return draw.integers(self._start, self._stop, size=(count, len(self._start)))

    def __call__(self, chromosomes: Integers) -> tuple[Floats, Floats]:
        """Return the cost of each chromosome, and the effort beyond capacity."""
        cost = self._worth[chromosomes].sum(axis=1)
        overload = np.zeros(len(chromosomes))
        effort = self._problem.pairs.effort[chromosomes]
        row = np.arange(len(chromosomes))[:, None]
        for group in self._groups:
            member = group.of_pair[chromosomes]
            load = np.zeros((len(chromosomes), len(group.capacity)))
            np.add.at(load, (row, member), effort)
            used = np.zeros(load.shape, dtype=bool)
            used[row, member] = True
            cost += self._money * (used @ group.cost)
            overload += np.maximum(load - group.capacity, 0.0).sum(axis=1)
        local = chromosomes - self._start
        place = self._offset + local[:, self._source] * self._width + local[:, self._target]
        cost += self._money * self._price_table[place].sum(axis=1)
        return cost, overload

    def plan(self, chromosome: Integers) -> tuple[tuple[str, str, float], ...]:
        """Return task, firm and share of each assignment."""
        problem = self._problem
        firms = problem.firm_ids[problem.pairs.firm[chromosome]]
        return tuple((str(task), str(firm), 1.0) for task, firm in zip(problem.task_ids, firms, strict=True))

    def _load_interfaces(self, problem: Problem) -> None:
        """Lay the price tables of all interfaces out one after the other."""
        rates = RateTable(problem)
        interfaces = [one for one in problem.project.interfaces if one.volume > 0]
        position, size = problem.task_position, np.diff(problem.task_start)
        self._source = np.array([position[one.source] for one in interfaces], dtype=np.int64)
        self._target = np.array([position[one.target] for one in interfaces], dtype=np.int64)
        self._width = size[self._target]
        tables = [
            one.volume
            * rates.of(one).completed(int(size[position[one.source]]), int(size[position[one.target]])).rate
            for one in interfaces
        ]
        self._offset = np.cumsum([0, *(len(table) for table in tables)])[:-1].astype(np.int64)
        self._price_table = np.concatenate([np.zeros(0), *tables])


def _groups(problem: Problem) -> tuple[_Group, ...]:
    """Return who has a capacity or costs something once: firms, offers, and offers that need a set-up.

    The capacity of an offer binds quoted tasks too; its set-up is due for those without one of their own.
    """
    pairs = problem.pairs
    capacity = [np.inf, *(np.inf if f.capacity is None else f.capacity for f in problem.firms)]
    joining = [0.0, *(firm.joining_cost for firm in problem.firms)]
    offers, number = np.unique(pairs.offer, return_inverse=True)
    serving = np.where(pairs.offer == NO_OFFER, 0, number + 1)
    set_up = np.where(np.isnan(pairs.quoted_setup), serving, 0)
    endless, free = np.full(len(offers) + 1, np.inf), np.zeros(len(offers) + 1)
    room, price = endless.copy(), free.copy()
    room[serving], price[set_up] = pairs.offer_capacity, pairs.offer_setup
    room[0], price[0] = np.inf, 0.0
    return (
        _Group(pairs.firm + 1, np.array(capacity), np.array(joining)),
        _Group(serving, room, free),
        _Group(set_up, endless, price),
    )


def _bred(population: Integers, value: Floats, fitness: Fitness, draw: np.random.Generator) -> Integers:
    """Return the next generation."""
    count, length = population.shape
    born = count - ELITE
    entrants = draw.integers(count, size=(2 * born, TOURNAMENT))
    winners = population[entrants[np.arange(2 * born), np.argmin(value[entrants], axis=1)]]
    mothers, fathers = winners[:born], winners[born:]
    crossed = draw.random(born) < CROSSOVER
    from_father = (draw.random((born, length)) < 0.5) & crossed[:, None]
    children = np.where(from_father, fathers, mothers)
    mutated = draw.random((born, length)) < 1 / length
    children = np.where(mutated, fitness.drawn(draw, born), children)
    elite = population[np.argsort(value, kind="stable")[:ELITE]]
    return np.concatenate([elite, children])

"""Two solvers by turns, where what partners cost and when they have time both decide.

HiGHS, told by rows what comes first, proves what is mostly a matter of cost; CP-SAT, which knows intervals,
what is mostly a matter of time. Neither is known beforehand: each has a turn, then each one several times as
long, with the best answer and the best bound of both.
"""

import math
import time
from dataclasses import replace
from typing import cast

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.orders import Orders, with_orders
from vebuilder.solve.backend import REPRODUCIBLE, Answer, Backend, Claim
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.polish import polish
from vebuilder.solve.registry import load
from vebuilder.solve.residual import residual
from vebuilder.solve.watch import Watch

FIRST_TURN, GROWTH = 10.0, 3.0
"""Seconds of the first turn, and how much longer the next ones are."""


class Turns:
    """The `Backend` that lets HiGHS and CP-SAT take turns at a model with resources.

    Parameters
    ----------
    reason
        Why they are taken, for the planner.
    """

    name = "auto"

    def __init__(self, reason: str) -> None:
        self._solvers = (load("highs"), load("cpsat"))
        names = " and ".join(f"{one.name} {one.version}" for one in self._solvers)
        self.version = f"({names} by turns, because {reason})"

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search turn by turn until proven or stopped by the watch."""
        orders = with_orders(model)
        seconds, first = FIRST_TURN, True
        best, mode = options.start, ""
        while True:
            for solver in self._solvers:
                if watch.stopping or watch.remaining() <= 0:
                    return Answer(Claim.STOPPED, mode=mode.removesuffix(REPRODUCIBLE))
                answer = _turn(solver, model, orders, replace(options, start=best), _Turn(watch, seconds))
                mode = answer.mode if first else answer.mode.removesuffix(REPRODUCIBLE)
                if answer.claim not in {Claim.EXHAUSTED, Claim.STOPPED}:
                    return answer
                best = _better(model, best, watch)
                if answer.claim is Claim.EXHAUSTED or _proven(model, best, watch, options):
                    return Answer(Claim.EXHAUSTED, best, mode=mode)
                first = False
            seconds *= GROWTH


def _turn(solver: Backend, model: LinearModel, orders: Orders, options: Options, turn: "_Turn") -> Answer:
    """Let one of the solvers search for a while; what it finds goes to the watch."""
    if solver.name == "cpsat":
        answer = solver.search(model, options, cast("Watch", turn))
    else:
        start = None if options.start is None else orders.extended(options.start)
        turn.width = model.n_columns
        answer = solver.search(orders.model, replace(options, start=start), cast("Watch", turn))
    if answer.solution is not None:
        turn.incumbent(answer.solution)
    if answer.bound is not None:
        turn.prove(answer.bound)
    return answer


def _better(model: LinearModel, best: FloatArray | None, watch: Watch) -> FloatArray | None:
    """Return the best answer known that satisfies the model."""
    for _, vector in watch.kept:
        settled = polish(model, vector, watch.remaining())
        if residual(model, settled).feasible:
            if best is None or model.objective(settled) < model.objective(best):
                return settled
            break
    return best


def _proven(model: LinearModel, best: FloatArray | None, watch: Watch, options: Options) -> bool:
    if best is None:
        return False
    objective = model.objective(best)
    return relative_gap(objective, min(watch.bound, objective)) <= options.gap


class _Turn:
    """The watch as a solver sees it in its turn: less time, and answers cut to the columns of the model."""

    def __init__(self, watch: Watch, seconds: float) -> None:
        self._watch = watch
        self._until = time.monotonic() + seconds
        self.width: int | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._watch, name)

    def remaining(self) -> float:
        """Return the seconds left of the turn."""
        return min(self._watch.remaining(), max(self._until - time.monotonic(), 0.0))

    def solver_limit(self, share: float = 0.05, most: float = 0.25) -> float | None:
        """Return the limit to give the solver."""
        left = self.remaining()
        return None if math.isinf(left) else left - min(share * left, most)

    def incumbent(self, solution: FloatArray) -> None:
        """Take an answer."""
        self._watch.incumbent(solution[: self.width].copy())

    def prove(self, bound: float) -> None:
        """Take a bound."""
        self._watch.prove(bound)

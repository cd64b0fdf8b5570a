"""toulbar2 through its Python interface; runs in a child process.

It hands out nothing while it runs. Where nobody says when it has to end it runs in rounds, each several times
as long as the one before and told the best cost of the last: what is lost when it is killed is one round.
"""

import math
from typing import Any

import numpy as np
import pytoulbar2

from vebuilder.formulate.linear_model import LinearModel
from vebuilder.solve.backend import Answer, Claim, mode_text
from vebuilder.solve.options import Options
from vebuilder.solve.toulbar2.cost_network import CostNetwork
from vebuilder.solve.watch import Watch

FIRST_ROUND = 4.0
GROWTH = 4.0
LONGEST = 10**6


class Toulbar2:
    """The `Backend` for one network, inside the child; its solutions are one value a variable.

    Parameters
    ----------
    network
        What is to be solved.
    at_once
        Take all the time there is in one round; there must be a limit.
    """

    name = "toulbar2"
    version = ""

    def __init__(self, network: CostNetwork, at_once: bool = False) -> None:
        self._network = network
        self._at_once = at_once

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search round by round until proven or out of time."""
        network = self._network
        ceiling = network.forbidden
        if options.start is not None:
            known = (model.objective(options.start) - network.offset + network.error) * network.scale
            # One unit above what is known: the search must not lose it to rounding.
            ceiling = min(ceiling, math.floor(known + 0.5) + 1)
        seconds, answered = FIRST_ROUND, options.start is not None
        mode = mode_text(None)
        while True:
            limit = watch.solver_limit(share=0.1, most=2.0)
            last = limit is not None and (self._at_once or limit <= (1 + 1 / GROWTH) * seconds)
            span = limit if last and limit is not None else seconds
            cfn = self._built(ceiling, options.seed)
            # toulbar2 counts seconds of its own process: on a busy machine the watch's interrupt ends it.
            found = cfn.Solve(timeLimit=min(max(1, int(span)), LONGEST))
            bound = float(cfn.GetDDualBound())
            ended = False
            if found is not None:
                answered = True
                best = round(found[1])
                # The next round must find this answer again: only then does its bound prove anything.
                ceiling = best + 1
                watch.incumbent(np.array(found[0], dtype=np.float64))
                ended = bound >= best
            # What is called infeasible here is looked into once more by whoever explains it.
            if found is None and not cfn.Option.limited and not answered and not watch.stopping:
                return Answer(Claim.INFEASIBLE, mode=mode)
            watch.prove(bound / network.scale + network.offset - network.error)
            if ended or last or watch.stopping:
                return Answer(Claim.EXHAUSTED if ended else Claim.STOPPED, mode=mode)
            seconds *= GROWTH
            mode = mode_text(1)  # what is known by the end of a round depends on the clock

    def _built(self, ceiling: int, seed: int) -> Any:
        """Return the network in toulbar2, looking for costs below the ceiling only."""
        network = self._network
        cfn = pytoulbar2.CFN(ceiling, seed=seed + 1)
        # Once something was infeasible pytoulbar2 leaves best-first search off, and then proves no bound.
        cfn.Option.hbfs = 1
        cfn.Option.limited = False  # set by a limit or an interrupt; it too outlives a solve
        for number, size in enumerate(network.sizes):
            cfn.AddVariable(f"v{number}", range(size))
        for variable, costs in network.unary.items():
            cfn.AddFunction([variable], costs.tolist())
        for pair, table in network.binary.items():
            cfn.AddFunction(list(pair), table.ravel().tolist())
        for terms, least in network.linear:
            cfn.AddGeneralizedLinearConstraint(terms, ">=", least)
        return cfn

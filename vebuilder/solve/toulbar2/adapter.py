"""toulbar2 through its Python interface; runs in a child process.

It hands out nothing while it runs, so it runs in rounds, each several times as long as the one before and
told the best cost of the last: what is lost when it has to be killed is one round.
"""

import math
import time
from typing import Any

import numpy as np
import pytoulbar2

from vebuilder.formulate.linear_model import LinearModel
from vebuilder.solve.backend import Answer, Claim
from vebuilder.solve.options import Options
from vebuilder.solve.toulbar2.cost_network import CostNetwork
from vebuilder.solve.watch import Watch

FIRST_ROUND = 4.0
GROWTH = 4.0
LONGEST = 10**6
EARLY = 0.8
MODE = "1 thread"


class Toulbar2:
    """The `Backend` for one network, inside the child; its solutions are one value a variable."""

    name = "toulbar2"
    version = ""

    def __init__(self, network: CostNetwork) -> None:
        self._network = network

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search round by round until proven or out of time."""
        network = self._network
        ceiling = network.forbidden
        if options.start is not None:
            known = (model.objective(options.start) - network.offset + network.error) * network.scale
            # One unit above what is known: the search must not lose it to rounding.
            ceiling = min(ceiling, math.floor(known + 0.5) + 1)
        seconds, answered = FIRST_ROUND, options.start is not None
        while True:
            limit = watch.solver_limit(share=0.1, most=2.0)
            last = limit is not None and limit <= (1 + 1 / GROWTH) * seconds
            span = limit if last and limit is not None else seconds
            cfn = self._built(ceiling, options.seed)
            begin, whole = time.monotonic(), min(max(1, int(span)), LONGEST)
            found = cfn.Solve(timeLimit=whole)
            bound = float(cfn.GetDDualBound())
            ended = False
            if found is not None:
                answered = True
                best = round(found[1])
                # The next round must find this answer again: only then does its bound prove anything.
                ceiling = best + 1
                watch.incumbent(np.array(found[0], dtype=np.float64))
                ended = bound >= best
            # A contradiction leaves no bound; only that it ended well before its time tells it from a limit.
            # What is called infeasible here is looked into once more by whoever explains it.
            early = time.monotonic() - begin < EARLY * whole and not watch.stopping
            if found is None and early and not answered:
                return Answer(Claim.INFEASIBLE, mode=MODE)
            watch.prove(bound / network.scale + network.offset - network.error)
            if ended or last or watch.stopping:
                return Answer(Claim.EXHAUSTED if ended else Claim.STOPPED, mode=MODE)
            seconds *= GROWTH

    def _built(self, ceiling: int, seed: int) -> Any:
        """Return the network in toulbar2, looking for costs below the ceiling only."""
        network = self._network
        cfn = pytoulbar2.CFN(ceiling, seed=seed + 1)
        for number, size in enumerate(network.sizes):
            cfn.AddVariable(f"v{number}", range(size))
        for variable, costs in network.unary.items():
            cfn.AddFunction([variable], costs.tolist())
        for pair, table in network.binary.items():
            cfn.AddFunction(list(pair), table.ravel().tolist())
        for terms, least in network.linear:
            cfn.AddGeneralizedLinearConstraint(terms, ">=", least)
        return cfn

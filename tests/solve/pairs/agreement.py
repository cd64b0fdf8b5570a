"""What the pair engine answers, against every plan there is."""

import pytest
from brute_force import best_plan
from instances import random_instance

import vebuilder as ve
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.pairs import choice


def engine_agrees_on(seed: int) -> None:
    """Form the enterprise of a random instance, if it is one for the engine."""
    project, network = random_instance(seed)
    if choice.pair_engine(formulate(Problem.of(project, network))) is None:
        return
    best = best_plan(project, network)
    if best is None:
        with pytest.raises(ve.InfeasibleError):
            ve.form_enterprise(project, network, gap=1e-9)
        return
    enterprise = ve.form_enterprise(project, network, gap=1e-9)
    assert enterprise.solver.startswith("auto (pairs")
    assert enterprise.objective == pytest.approx(best.price.objective, rel=1e-6, abs=1e-6)

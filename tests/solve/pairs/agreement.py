"""What the pair engine answers, against every plan there is."""

import numpy as np
import pytest
from brute_force import best_plan
from instances import random_instance

import vebuilder as ve
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.options import Options
from vebuilder.solve.pairs import choice
from vebuilder.solve.solve import solve


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


def truth_of(formulation: Formulation) -> tuple[float, np.ndarray] | None:
    """Return the best objective and its partners by a plain program; None without any enterprise."""
    plain = solve(formulation.model, Options(gap=1e-7), "highs")
    if plain.solution is None:
        return None
    return formulation.model.objective(plain.solution), plain.solution[formulation.decisions.partner] > 0.5

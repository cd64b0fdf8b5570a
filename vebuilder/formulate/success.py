"""How likely it must be that everything is delivered."""

import math

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, Integrality
from vebuilder.formulate.problem import Problem

PRODUCT = "probability of success"
HOPELESS = "a partner that never delivers"


def add_success(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add prod_f min_t reliability_tf >= p in logarithms: v_f >= -log(reliability_tf) a_tf, sum v <= -log p.

    Single-sourced, without shocks and standbys, so that firms are independent and each delivers all its
    tasks when it delivers the least reliable.
    """
    needed = problem.project.rules.min_success_probability
    if not needed:
        return
    pairs = problem.pairs
    hopeless = np.flatnonzero(pairs.reliability == 0)
    builder.rows(
        HOPELESS,
        len(hopeless),
        [(np.arange(len(hopeless)), decisions.assigned[hopeless], 1.0)],
        upper=0.0,
        key=[
            ("task", problem.task_ids[pairs.task[hopeless]]),
            ("firm", problem.firm_ids[pairs.firm[hopeless]]),
        ],
    )
    unsure = np.flatnonzero((pairs.reliability > 0) & (pairs.reliability < 1))
    weight = -np.log(pairs.reliability[unsure])
    firms, firm = np.unique(pairs.firm[unsure], return_inverse=True)
    if len(unsure) == 0:
        return
    most = np.zeros(len(firms))
    np.maximum.at(most, firm, weight)
    doubt = builder.columns(
        "doubt in a partner",
        len(firms),
        Integrality.CONTINUOUS,
        upper=most,
        key=[("firm", problem.firm_ids[firms])],
    )
    rows = np.arange(len(unsure))
    builder.rows(
        "a partner is as reliable as in its least reliable task",
        len(unsure),
        [(rows, doubt[firm], 1.0), (rows, decisions.assigned[unsure], -weight)],
        lower=0.0,
    )
    builder.rows(PRODUCT, 1, [(0, doubt, 1.0)], upper=-math.log(needed))

    def complete(vector: FloatArray) -> None:
        np.maximum.at(vector, doubt[firm], weight * vector[decisions.assigned[unsure]])

    builder.complete_with(complete)

"""On random instances: give way as the error says, and an enterprise exists; nothing named is needless."""

from collections import defaultdict

import pytest
from instances import random_instance

from diagnose.repairing import is_possible, named, only, repaired
from vebuilder import InfeasibleError, form_enterprise

SEEDS = (*range(120), 188, 357, 549, 580)
"""The last ones: a least share of a task not split, an initiator who pays nothing to join, prices below 0."""


@pytest.mark.parametrize("seed", SEEDS)
def test_every_repair_is_enough_and_every_clash_is_minimal(seed: int) -> None:
    project, network = random_instance(seed)
    try:
        form_enterprise(project, network)
    except InfeasibleError as error:
        faults = error.diagnosis
    else:
        return
    assert faults
    clashes = defaultdict(list)
    for fault in faults:
        clashes[fault.clash].append(fault)
        assert fault.repairs
        for repair in fault.repairs:
            form_enterprise(*repaired(project, network, repair), gap=0.5)
    for members in clashes.values():
        requirements = named(members)
        assert not is_possible(*only(project, network, requirements))
        for one in requirements:
            assert is_possible(*only(project, network, requirements - {one}))

"""One fault planted in a feasible project with all kinds of rules: it is named, and nothing needless is."""

from collections import defaultdict

import pytest
from check.builders import firm, network, offer, project, task

from diagnose.planted import FAULTS, feasible, planted
from diagnose.repairing import is_possible, named, nearly, only, repaired
from vebuilder import DataError, InfeasibleError, form_enterprise
from vebuilder.model import Fault, Repair

SEEDS = range(105)


def told(seed: int) -> tuple[Fault, ...]:
    instance = planted(seed)
    with pytest.raises(InfeasibleError) as caught:
        form_enterprise(instance.project, instance.network)
    return caught.value.diagnosis


def test_every_kind_of_fault_is_planted_five_times() -> None:
    assert len(SEEDS) == 5 * len(FAULTS)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_the_fault_there_is_an_enterprise(seed: int) -> None:
    assert is_possible(*feasible(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_fault_is_named_with_what_mends_it_and_nothing_needless(seed: int) -> None:
    instance, faults = planted(seed), told(seed)
    asked, known = instance.project, instance.network
    assert instance.paths <= {repair.changes[0].path for fault in faults for repair in fault.repairs}
    assert instance.ids <= {name for fault in faults for name in fault.ids}

    # Each repair alone is enough, which the solver-free evaluation audits, and a little less is not.
    for fault in faults:
        assert fault.repairs
        for repair in fault.repairs:
            form_enterprise(*repaired(asked, known, repair), gap=0.5)
            first, *others = repair.changes
            if less := nearly(asked, known, first):
                short = Repair(changes=(less, *others))
                assert not is_possible(*repaired(asked, known, short))

    # What is named clashes whatever becomes of all else, and without any one of it no longer does.
    clashes = defaultdict(list)
    for fault in faults:
        clashes[fault.clash].append(fault)
    for members in clashes.values():
        requirements = named(members)
        assert not is_possible(*only(asked, known, requirements))
        for one in requirements:
            assert is_possible(*only(asked, known, requirements - {one}))


def test_a_proficiency_that_nobody_reaches_is_a_fault_of_the_data() -> None:
    asked = project(task("t", min_proficiency=0.95))
    with pytest.raises(DataError, match=r"'t'.*0\.95"):
        form_enterprise(asked, network(firm("a", offer(proficiency=0.9))))

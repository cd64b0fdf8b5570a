import pytest
from check.builders import firm, network, project, task

from vebuilder import DataError
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.formulate.start import read_start, start_vector

PROJECT, NETWORK = project(task("t"), initiator="b"), network(firm("a"), firm("b"))


def test_a_start_is_read_once_and_the_initiator_is_always_in_it() -> None:
    formulation = formulate(Problem.of(PROJECT, NETWORK))
    plan = read_start(formulation.problem, (pair for pair in [("t", "a")]))
    vector = start_vector(formulation, plan)
    assert vector[formulation.decisions.partner].tolist() == [1, 1]
    assert vector[formulation.decisions.share].tolist() == [1, 0]


def test_the_faults_of_a_start_say_where_they_are() -> None:
    with pytest.raises(DataError) as caught:
        read_start(Problem.of(PROJECT, NETWORK), [("x", "a"), ("t", "y")])
    assert [fault.path for fault in caught.value.faults] == ["start[0].task", "start[1].firm"]
    assert [fault.ids for fault in caught.value.faults] == [("x",), ("y",)]

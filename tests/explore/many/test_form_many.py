"""Many calls at once: what comes of each is what comes of it alone, whoever works on it and whatever dies."""

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from check.builders import firm, network, offer, project, task
from instances import random_instance

import vebuilder as ve

MEMBERS = network(firm("a", offer(unit_cost=3.0)), firm("b", offer(unit_cost=2.0), joining_cost=4.0))


def calls():
    good = [random_instance(seed) for seed in (0, 1, 2, 3)]
    hopeless = project(task("t"), budget=1.0), MEMBERS
    faulty = project(task("t", "flying")), MEMBERS
    return [*good, hopeless, faulty, (project(task("t"), task("u")), MEMBERS)]


def alone(one):
    try:
        return ve.form_enterprise(*one, threads=1).objective
    except ve.VebuilderError as error:
        return type(error).__name__


@pytest.fixture(scope="module")
def expected():
    return [alone(one) for one in calls()]


def told(many):
    return [one.failure if one.enterprise is None else one.enterprise.objective for one in many]


def test_a_pool_of_processes_is_the_default(expected) -> None:
    heard = []
    many = ve.form_many(calls(), progress=lambda number, one: heard.append((number, one.project)))
    assert told(many) == expected
    assert sorted(number for number, _ in heard) == list(range(len(expected)))
    assert not many.ended
    assert "budget" in many[4].message
    assert many[4].diagnosis
    assert many[5].failure == "DataError"
    assert many[5].diagnosis
    assert f"{len(many.enterprises)} of 7 enterprises formed" in str(many)
    assert ve.Many.model_validate_json(many.model_dump_json()) == many


def test_projects_share_a_network() -> None:
    asked = [project(task("t", amount=float(amount))) for amount in (1, 10)]
    many = ve.form_many(asked, MEMBERS, executor=ThreadPoolExecutor(1))
    assert [one.enterprise.partners for one in many] == [("a",), ("b",)]


def test_threads_and_processes_find_the_same(expected) -> None:
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as others:
        assert told(ve.form_many(calls(), executor=threads)) == expected
        assert told(ve.form_many(calls(), executor=others)) == expected


def test_a_dask_cluster_of_which_a_worker_is_killed_loses_nothing(expected) -> None:
    distributed = pytest.importorskip("distributed", reason="dask is not installed (extra dask)")
    asked = calls() * 3
    heard = []
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))

        def progress(number, _one):
            heard.append(number)
            if len(heard) == 5:
                os.kill(victim, signal.SIGKILL)

        many = ve.form_many(asked, executor=client.get_executor(), progress=progress)
    assert told(many) == expected * 3
    assert sorted(heard) == list(range(len(asked)))


def test_ctrl_c_keeps_what_is_finished() -> None:
    heard = []

    def progress(number, _one):
        heard.append(number)
        if len(heard) == 2:
            signal.raise_signal(signal.SIGINT)

    assert threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with ThreadPoolExecutor(1) as pool:
            many = ve.form_many(calls(), executor=pool, progress=progress)
    finally:
        signal.signal(signal.SIGINT, before)
    assert many.ended == "interrupted"
    finished = [one.enterprise is not None or one.failure != "" for one in many]
    assert finished[0]
    assert 2 <= sum(finished) < len(finished)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (([MEMBERS],), "neither a pair of a project and a network"),
        (([project(task("t"))],), "neither a pair of a project and a network"),
        (("nonsense", MEMBERS), "calls\\[0\\]"),
    ],
)
def test_what_is_no_call_is_told(given, words) -> None:
    with pytest.raises(ve.DataError, match=words):
        ve.form_many(*given)


def test_all_that_cannot_be_meant_is_told_at_once() -> None:
    with pytest.raises(ve.DataError) as error:
        ve.form_many([project(task("t"))], time_limit=-1, gap=2.0)
    assert len(error.value.faults) == 3


def test_partners_are_looked_at_side_by_side() -> None:
    asked, members = random_instance(0)
    enterprise = ve.form_enterprise(asked, members)
    here = ve.why(enterprise, asked, members)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = ve.why(enterprise, asked, members, executor=pool)
    assert [(one.firm, one.extra) for one in there] == [(one.firm, one.extra) for one in here]
    assert [one.reason for one in there] == [one.reason for one in here]

"""Parts of the search are programs of their own size; looked at side by side, without a say of the clock."""

import threading

import numpy as np
import pytest

from solve.bundles.cases import engine_of, trusting_network
from vebuilder.solve.bundles import engine, tree
from vebuilder.solve.bundles.companion import Companion
from vebuilder.solve.bundles.part import Part
from vebuilder.solve.bundles.point import Restriction
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve
from vebuilder.solve.watch import Watch


def root_of(formulation, options=None):
    options = options or Options()
    terms = terms_of(formulation)
    return Root(formulation, options, Watch(formulation.model, options), terms, pool_of(terms))


@pytest.mark.parametrize("seed", range(4))
def test_a_part_opened_bounds_what_it_was_left_with(seed):
    root = root_of(trusting_network(seed, 14, 9))
    relaxation = root.relaxation
    try:
        point = relaxation.solve(root.everything())
        without = Restriction(root.pool.firm != int(root.pool.firm[point.bundles[0]]), root.terms.required)
        point = relaxation.solve(without)
        part = Part.of(root, relaxation, without, point, target=point.bound + 5.0)
        opened = part.opened(root)
        try:
            assert len(opened.pool) < len(root.pool)
            assert len(opened.flows) < len(root.flows)
            # What costs too much is gone, so that the bound may only rise.
            assert opened.solve(part.everything(opened)).bound >= point.bound - 1e-4
        finally:
            opened.close()
        same = Part.of(root, relaxation, without, point, target=np.inf).opened(root)
        try:
            assert same.solve(part.everything(same)).bound == pytest.approx(point.bound, abs=1e-4)
        finally:
            same.close()
    finally:
        relaxation.close()


@pytest.mark.parametrize("seed", [1, 4])
def test_one_thread_and_two_go_the_same_way(seed, monkeypatch):
    monkeypatch.setattr(engine, "first_answer", lambda *_, **__: None)
    monkeypatch.setattr(Root, "other_ways", 0)
    formulation = trusting_network(seed, 16, 10)
    ways = []
    for threads in (1, 2):
        asked = monkeypatch.context()
        with asked as patch:
            used = set()
            divided = tree.divided

            def noted(*given, divided=divided, used=used):
                used.add(threading.current_thread().name)
                return divided(*given)

            patch.setattr(tree, "divided", noted)
            patch.setattr(tree, "threads_of", lambda _asked, threads=threads: threads)
            result = solve(formulation.model, Options(gap=0), engine_of(formulation))
        ways.append((result.solution.tolist(), result.bound))
        assert len(used) == threads
    assert ways[0] == ways[1]


def test_what_a_companion_finds_is_told_when_it_is_asked():
    formulation = trusting_network(2, 30, 12)
    watch = Watch(formulation.model, Options())
    told = []
    for begun in (True, False):
        companion = Companion(formulation, Options(), watch, seconds=0.05, ways=2)
        if begun:
            companion.begin()
        answers = companion.answers()
        assert not watch.kept
        assert answers
        assert companion.answers() == []
        told.append([answer.tolist() for answer in answers])
    assert told[0] == told[1]


def test_a_companion_that_was_never_asked_loses_nothing_when_all_is_stopped():
    formulation = trusting_network(2, 30, 12)
    watch = Watch(formulation.model, Options())
    companion = Companion(formulation, Options(), watch, seconds=0.05, ways=1)
    companion.begin()
    while companion.searching:
        pass
    watch.stop("interrupted")
    companion.dismiss()
    assert watch.kept


def test_what_fails_in_a_companion_is_told(monkeypatch):
    def failing(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr("vebuilder.solve.bundles.companion.first_answer", failing)
    formulation = trusting_network(2, 30, 12)
    companion = Companion(formulation, Options(), Watch(formulation.model, Options()), seconds=0.05, ways=1)
    companion.begin()
    with pytest.raises(RuntimeError, match="broken"):
        companion.answers()

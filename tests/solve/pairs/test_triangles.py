"""Triangles of pairs in the bound: what they are worth, where they are broken, and no bound is too high."""

from collections.abc import Callable
from itertools import combinations, permutations

import numpy as np
import pytest

from solve.pairs.agreement import truth_of
from solve.pairs.test_engine import coordination_problem
from vebuilder.formulate.partner_sets import partner_sets
from vebuilder.solve.options import Options
from vebuilder.solve.pairs import ascent, thinning
from vebuilder.solve.pairs.ascent import Ascent, Risen
from vebuilder.solve.pairs.base_program import BaseProgram
from vebuilder.solve.pairs.gains import Gains, Multipliers
from vebuilder.solve.pairs.relaxation import Relaxation
from vebuilder.solve.pairs.savings import Split, split
from vebuilder.solve.pairs.separation import triangle_cuts
from vebuilder.solve.pairs.triangles import most_broken
from vebuilder.solve.watch import Watch


def parts_of(seed: int, firms: int = 14, partners: tuple[int, int] = (4, 4)) -> Split:
    parts = split(coordination_problem(seed, firms, partners))
    assert parts is not None
    return parts


def drawn_corners(n_firms: int, count: int, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    corners = np.array([draw.choice(n_firms, 3, replace=False) for _ in range(count)]).T
    corners[1:] = np.sort(corners[1:], axis=0)
    return np.unique(corners, axis=1)


def pairs_of(corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first, second = np.c_[corners[[0, 1]], corners[[0, 2]], corners[[1, 2]]]
    return first, second


@pytest.mark.parametrize("partners", [(4, 4), (2, 6)])
@pytest.mark.parametrize("seed", range(12))
def test_whatever_triangles_cost_no_enterprise_is_below_the_bound(
    seed: int, partners: tuple[int, int]
) -> None:
    formulation = coordination_problem(seed, partners=partners)
    truth = truth_of(formulation)
    if truth is None:
        return
    best, chosen = truth
    parts, nobody = parts_of(seed, partners=partners), np.zeros(14, dtype=bool)
    corners = drawn_corners(14, 60, seed)
    savings = parts.savings.extended(*pairs_of(corners), ~nobody)
    gains = Gains.of(savings, partner_sets(formulation.problem), corners)
    program = BaseProgram(parts, Watch(formulation.model, Options()))
    draw = np.random.default_rng(seed)
    for dearest in [0.0, 1.0, 5.0, 20.0]:
        weight = draw.uniform(0, dearest, corners.shape[1]) * (draw.random(corners.shape[1]) < 0.5)
        worth = gains.triangles.worth(gains.value(~nobody), weight)
        portion = draw.random(len(worth))
        portion = np.where(savings.source < savings.target, portion, 1 - portion[gains.back])
        picks = gains.empty()
        gains.pick(Multipliers(worth * portion, np.zeros_like(gains.member), weight), picks)
        valued = program.solve(picks.gain)
        assert valued is not None
        proof = program.prove(picks.gain, valued.row_dual, nobody)
        assert proof.bound <= best + 1e-6 * abs(best)
        assert np.all(proof.bound + proof.reduced[chosen] <= best + 1e-6 * abs(best))
    program.close()


@pytest.mark.parametrize("seed", range(3))
def test_triangles_raise_the_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ascent, "CORE", 20)
    formulation = coordination_problem(seed, firms=30, partners=(6, 6))
    truth = truth_of(formulation)
    assert truth is not None
    best, chosen = truth
    bounds = []
    for without in (1, 10**6):
        monkeypatch.setattr(ascent, "STAGES_WITHOUT_TRIANGLES", without)
        watch, sets = Watch(formulation.model, Options()), partner_sets(formulation.problem)
        rising = Ascent(formulation.problem, parts_of(seed, 30, (6, 6)), sets, watch, lambda: best)
        risen = rising.run(lambda: False)
        assert rising.bound <= best + 1e-6 * abs(best)
        assert np.all(risen.left[chosen])
        assert (risen.triangles.shape[1] > 0) == (without == 1)
        bounds.append(rising.bound)
    assert bounds[0] > bounds[1] + 1e-3 * abs(best)


def test_a_price_moves_worth_from_two_pairs_to_the_third() -> None:
    parts = parts_of(0)
    corners = drawn_corners(14, 20, 0)
    everyone = np.ones(14, dtype=bool)
    savings = parts.savings.extended(*pairs_of(corners), everyone)
    gains = Gains.of(savings, partner_sets(coordination_problem(0).problem), corners)
    weight = np.arange(corners.shape[1], dtype=float)
    expected = savings.matrix.toarray()
    for (apex, one, other), price in zip(corners.T.tolist(), weight.tolist(), strict=True):
        for first, second, change in [(apex, one, -price), (apex, other, -price), (one, other, price)]:
            expected[first, second] += change
            expected[second, first] += change
    worth = gains.triangles.worth(savings.value, weight)
    assert worth == pytest.approx(np.maximum(expected, 0)[savings.source, savings.target])
    paid_back = gains.triangles.paid_back(weight, 14)
    assert paid_back == pytest.approx([weight[corners[0] == firm].sum() for firm in range(14)])


def test_the_triangles_broken_most_are_found_and_measured_alike() -> None:
    parts, draw = parts_of(3), np.random.default_rng(3)
    partner, value = draw.random(14), np.triu(draw.random((14, 14)), 1)
    first, second = np.nonzero(value)
    corners = most_broken(first, second, value[first, second], partner, 0.3, 25)
    both = value + value.T
    excess = {
        (apex, one, other): both[apex, one] + both[apex, other] - both[one, other] - partner[apex]
        for apex, one, other in permutations(range(14), 3)
        if one < other
    }
    worst = sorted((one for one in excess.values() if one > 0.3), reverse=True)[:25]
    told = [excess[apex, one, other] for apex, one, other in corners.T.tolist()]
    assert told == pytest.approx(worst)
    savings = parts.savings.extended(*pairs_of(corners), np.ones(14, dtype=bool))
    triangles = Gains.of(savings, partner_sets(coordination_problem(3).problem), corners).triangles
    assert triangles.broken(both[savings.source, savings.target], partner) == pytest.approx(worst)


def test_savings_are_kept_between_some_firms_and_extended_by_pairs_that_save_nothing() -> None:
    old, keep = parts_of(5).savings, np.arange(14) < 9
    strangers = [pair for pair in combinations(range(9), 2) if old.matrix[pair] == 0][:3]
    first, second = np.array(strangers).T
    new = old.extended(first, second, keep)
    inside = [pair for pair in zip(old.source.tolist(), old.target.tolist(), strict=True) if max(pair) < 9]
    told = set(zip(new.source.tolist(), new.target.tolist(), strict=True))
    assert told == {*inside, *strangers, *((other, one) for one, other in strangers)}
    assert np.all(np.diff(new.key) > 0)
    assert np.array_equal(new.value, old.of(new.source, new.target))
    marks = np.arange(1.0, len(old.value) + 1)
    carried = new.taken_over(old, marks)
    known = old.of(new.source, new.target) > 0
    assert np.array_equal(carried[known], marks[old.number_of(new.source[known], new.target[known])])
    assert np.all(carried[~known] == 0)


def test_triangles_are_handed_on_by_the_numbers_of_the_firms_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "MANY_FIRMS", 0)
    monkeypatch.setattr(ascent, "STAGES", 5)
    risen: list[Risen] = []
    run = Ascent.run

    def heard(self: Ascent, enough: Callable[[], bool]) -> Risen:
        risen.append(run(self, enough))
        return risen[0]

    monkeypatch.setattr(Ascent, "run", heard)
    formulation = coordination_problem(0, firms=60, partners=(6, 6))
    thinned = thinning.thin(formulation, Options(gap=1e-9), Watch(formulation.model, Options()))
    assert not thinned.settled
    assert 0 < risen[0].left.sum() < 60
    whole, part = formulation.problem.firm_ids, thinned.formulation.problem.firm_ids
    told = [tuple(whole[firm] for firm in corners) for corners in risen[0].triangles.T.tolist()]
    kept = [names for names in told if set(names) <= set(part)]
    assert kept
    assert [tuple(part[firm] for firm in corners) for corners in thinned.triangles.T.tolist()] == kept
    parts = split(thinned.formulation)
    assert parts is not None
    watch, sets = Watch(thinned.formulation.model, Options()), partner_sets(thinned.formulation.problem)
    relaxation = Relaxation(parts, sets, watch)
    relaxation.enter(np.arange(relaxation.n_firms))
    without = relaxation.solve()
    relaxation.add(triangle_cuts(relaxation, thinned.triangles))
    with_them = relaxation.solve()
    relaxation.close()
    assert without is not None
    assert with_them is not None
    assert with_them.objective > without.objective + 1e-6

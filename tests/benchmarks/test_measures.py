"""Measures, means and ratios, on made-up runs."""

import pytest
from made_up_runs import made

from benchmarks.comparison.measures import Figure, Measures, Standard, measured, middle, standard
from benchmarks.comparison.runs import Run
from benchmarks.comparison.summary import Comparison, Ratio, mean_ratio, ratio, shifted_mean, verdict
from benchmarks.comparison.tables import page, times
from benchmarks.contenders.lineup import DIRECT


def only(run: Run, *others: Run) -> Measures:
    found = measured(run, standard([run, *others]))
    assert found is not None
    return found


def test_times_are_those_of_the_trace() -> None:
    run = made("auto", (1, 120, None), (2, 110, 50), (5, 101, 90), (9, 100, 95), (20, 100, 99.995))
    found = only(run)
    assert found.first == Figure(1)
    assert found.near == Figure(5)
    assert found.proof == Figure(20)
    assert found.minute == Figure(pytest.approx(5e-5))
    assert found.own_gap == pytest.approx(5e-5)


def test_near_is_measured_from_the_best_anybody_found() -> None:
    run, better = made("cbc", (1, 120, None), (5, 101, 90)), made("auto", (3, 99.5, 80))
    assert only(run).near == Figure(5)
    assert only(run, better).near == Figure(600.0, reached=False)


def test_the_gap_of_a_minute_is_to_the_best_bound_anybody_proved() -> None:
    run = made("cbc", (1, 200, 10), (59, 110, 20), (61, 100, 100))
    assert only(run).minute == Figure(pytest.approx(10 / 110))
    weaker = made("genetic", (30, 105, None))
    assert only(weaker, run).minute == Figure(pytest.approx(5 / 105))
    assert only(made("scip", (70, 100, None)), run).minute == Figure(1.0, reached=False)
    assert only(weaker).minute == Figure(1.0, reached=False), "nobody proved a bound"


def test_without_an_answer_all_times_are_lower_bounds() -> None:
    found = only(made("scip", (300, None, 40)))
    late = Figure(600.0, reached=False)
    assert (found.first, found.near, found.proof) == (late, late, late)
    assert found.own_gap is None


def test_a_time_out_keeps_its_first_answer() -> None:
    found = only(made("scip", (4, 100, 40), (600, 100, 60)))
    assert (found.first, found.proof) == (Figure(4), Figure(600.0, reached=False))


def test_what_a_killed_run_showed_does_not_count() -> None:
    run = made("cbc", (4, 100, 100), outcome="killed", objective=None, bound=None, seconds=None)
    found = only(run)
    assert found.first == found.proof == Figure(600.0, reached=False)
    assert found.memory == Figure(100.0, reached=False)


def test_costs_below_the_answer_handed_out_are_not_believed() -> None:
    found = only(made("textbook", (1, 90, None), (2, 105, None), (8, 100, 100)))
    assert found.first == Figure(2)
    assert found.near == Figure(8)


def test_a_bound_above_an_answer_is_a_wrong_proof() -> None:
    wrong, right = made("cbc", (2, 100, 100)), made("auto", (5, 98, 97))
    assert only(wrong).proof == Figure(2)
    assert only(wrong, right).proof == Figure(600.0, reached=False)
    assert standard([wrong, right]) == Standard(98, 97)
    text = page(Comparison([wrong, right]))
    assert "wrong proof" in text
    assert "- cbc, one: wrong proof: claims the bound 100; an answer costs 98" in text


def test_a_bound_without_an_answer_counts() -> None:
    assert standard([made("scip", (300, None, 40)), made("auto", (3, 50, 30))]) == Standard(50, 40)


def test_who_refuses_did_not_compete() -> None:
    run = made("textbook", outcome="refused", words="does not state budgets", seconds=0.1)
    assert measured(run, standard([run])) is None
    text = page(Comparison([run, made("auto", (1, 5, 5))]))
    assert "| one | textbook | - | - | - | - | - | - | - | refused |" in text
    assert "- textbook, one: refused: does not state budgets" in text


def test_the_median_of_seeds_puts_time_outs_last() -> None:
    def proof(*figures: Figure) -> Figure:
        return middle([Measures(one, one, one, one, None, None) for one in figures]).proof

    late = Figure(60.0, reached=False)
    assert proof(Figure(3), Figure(1), Figure(2)) == Figure(2)
    assert proof(Figure(70), late, Figure(2)) == Figure(70)
    assert proof(Figure(3), late) == late
    assert middle([Measures(late, late, late, late, None, gap) for gap in (0.2, None, 0.1)]).own_gap == 0.2


def test_means_are_shifted_and_marked() -> None:
    mean = shifted_mean([Figure(0.0), Figure(3.0)], shift=1.0)
    assert mean is not None
    assert mean.figure == Figure(pytest.approx(1.0))
    mean = shifted_mean([Figure(4.0), Figure(9.0, reached=False)], shift=0.0)
    assert mean is not None
    assert (mean.figure, mean.instances, mean.reached) == (Figure(pytest.approx(6.0), reached=False), 2, 1)
    zero = shifted_mean([Figure(0.0), Figure(0.0)], shift=1e-4)
    assert zero is not None
    assert zero.figure.value == pytest.approx(0.0)
    assert shifted_mean([], shift=1.0) is None


def test_a_ratio_says_which_side_ran_out_of_time() -> None:
    late, soon = Figure(600.0, reached=False), Figure(6.0)
    assert ratio(soon, Figure(2.0)) == Ratio(3.0)
    assert ratio(late, soon) == Ratio(100.0, at_least=True)
    assert ratio(soon, Figure(60.0, reached=False)) == Ratio(0.1, at_most=True)
    assert ratio(late, Figure(60.0, reached=False)) is None
    assert mean_ratio([Ratio(4.0), Ratio(9.0, at_least=True)]) == Ratio(pytest.approx(6.0), at_least=True)
    assert mean_ratio([]) is None


@pytest.mark.parametrize(
    ("found", "text", "result"),
    [
        (Ratio(7.25), "7.2", "reached"),
        (Ratio(3.0), "3.0", "missed"),
        (Ratio(7.0, at_least=True), "at least 7.0", "reached"),
        (Ratio(3.0, at_least=True), "at least 3.0", "open"),
        (Ratio(7.0, at_most=True), "at most 7.0", "open"),
        (Ratio(3.0, at_most=True), "at most 3.0", "missed"),
        (Ratio(1234.5, at_least=True, at_most=True), "about 1,234, of time-outs on both sides", "open"),
    ],
)
def test_targets_and_time_outs(found: Ratio, text: str, result: str) -> None:
    assert times(found) == text
    assert verdict(found, 5.0) == result


def test_the_best_peer_is_chosen_instance_by_instance() -> None:
    runs = [
        made("auto", (2, 100, 100), limit=60),
        made("highs", (10, 100, 100)),
        made("toulbar2", (600, 100, 50)),
        made("textbook", (600, 100, 50)),
        made("auto", (4, 100, 100), limit=60, instance="two"),
        made("highs", (600, 100, 50), instance="two"),
        made("toulbar2", (600, 100, 50), instance="two"),
        made("auto", (0.1, 100, 100), limit=60, instance="quick"),
        made("highs", (0.9, 100, 100), instance="quick"),
        made("textbook", (40, 100, 100), instance="quick"),
        made("auto", (60, 100, 50), limit=60, instance="hard"),
        made("highs", (600, 100, 50), instance="hard"),
        made("textbook", (600, 100, 50), instance="hard"),
    ]
    comparison = Comparison(runs)
    assert comparison.best_peer("one") == ("highs", Figure(10))
    assert comparison.against_peers("auto") == {"one": Ratio(5.0), "two": Ratio(150.0, at_least=True)}
    assert comparison.against("textbook", "auto") == {
        "one": Ratio(300.0, at_least=True),
        "quick": Ratio(pytest.approx(400.0)),
    }
    text = page(comparison)
    assert "**at least 27.4** (geometric mean over 2 instances" in text
    assert "Target: 5 times; reached." in text
    assert "**at least 346** (geometric mean over 2 instances that `auto` proves). Target: 100 times" in text
    assert "| hard | > 60.0 | - | > 600 | - | > 600 | - |" in text
    assert "| quick | 0.10 | highs | 0.90 | - | 40.0 | 400 |" in text
    assert "60 s and gap 0.01% for auto; 600 s and gap 0.01% for highs, toulbar2, textbook" in text


def test_toulbar2_without_what_is_put_around_it_is_set_beside_the_other_peers() -> None:
    runs = [
        made("auto", (2, 100, 100), limit=60),
        made("toulbar2", (20, 100, 100)),
        made(DIRECT, (8, 100, 100)),
    ]
    text = page(Comparison(runs))
    assert "best of toulbar2 on each instance over `auto`: **10.0**" in text
    assert "best of toulbar2, toulbar2 itself on each instance over `auto`: **4.0**" in text
    assert "Target: 5 times; missed." in text
    assert "| one | 2.00 | toulbar2 itself | 8.00 | 4.0 | - | - |" in text


def test_a_peer_faster_than_a_run_out_of_time_is_at_most() -> None:
    runs = [made("auto", (60, 100, 50), limit=60), made("scip", (30, 100, 100))]
    assert Comparison(runs).against_peers("auto") == {"one": Ratio(0.5, at_most=True)}


def test_means_are_over_the_instances_a_contender_competed_in() -> None:
    runs = [
        made("auto", (1, 100, 100)),
        made("auto", (3, 100, 100), instance="two"),
        made("textbook", (9, 100, 100)),
        made("textbook", instance="two", outcome="refused", words="no", seconds=0.0),
    ]
    text = page(Comparison(runs))
    assert "| auto | 2 | 2 | 2 | 1.83 | 1.83 | 1.83 | 0.00 % | 100 |" in text
    assert "| textbook | 1 of 2 | 1 | 1 | 9.00 | 9.00 | 9.00 | 0.00 % | 100 |" in text

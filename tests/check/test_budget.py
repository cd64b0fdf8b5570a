from check.builders import broken, firm, network, offer, project, task

NETWORK = network(firm("a", offer(unit_cost=7, setup_cost=20), joining_cost=100))


def test_the_budget_bounds_the_total_cost() -> None:
    # 100 joining + 20 set-up + 7 work
    assert broken(project(task("t"), budget=127), NETWORK, {"t": "a"}) == []
    (violation,) = broken(project(task("t"), budget=120, currency="CHF"), NETWORK, {"t": "a"})
    assert (violation.rule, violation.ids, violation.amount) == ("budget", ("p",), 7)
    assert violation.message == ("the enterprise costs 127 CHF with a budget of 120 CHF: short by 7 CHF")


def test_the_expected_loss_is_not_in_the_budget() -> None:
    risky = network(firm("a", offer(unit_cost=7), reliability=0.5))
    assert broken(project(task("t", loss=1000), budget=7), risky, {"t": "a"}) == []

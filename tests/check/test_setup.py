from check.builders import case, firm, network, offer, package, project, task
from vebuilder.check.setup import setup_cost
from vebuilder.model import Quote

NETWORK = network(
    firm("a", offer("milling", setup_cost=5), offer("turning", setup_cost=7)),
    firm("b", offer("milling", setup_cost=11)),
)


def test_once_per_firm_and_offer_used() -> None:
    tasks = (task("t"), task("u"), task("v", "turning"), task("w"))
    plan = {"t": "a", "u": "a", "v": "a", "w": "b"}
    # a: milling 5 (two tasks, once) + turning 7; b: milling 11
    assert setup_cost(case(project(*tasks), NETWORK, plan)) == 23


def test_a_stated_quote_setup_replaces_the_offers_for_that_task_only() -> None:
    quotes = (Quote(task="t", firm="a", setup_cost=2), Quote(task="u", firm="a", setup_cost=2))
    tasks = (task("t"), task("u"), task("w"))
    # t and u: 2 each, once per task; w falls back on the offer: 5
    assert setup_cost(case(project(*tasks, quotes=quotes), NETWORK, dict.fromkeys("tuw", "a"))) == 9
    # without w the offer is not used on its own terms
    assert setup_cost(case(project(*tasks[:2], quotes=quotes), NETWORK, dict.fromkeys("tu", "a"))) == 4


def test_a_stated_setup_of_0_is_stated() -> None:
    quotes = (Quote(task="t", firm="a", setup_cost=0),)
    assert setup_cost(case(project(task("t"), quotes=quotes), NETWORK, {"t": "a"})) == 0


def test_a_quote_that_leaves_setup_open_uses_the_offer() -> None:
    quotes = (Quote(task="t", firm="a", cost=100),)
    assert setup_cost(case(project(task("t"), quotes=quotes), NETWORK, {"t": "a"})) == 5


def test_a_quote_without_an_offer_has_none() -> None:
    quotes = (Quote(task="t", firm="b", cost=100),)
    assert setup_cost(case(project(task("t", "casting"), quotes=quotes), NETWORK, {"t": "b"})) == 0


def test_a_packaged_task_needs_none_but_the_others_do() -> None:
    bundle = package("a", 30, "t")
    tasks = project(task("t"), task("v", "turning"), packages=(bundle,))
    assert setup_cost(case(tasks, NETWORK, dict.fromkeys("tv", "a"), packages=[bundle])) == 7
    assert setup_cost(case(tasks, NETWORK, dict.fromkeys("tv", "a"))) == 12


def test_an_offer_used_with_share_0_is_used() -> None:
    both = project(task("t", max_partners=2))
    assert setup_cost(case(both, NETWORK, [("t", "a", 1.0), ("t", "b", 0.0)])) == 16

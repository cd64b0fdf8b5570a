import pytest

from check.builders import case, firm, network, offer, project, split_task, task
from vebuilder.check.loss import expected_loss
from vebuilder.model import Quote

NETWORK = network(firm("a", offer(reliability=0.9), reliability=0.5), firm("b", reliability=0.75), firm("c"))


def test_the_failed_share_of_each_loss() -> None:
    tasks = project(task("t", loss=100), split_task("u", loss=40), task("v"))
    plan = [("t", "a"), ("u", "a", 0.25), ("u", "b", 0.75), ("v", "b")]
    # t: 100 * 0.1; u: 40 * (0.25 * 0.1 + 0.75 * 0.25) = 8.5; v loses nothing
    assert expected_loss(case(tasks, NETWORK, plan)) == pytest.approx(18.5)


def test_the_quotes_reliability_comes_first() -> None:
    quotes = (Quote(task="t", firm="a", reliability=0.8), Quote(task="u", firm="a", cost=1))
    tasks = project(task("t", loss=100), task("u", "casting", loss=100), quotes=quotes)
    # t: the quote's 0.8; u: nothing serves it, so the firm's 0.5
    assert expected_loss(case(tasks, NETWORK, dict.fromkeys("tu", "a"))) == pytest.approx(70)


def test_perfect_firms_lose_nothing() -> None:
    assert expected_loss(case(project(task("t", loss=100)), NETWORK, {"t": "c"})) == 0

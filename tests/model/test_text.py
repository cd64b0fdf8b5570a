from check.builders import firm, network, offer, project, task

from vebuilder import evaluate
from vebuilder.model import Strategy
from vebuilder.model.evaluation import Cost
from vebuilder.model.text import COST_KINDS

NETWORK = network(firm("a", offer(unit_cost=48.1, setup_cost=0.2), reliability=0.9, joining_cost=1000))
TASKS = project(task("t", amount=3), task("u", amount=0, loss=10), strategy=Strategy(risk=2))


def test_an_evaluation_reads_like_an_enterprise() -> None:
    assert str(evaluate(TASKS, NETWORK, {"t": "a", "u": "a"})) == (
        "Cost\n"
        "  kind       amount\n"
        "  joining  1,000.00\n"
        "  set-up       0.20\n"
        "  work       144.30\n"
        "  total    1,144.50\n"
        "Expected loss: 1.00\n"
        "Objective (what the strategy weighs): 1,146.50\n"
        "No rule is broken."
    )


def test_the_rules_that_are_broken_are_listed() -> None:
    assert str(evaluate(TASKS, NETWORK, {"u": "a"})).endswith("1 rule is broken:\n- nobody does task 't'")
    told = str(evaluate(TASKS, NETWORK, []))
    assert told.endswith("2 rules are broken:\n- nobody does task 't'\n- nobody does task 'u'")


def test_every_kind_of_cost_has_a_name() -> None:
    assert COST_KINDS.keys() == Cost().terms().keys()

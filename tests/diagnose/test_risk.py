"""Too few standby firms and too little certainty, in words, with the numbers that are short."""

import pytest
from check.builders import firm, network, offer, project, task

from vebuilder import InfeasibleError, form_enterprise
from vebuilder.model import Network, Project, Rules

THREE = network(firm("a", reliability=0.9), firm("b", reliability=0.8), firm("c", reliability=0.0))
APART = network(firm("a", reliability=0.9), firm("b", offer("turning"), reliability=0.8))


def told(asked: Project, members: Network) -> str:
    with pytest.raises(InfeasibleError) as refused:
        form_enterprise(asked, members)
    return str(refused.value)


def test_too_few_firms_for_partner_and_standbys_are_counted_at_once() -> None:
    text = told(project(task("t", backups=4)), THREE)
    assert "task 't' asks for more backups than eligible firms" in text
    assert "needs 4 standby firms beside 1 partner, but only 3 firms can do it" in text
    assert "lower backups of task 't' to 2, or add firms that can do it" in text


def test_a_probability_that_one_task_alone_rules_out_is_told_at_once() -> None:
    text = told(project(task("t"), rules=Rules(min_success_probability=0.95)), THREE)
    assert "nobody delivers task 't' with more than 0.9 (firm 'a')" in text
    assert "lower min_success_probability to 0.9, or add more reliable firms" in text


def test_a_probability_that_all_tasks_together_rule_out_is_worked_out() -> None:
    asked = project(task("t"), task("u", "turning"), rules=Rules(min_success_probability=0.75))
    text = told(asked, APART)
    assert "probability 0.75, but 0.72 is the most that can be had;" in text
    assert "lower min_success_probability to 0.72" in text
    enough = asked.model_copy(update={"rules": Rules(min_success_probability=0.72)})
    assert form_enterprise(enough, APART).risk.success_probability == pytest.approx(0.72)


def test_incompatible_firms_are_short_of_standbys() -> None:
    asked = project(task("t", backups=2), rules=Rules(incompatible=(("a", "b"),)))
    text = told(asked, THREE)
    told_so = ("'t' needs 2 standby firms, 1 more than can be had", "'a' and 'b' are incompatible")
    assert any(one in text for one in told_so)


def test_incompatible_firms_both_needed_are_named() -> None:
    asked = project(
        task("t", backups=1),
        task("u", "turning"),
        rules=Rules(incompatible=(("a", "b"), ("c", "b")), required={"b"}),
    )
    members = network(firm("a"), firm("b", offer("turning")), firm("c"))
    assert "incompatible, but the project needs both" in told(asked, members)


def test_a_firm_that_never_delivers_is_no_partner_where_success_is_asked_for() -> None:
    asked = project(task("t"), rules=Rules(min_success_probability=0.5))
    cheap = network(firm("a", offer(unit_cost=9), reliability=0.6), firm("b", reliability=0.0))
    assert form_enterprise(asked, cheap).partners == ("a",)
    never = project(task("t"), task("u", "turning"), rules=Rules(min_success_probability=0.5))
    members = network(
        firm("a", offer(), offer("turning", reliability=0.0)), firm("b", offer("turning", reliability=0.3))
    )
    assert "nobody delivers task 'u' with more than 0.3" in told(never, members)

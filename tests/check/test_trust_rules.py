import pytest

from check.builders import broken, firm, interface, network, project, split_task, task, trust
from vebuilder.model import Rules

FIRMS = [firm(name) for name in "abcd"]
TASKS = (task("t"), task("u"), task("v"))
LINKS = (interface("t", "u"),)


def test_min_trust_is_the_sources_in_the_target() -> None:
    linked = network(*FIRMS, trust=[trust("a", "b", 0.6, mutual=False)])
    tasks = project(*TASKS, interfaces=LINKS, rules=Rules(min_trust=0.5))
    assert broken(tasks, linked, {"t": "a", "u": "b", "v": "c"}) == []
    (violation,) = broken(tasks, linked, {"t": "b", "u": "a", "v": "c"})
    assert (violation.rule, violation.ids) == ("rules.min_trust", ("b", "a", "t", "u"))
    assert violation.amount == 0.5
    assert "short by 0.5" in violation.message


def test_min_trust_does_not_bind_within_a_firm_or_without_an_interface() -> None:
    tasks = project(*TASKS, interfaces=LINKS, rules=Rules(min_trust=0.5))
    assert broken(tasks, network(*FIRMS), {"t": "a", "u": "a", "v": "c"}) == []


def test_min_trust_0_forbids_only_distrust() -> None:
    tasks = project(*TASKS, interfaces=LINKS, rules=Rules(min_trust=0))
    plan = {"t": "a", "u": "b", "v": "c"}
    assert broken(tasks, network(*FIRMS), plan) == []
    (violation,) = broken(tasks, network(*FIRMS, trust=[trust("a", "b", -0.25)]), plan)
    assert violation.amount == 0.25
    assert violation.message == (
        "firm 'a' trusts firm 'b' by -0.25 across the interface of 't' with 'u', 0 is needed: short by 0.25"
    )


def test_min_trust_holds_whether_or_not_goods_flow() -> None:
    split = (split_task("t"), task("u"))
    tasks = project(*split, interfaces=(interface("t", "u", volume=0),), rules=Rules(min_trust=0.5))
    violations = broken(tasks, network(*FIRMS), [("t", "a", 1.0), ("t", "b", 0.0), ("u", "c")])
    assert [violation.ids[:2] for violation in violations] == [("a", "c"), ("b", "c")]


@pytest.mark.parametrize(
    ("links", "apart"),
    [
        ([trust("a", "b", 0.5), trust("b", "c", 0.1)], None),  # a and c through b
        ([trust("a", "b", 0.5, mutual=False), trust("b", "c", 0.1)], None),  # one direction suffices
        ([trust("a", "b", 0.5)], ("c",)),
        ([trust("a", "b", 0.5), trust("b", "c", -0.1)], ("c",)),
        (
            [
                trust("a", "b", 0.5),
                trust("b", "c", 0.3, mutual=False),
                trust("c", "b", -0.3, mutual=False),
            ],
            ("c",),
        ),
        ([trust("a", "d", 0.5), trust("d", "b", 0.5), trust("b", "c", 0.5)], ("a",)),  # d is no partner
    ],
)
def test_trust_connected(links: list[object], apart: tuple[str, ...] | None) -> None:
    tasks = project(*TASKS, rules=Rules(trust_connected=True))
    violations = broken(tasks, network(*FIRMS, trust=links), {"t": "a", "u": "b", "v": "c"})
    assert [violation.ids for violation in violations] == ([] if apart is None else [apart])


def test_trust_connected_counts_the_circles() -> None:
    tasks = project(*TASKS, rules=Rules(trust_connected=True), initiator="d")
    linked = network(*FIRMS, trust=[trust("a", "b", 0.5)])
    (violation,) = broken(tasks, linked, {"t": "a", "u": "b", "v": "c"})
    assert violation.amount == 2
    assert "3 circles of trust" in violation.message


def test_one_partner_is_connected() -> None:
    tasks = project(*TASKS, rules=Rules(trust_connected=True))
    assert broken(tasks, network(*FIRMS), dict.fromkeys("tuv", "a")) == []

"""Lack of trust is told with the firms, the interface and the number that is short; and mending it helps."""

import pytest
from check.builders import firm, interface, network, offer, project, split_task, task, trust

from vebuilder import InfeasibleError, form_enterprise
from vebuilder.model import Fault, Firm, Network, Project, Rules

THREE = (firm("a", offer("x")), firm("b", offer("y")), firm("c", offer("z")))
XYZ = (task("tx", "x"), task("ty", "y"), task("tz", "z"))


def told(project: Project, network: Network) -> Fault:
    with pytest.raises(InfeasibleError) as caught:
        form_enterprise(project, network)
    (fault,) = caught.value.diagnosis
    assert fault.message in str(caught.value)
    return fault


def ruled(project: Project, **rules: object) -> Project:
    return project.model_copy(update={"rules": Rules(**rules)})


@pytest.mark.parametrize("split", [(), ("tx",), ("ty",), ("tx", "ty")])
@pytest.mark.parametrize("held", [0.3, -0.2])
def test_the_interface_the_firms_and_what_is_short_are_told(split: tuple[str, ...], held: float) -> None:
    tasks = [one.model_copy(update={"max_partners": 1 + (one.id in split)}) for one in XYZ[:2]]
    asked = project(*tasks, interfaces=(interface("tx", "ty", volume=0),), rules=Rules(min_trust=0.5))
    # Split, a task still has one able firm; a second one that is not trusted either makes it a decision.
    others = (firm("a2", offer("x"), capacity=0.5), firm("b2", offer("y"), capacity=0.5)) if split else ()
    links = (trust("a", "b", held, mutual=False), trust("b", "a", 0.9, mutual=False))
    firms = network(*THREE[:2], *others, trust=links)
    fault = told(asked, firms)
    assert fault.path == "project.rules.min_trust"
    assert fault.ids == ("a", "b", "tx", "ty")
    assert f"firm 'a' for task 'tx' trusts firm 'b' for task 'ty' by {held:g}" in fault.message
    assert f"short by {0.5 - held:g}" in fault.message
    assert f"lower min_trust to {held:g}" in fault.mend
    mended = form_enterprise(ruled(asked, min_trust=held), firms)
    assert mended.partners == ("a", "b")
    with pytest.raises(InfeasibleError):
        form_enterprise(ruled(asked, min_trust=held + 1e-3), firms)


def test_partners_that_must_stand_by_with_share_0_lack_trust_too() -> None:
    tasks = [split_task(name, competence=name[-1], min_partners=2) for name in ("tx", "ty")]
    # Required firms, so that to do without one of them is no nearer a way out.
    rules = Rules(min_trust=0.5, required=set("abcd"))
    asked = project(*tasks, interfaces=(interface("tx", "ty"),), rules=rules)
    firms = [firm(name, offer("x")) for name in ("a", "b")] + [firm(name, offer("y")) for name in ("c", "d")]
    links = [trust(f, g, 0.8) for f, g in ("ac", "ad", "bc")]
    with pytest.raises(InfeasibleError) as caught:
        form_enterprise(asked, network(*firms, trust=links))
    assert {fault.path.rpartition(".")[2] for fault in caught.value.diagnosis} <= {
        "min_trust", "min_partners", "required", "max_partners",
    }  # fmt: skip
    (fault,) = (fault for fault in caught.value.diagnosis if fault.path == "project.rules.min_trust")
    assert fault.ids == ("b", "d", "tx", "ty")
    assert "by 0; their interface needs 0.5: short by 0.5" in fault.message
    form_enterprise(asked, network(*firms, trust=[*links, trust("b", "d", 0.5)]))


def test_the_circles_and_the_closest_tie_are_told() -> None:
    asked = project(*XYZ, initiator="lead", rules=Rules(trust_connected=True))
    firms = (*THREE, Firm(id="lead"))
    links = (trust("a", "b", 0.5), trust("c", "a", -0.4), trust("c", "lead", 0.1), trust("b", "lead", -0.2))
    fault = told(asked, network(*firms, trust=links))
    assert fault.path == "project.rules.trust_connected"
    assert set(fault.ids) == {"a", "b", "c", "lead"}
    assert "2 circles of trust: 'a', 'b'; 'c', 'lead'" in fault.message
    assert "'b' and 'c', is a mean trust of 0, more than 0 is needed" in fault.message
    tied = (*links, trust("b", "c", 0.01, mutual=False))
    assert len(form_enterprise(asked, network(*firms, trust=tied)).partners) == 4


def test_a_required_firm_nobody_trusts_is_told_by_its_circle() -> None:
    asked = project(*XYZ, rules=Rules(trust_connected=True, required={"a", "c"}))
    links = (trust("a", "b", 0.5), trust("c", "b", -0.7), trust("a", "c", -0.9))
    fault = told(asked, network(*THREE, trust=links))
    assert "'c'; 'a', 'b'; the closest tie of the first" in fault.message
    assert "'c' and 'b', is a mean trust of -0.7" in fault.message

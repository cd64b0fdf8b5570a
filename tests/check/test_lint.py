import time

import pytest

from check import faulty_limits, faulty_links
from check.builders import firm, interface, network, offer, package, project, split_task, task, trust
from check.faulty import Faulty
from vebuilder import DataError
from vebuilder.check.lint import lint, refuse_faulty, refuse_unsound
from vebuilder.model import Competence, Funding, GroupRule, Network, PairCost, Quote, Rules

INPUTS = (*faulty_links.INPUTS, *faulty_limits.INPUTS)
MANY = 20_000


@pytest.mark.parametrize("faulty", INPUTS, ids=lambda faulty: faulty.kind)
def test_each_kind_of_fault_is_told_by_path_id_and_mend(faulty: Faulty) -> None:
    (fault,) = lint(faulty.project, faulty.network)
    assert fault.path == faulty.path
    assert set(faulty.ids) <= set(fault.ids)
    assert faulty.said in fault.message
    assert all(name in f"{fault.path} {fault.message}" for name in faulty.ids if name != "p")
    assert fault.mend
    assert fault.severity == faulty.severity


def test_there_are_many_kinds() -> None:
    assert len({faulty.kind for faulty in INPUTS}) == len(INPUTS) >= 45


def test_an_empty_network_is_a_fault_and_so_are_the_tasks_nobody_can_do() -> None:
    faults = lint(project(task("t")), Network(firms=()))
    assert [fault.path for fault in faults] == ["network.firms", "project.tasks[0]"]


def test_a_sound_input_has_no_faults() -> None:
    members = network(
        firm("a", offer("5-axis milling"), attributes={"country": "DE"}, location=(50.0, 6.0)),
        firm("b", offer("turning", proficiency=0.5), qualifications={"ISO 9001"}, location=(50.0, 6.0)),
        competences=(
            Competence(id="milling", parent="machining"),
            Competence(id="5-axis milling", parent="milling"),
            Competence(id="machining"),
        ),
        trust=[trust("a", "b", 0.5, mutual=False), trust("b", "a", -1.0, mutual=False)],
        costs={"rate": 1, "distance_rate": 1, "pairs": [PairCost(source="a", target="a", rate=-1)]},
    )
    tasks = project(
        task("t"),
        task("u", "turning", min_proficiency=0.5, qualifications={"ISO 9001"}, after=("t",)),
        split_task("v", min_partners=2, min_share=0.5, starts_with=("u",)),
        task("w", "casting"),
        interfaces=(interface("t", "u"), interface("t", "u"), interface("u", "t")),
        quotes=(Quote(task="w", firm="b", cost=-3.0), Quote(task="t", firm="a", effort=1.0)),
        packages=(package("a", 3, "t", "w"),),
        initiator="a",
        rules=Rules(
            required={"a"},
            incompatible=(("a", "b"),),
            min_partners=1,
            max_partners=1,
            groups=(GroupRule(attribute="country", values=("DE",), min_firms=1, max_firms=1, min_share=0.5),),
        ),
    )
    assert lint(tasks, members) == ()


def test_a_parent_that_is_only_offered_or_asked_for_is_known() -> None:
    members = network(
        firm("a", offer("machining"), offer("milling")),
        competences=(Competence(id="milling", parent="machining"),),
    )
    assert lint(project(task("t")), members) == ()


def test_a_descendants_offer_does_a_task() -> None:
    tasks = project(task("t", "machining", min_proficiency=0.8))
    taxonomy = (Competence(id="machining"), Competence(id="milling", parent="machining"))
    assert lint(tasks, network(firm("a", offer(proficiency=0.8)), competences=taxonomy)) == ()
    (fault,) = lint(tasks, network(firm("a", offer(proficiency=0.7)), competences=taxonomy))
    assert "short by 0.1" in fault.message


def test_a_quote_below_the_proficiency_bars_the_firms_own_offer() -> None:
    tasks = project(
        task("t", min_proficiency=0.5), quotes=(Quote(task="t", firm="a", cost=1.0, proficiency=0.4),)
    )
    error, warning = lint(tasks, network(firm("a")))
    assert error.ids == ("t", "a")
    assert "1 quote states a proficiency below 0.5" in error.message
    assert (warning.severity, warning.ids) == ("warning", ("t", "a"))
    assert [fault.severity for fault in lint(tasks, network(firm("a"), firm("b")))] == ["warning"]


def test_a_quote_that_just_suffices_does_a_task() -> None:
    quote = Quote(task="t", firm="a", cost=1.0, proficiency=0.5)
    tasks = project(task("t", "casting", min_proficiency=0.5), quotes=(quote,))
    assert lint(tasks, network(firm("a"))) == ()


def test_shares_and_rates_that_add_up_to_1_but_for_rounding() -> None:
    funding = tuple(Funding(attribute="sme", values=(True,), rate=rate) for rate in (0.33, 0.56, 0.11))
    assert sum((0.33, 0.56, 0.11)) > 1
    tasks = project(split_task("t", min_partners=3, min_share=0.33333333334), funding=funding)
    assert lint(tasks, network(firm("a", attributes={"sme": True}))) == ()


@pytest.mark.parametrize(
    "rule",
    [
        GroupRule(attribute="country", values=("DE", "FR"), min_distinct=2, max_per_value=1, min_firms=2),
        GroupRule(attribute="country", min_distinct=2, max_firms=2, min_firms=2),
        GroupRule(attribute="country", values=("DE",), min_share=0.5, max_share=0.5),
        GroupRule(attribute="country", min_distinct=0, max_firms=0, max_per_value=0),
    ],
)
def test_group_rules_that_are_just_possible(rule: GroupRule) -> None:
    firms = (firm("a", attributes={"country": "DE"}), firm("b", attributes={"country": "FR"}))
    assert lint(project(task("t"), rules=Rules(groups=(rule,))), network(*firms)) == ()


def test_funding_counts_only_where_it_reaches_a_firm() -> None:
    firms = (firm("a", attributes={"sme": True}), firm("b", attributes={"sme": 1}), firm("c"))
    funding = (
        Funding(attribute="sme", values=(True,), rate=0.75),
        Funding(attribute="sme", values=(1,), rate=0.5),
        Funding(attribute="sme", values=(True, False), rate=0.75),
    )
    (fault,) = lint(project(task("t"), funding=funding), network(*firms))
    assert fault.ids == ("a",)
    assert fault.mend == "lower the rates that reach it by 0.5 in all"


def test_the_mend_of_a_share_is_what_fits() -> None:
    (fault,) = lint(project(split_task("t", min_partners=4, min_share=0.3)), network(firm("a")))
    assert fault.mend == "lower min_share to 0.25, or min_partners"


def test_the_most_proficient_firm_that_may_is_named() -> None:
    firms = [firm(name, offer(proficiency=level)) for name, level in (("a", 0.5), ("b", 0.9), ("c", 0.7))]
    tasks = project(task("t", min_proficiency=0.95), rules=Rules(excluded={"b"}))
    (fault,) = lint(tasks, network(*firms))
    assert "of 3 firms offering 'milling', the best that may do it, 'c', reaches 0.7" in fault.message
    assert "lower min_proficiency to 0.7" in fault.mend


@pytest.mark.parametrize(("typed", "meant"), [("Frame-1", "frame 1"), ("FRAME_1", "frame 1")])
def test_a_mistyped_id_is_recognised(typed: str, meant: str) -> None:
    (fault,) = lint(
        project(task("frame 1"), task("u"), interfaces=(interface(typed, "u"),)), network(firm("a"))
    )
    assert fault.mend == f"did you mean {meant!r}?"


def test_all_faults_come_at_once() -> None:
    members = network(
        firm("a", offer(), offer()),
        firm("a"),
        trust=[trust("a", "z", 0.1), trust("a", "a", 0.1)],
        competences=(Competence(id="x", parent="x"),),
        costs={"distance_rate": 1.0},
    )
    tasks = project(
        task("t", "casting", min_partners=3, max_partners=2, after=("t", "q")),
        rules=Rules(min_partners=3, max_partners=1, required={"y"}, groups=(GroupRule(attribute="size"),)),
        quotes=(Quote(task="t", firm="nobody", cost=1.0),),
    )
    paths = [fault.path for fault in lint(tasks, members)]
    assert sorted(paths) == sorted(
        [
            "network.firms[0].location",
            "network.firms[1].location",
            "network.firms[1]",
            "network.firms[0].offers[1]",
            "project.tasks[0].after",
            "network.trust[0].target",
            "network.trust[1]",
            "network.competences[0].parent",
            "project.tasks[0].after",
            "project.tasks[0].min_partners",
            "project.rules.min_partners",
            "project.rules.required",
            "project.quotes[0].firm",
            "project.tasks[0]",
            "project.tasks[0].min_share",
            "project.rules.groups[0].attribute",
            "project.rules.groups[0]",
        ]
    )


def test_refuse_faulty_tells_errors_and_lets_warnings_pass() -> None:
    odd = project(split_task("t", min_partners=2))
    refuse_faulty(odd, network(firm("a")))
    with pytest.raises(DataError) as refused:
        refuse_faulty(
            project(split_task("t", min_partners=2, qualifications={"ISO 9001"})), network(firm("a"))
        )
    (fault,) = refused.value.faults
    assert str(fault) == (
        "project.tasks[0]: task 't' needs competence 'milling' with qualifications 'ISO 9001': of 1 firm "
        "offering 'milling', none holds them all (add a qualified firm or a quote, or ask for fewer "
        "qualifications)"
    )


def test_refuse_unsound_lets_contradictions_pass() -> None:
    refuse_unsound(project(task("t", "casting", min_partners=3)), network(firm("a")))
    with pytest.raises(DataError, match="no location"):
        refuse_unsound(project(task("t")), network(firm("a"), costs={"distance_rate": 1.0}))


def test_a_long_cycle_is_one_short_message() -> None:
    tasks = [task(f"t{i}", after=(f"t{(i + 1) % 1000}",)) for i in range(1000)]
    (fault,) = lint(project(*tasks), network(firm("a")))
    assert len(fault.ids) == 1000
    assert len(fault.message) < 300
    assert "and 994 more steps" in fault.message


def test_a_hundred_thousand_faults_are_told_in_seconds() -> None:
    numbers = range(MANY)
    members = network(
        *(firm(f"f{i}", offer(proficiency=0.4)) for i in numbers),
        *(firm(f"f{i}") for i in numbers),  # repeated
        trust=[trust("f0", f"z{i}", 0.1, mutual=False) for i in numbers],  # unknown
    )
    tasks = project(
        *(task(f"u{i}", f"c{i}") for i in numbers),  # no firm offers it
        *(task(f"p{i}", min_proficiency=1.0, qualifications={f"q{i % 5}"}) for i in numbers),  # none holds it
        *(task(f"a{i}", after=(f"a{i}",)) for i in numbers),  # after itself
        task("t"),
    )
    started = time.process_time()
    with pytest.raises(DataError) as refused:
        refuse_faulty(tasks, members)
    assert time.process_time() - started < 30  # a few seconds; comparing all with all would take an hour
    assert len(refused.value.faults) == 5 * MANY
    assert len(str(refused.value).splitlines()) == 22
    assert f"... and {5 * MANY - 20} more" in str(refused.value)


def test_many_tasks_that_need_a_little_more_than_many_firms_offer() -> None:
    firms = (firm(f"f{i}", offer(proficiency=0.4)) for i in range(MANY // 10))
    tasks = (task(f"t{i}", min_proficiency=0.5 + i / (4 * MANY)) for i in range(MANY))
    assert len(lint(project(*tasks), network(*firms))) == MANY

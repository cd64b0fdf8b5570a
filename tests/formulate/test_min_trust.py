"""Partners across an interface trust each other as much as is asked; every optimum is added up by hand."""

from random import Random

import pytest
from check.builders import firm, interface, network, offer, project, split_task, task, trust

from formulate.relaxed import relaxed_value
from vebuilder import Enterprise, InfeasibleError, evaluate, form_enterprise
from vebuilder.formulate.min_trust import BY_FIRM, BY_NUMBER, BY_PAIR
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Communities, Interface, Network, Project, Rules, Task
from vebuilder.solve.residual import residual

CUT, JOIN = task("t", "cut"), task("u", "join")
T_TO_U = interface("t", "u")


def cutter(name: str, price: float, **fields: object) -> object:
    return firm(name, offer("cut", price), **fields)


def joiner(name: str, price: float, **fields: object) -> object:
    return firm(name, offer("join", price), **fields)


FIRMS = (cutter("a", 1), cutter("b", 3), joiner("c", 10), joiner("d", 15))
BOTH = firm("e", offer("cut", 20), offer("join", 20))


def asking(least: float | None, *tasks: Task, interfaces: tuple[Interface, ...] = (T_TO_U,)) -> Project:
    return project(*(tasks or (CUT, JOIN)), interfaces=interfaces, rules=Rules(min_trust=least))


def formed(project: Project, network: Network) -> Enterprise:
    enterprise = form_enterprise(project, network, gap=1e-9)
    assert evaluate(project, network, enterprise).violations == ()
    return enterprise


def formulated(project: Project, network: Network) -> Formulation:
    return formulate(Problem.of(project, network))


def families(formulation: Formulation) -> dict[str, int]:
    count: dict[str, int] = {}
    for family in formulation.model.rows:
        count[family.name] = count.get(family.name, 0) + len(family)
    return count


@pytest.mark.parametrize(
    ("least", "links", "partners", "cost"),
    [
        (None, (), ("a", "c"), 11),
        (0.0, (), ("a", "c"), 11),  # strangers reach 0
        (0.01, (trust("b", "d", 0.01),), ("b", "d"), 18),  # and nothing above; what is asked is enough
        (0.5, (trust("a", "d", 0.5), trust("b", "c", 0.5)), ("b", "c"), 13),
        (0.5, (trust("a", "c", 0.49), trust("a", "d", 0.5)), ("a", "d"), 16),
        (0.0, (trust("a", "c", -0.01),), ("b", "c"), 13),
        (-0.2, (trust("a", "c", -0.2),), ("a", "c"), 11),
        (-0.2, (trust("a", "c", -0.3), trust("b", "c", -0.3)), ("a", "d"), 16),
        (0.5, (), ("e",), 40),  # a firm may always meet itself
    ],
)
def test_the_cheapest_pair_that_trusts_enough(
    least: float | None, links: tuple[object, ...], partners: tuple[str, ...], cost: float
) -> None:
    enterprise = formed(asking(least), network(*FIRMS, BOTH, trust=links))
    assert enterprise.partners == partners
    assert enterprise.objective == pytest.approx(cost)


def test_trust_is_the_sources_in_the_target() -> None:
    links = (trust("a", "c", 0.2, mutual=False), trust("c", "a", 0.9, mutual=False), trust("b", "c", 0.9))
    assert formed(asking(0.5), network(*FIRMS, trust=links)).partners == ("b", "c")
    other_way = asking(0.5, interfaces=(interface("u", "t"),))
    assert formed(other_way, network(*FIRMS, trust=links)).partners == ("a", "c")
    both_ways = asking(0.5, interfaces=(T_TO_U, interface("u", "t"), T_TO_U))
    assert formed(both_ways, network(*FIRMS, trust=links)).partners == ("b", "c")


def test_an_interface_counts_even_without_volume() -> None:
    links = (trust("b", "d", 0.9),)
    nothing_flows = asking(0.5, interfaces=(interface("t", "u", volume=0),))
    assert formed(nothing_flows, network(*FIRMS, trust=links)).partners == ("b", "d")
    assert formed(asking(0.5, interfaces=()), network(*FIRMS, trust=links)).partners == ("a", "c")


def test_inferred_trust_counts() -> None:
    firms = (
        cutter("a", 1), cutter("b", 3, communities={"club"}), joiner("c", 10, communities={"club"}),
    )  # fmt: skip
    assert formed(
        asking(0.5), network(*firms, trust_model=Communities(level=0.6))
    ).partners == ("b", "c")  # fmt: skip
    with pytest.raises(InfeasibleError):
        form_enterprise(asking(0.7), network(*firms, trust_model=Communities(level=0.6)))


@pytest.mark.parametrize(("least", "family"), [(0.5, BY_NUMBER), (0.0, BY_PAIR)])
def test_a_partner_of_a_split_task_counts_even_with_share_0(least: float, family: str) -> None:
    # Two partners must stand by for each task. b would with share 0 and for nothing; but b distrusts d.
    tasks = (
        split_task("t", competence="cut", min_partners=2),
        split_task("u", competence="join", min_partners=2),
    )
    firms = (cutter("a", 1), cutter("b", 3), cutter("x", 4, joining_cost=7), joiner("c", 10), joiner("d", 15))
    good = [trust(f, g, 0.8) for f in "ax" for g in "cd"] + [trust("b", "c", 0.8)]
    links = (*good, trust("b", "d", -0.5))
    formulation = formulated(asking(least, *tasks), network(*firms, trust=links))
    assert families(formulation)[family] > 0
    enterprise = formed(asking(least, *tasks), network(*firms, trust=links))
    assert enterprise.partners == ("a", "c", "d", "x")
    assert enterprise.objective == pytest.approx(1 + 10 + 7)
    without = asking(None, *tasks)
    assert formed(without, network(*firms, trust=links)).objective == pytest.approx(1 + 10)


@pytest.mark.parametrize("split_source", [True, False])
def test_one_split_task_beside_a_single_sourced_one(split_source: bool) -> None:
    # Each cutter has room for half of the cutting, so two of a, b, x cut, and all trust whoever joins.
    firms = (
        *(cutter(name, price, capacity=0.5) for name, price in (("a", 2), ("b", 4), ("x", 6))),
        joiner("c", 10), joiner("d", 15),
    )  # fmt: skip
    ends = ("t", "u") if split_source else ("u", "t")
    pairs = [("a", "c"), ("x", "c"), ("a", "d"), ("b", "d")]
    links = [trust(*(pair if split_source else pair[::-1]), 0.8, mutual=False) for pair in pairs]
    asked = asking(0.5, split_task("t", competence="cut"), JOIN, interfaces=(interface(*ends),))
    assert BY_NUMBER not in families(formulated(asked, network(*firms, trust=links)))
    enterprise = formed(asked, network(*firms, trust=links))
    assert enterprise.partners == ("a", "c", "x")
    assert enterprise.objective == pytest.approx(1 + 3 + 10)


def test_assignment_is_a_decision_only_where_a_task_has_an_interface() -> None:
    tasks = [split_task(name, competence="cut") for name in ("t", "u", "v")]
    firms = network(cutter("a", 1), cutter("b", 2))

    def switched(least: float | None) -> set[str]:
        formulation = formulated(asking(least, *tasks), firms)
        pairs = formulation.problem.pairs
        return set(formulation.problem.task_ids[pairs.task[formulation.decisions.switched]])

    assert switched(0.5) == {"t", "u"}
    assert switched(None) == set()


def test_the_relaxation_is_strong() -> None:
    # Pair by pair, halves of four strangers would pass at a cost of 1 + 1; together they do not.
    firms = [cutter("a", 1), cutter("b", 1), joiner("c", 1), joiner("d", 1), BOTH]
    assert relaxed_value(formulated(asking(0.5), network(*firms)).model) == pytest.approx(40)
    # Thirds still do: a third of each stranger and of e is all that 1 >= a + c + d and the like allow.
    bad = [trust(f, g, -0.5) for f in "ab" for g in "cd"]
    value = relaxed_value(formulated(asking(0.0), network(*firms, trust=bad)).model)
    assert value == pytest.approx(4 / 3 + 2 * 20 / 3)
    tasks = (split_task("t", competence="cut"), split_task("u", competence="join"))
    assert relaxed_value(formulated(asking(0.5, *tasks), network(*firms)).model) == pytest.approx(40)


@pytest.mark.parametrize("least", [0.3, -0.3])
@pytest.mark.parametrize("most", [1, 2, None])
def test_the_rows_grow_with_the_links_not_with_the_pairs_of_firms(least: float, most: int | None) -> None:
    rng = Random(7)
    names = [f"f{n}" for n in range(400)]
    firms = [firm(name, offer("cut", 1), offer("join", 1)) for name in names]
    linked = {tuple(sorted(rng.sample(names, 2))) for _ in range(600)}
    links = [trust(*pair, rng.choice([0.5, -0.5])) for pair in sorted(linked)]
    tasks = [one.model_copy(update={"max_partners": most}) for one in (CUT, JOIN)]
    with_rule = formulated(asking(least, *tasks), network(*firms, trust=links)).model
    without = formulated(asking(None, *tasks), network(*firms, trust=links)).model
    assert with_rule.matrix.nnz - without.matrix.nnz < 8 * 2 * len(names) + 4 * 2 * len(links)


@pytest.mark.parametrize("least", [0.5, 0.0])
def test_a_plan_as_a_vector_keeps_all_rows_or_breaks_those_of_trust(least: float) -> None:
    tasks = (split_task("t", competence="cut"), split_task("u", competence="join"))
    links = (trust("a", "c", 0.8), trust("a", "d", 0.8), trust("b", "c", 0.8), trust("b", "d", -0.1))
    formulation = formulated(asking(least, *tasks), network(*FIRMS, trust=links))
    problem = formulation.problem

    def fits(cutters: str, joiners: str) -> bool:
        shares = {
            problem.pair_position[number, problem.firm_position[one]]: 1 / len(team)
            for number, team in enumerate((cutters, joiners))
            for one in team
        }
        partners = {problem.firm_position[one] for one in cutters + joiners}
        return residual(formulation.model, formulation.vector(partners, shares)).feasible

    assert fits("a", "cd")
    assert fits("ab", "c")
    assert not fits("b", "cd")
    assert not fits("ab", "cd")


def test_the_family_names_are_those_of_exact_rows() -> None:
    count = families(formulated(asking(0.5), network(*FIRMS, trust=(trust("a", "c", 0.9),))))
    assert count[BY_FIRM] == 2  # a must not meet d, b must meet nobody
    with_friends = [trust("a", "c", 0.9), trust("a", "d", 0.9)]
    count = families(formulated(asking(0.5), network(*FIRMS, trust=with_friends)))
    assert count[BY_FIRM] == 1  # a may meet everyone

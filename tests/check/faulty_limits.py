"""What is missing, contradicts itself, cannot be done, or has no effect."""

from collections.abc import Iterator
from typing import Any

from check.builders import firm, network, offer, package, project, task
from check.faulty import FIRMS, Faulty, of_group, of_network, of_project, of_rules, of_task
from vebuilder.model import (
    Communities,
    Firm,
    Funding,
    JointProject,
    JointProjects,
    Offer,
    Quote,
    Rules,
    Shock,
    Strategy,
)

IN_HOUSE: dict[str, Any] = {"initiator": "a", "rules": Rules(core_in_house=True)}


def core(kind: str, path: str, ids: tuple[str, ...], said: str, *firms: Firm, **fields: Any) -> Faulty:
    """Build a task 't' that asks for milling, where the initiator 'a' keeps its core in-house."""
    asked = project(task("t", **fields), **IN_HOUSE)
    return Faulty(kind, asked, network(*firms, firm("b")), path, ids, said, "warning")


def unable(kind: str, said: str, ids: tuple[str, ...], offers: tuple[Offer, ...], **fields: Any) -> Faulty:
    """Build a task 't' of which it is said why nobody can do it."""
    bids = {name: fields.pop(name) for name in ("quotes", "packages", "rules") if name in fields}
    firms = (firm("a", *offers),)
    return Faulty(kind, project(task("t", **fields), **bids), network(*firms), "project.tasks[0]", ids, said)


def incomplete() -> Iterator[Faulty]:
    yield of_project("no tasks", "project.tasks", ("p",), "project 'p' has no tasks", tasks=())
    yield of_project(
        "package without tasks", "project.packages[0].tasks", ("a",), "package of firm 'a' has no tasks",
        packages=(package("a", 1),),
    )  # fmt: skip
    yield of_project(
        "package with a task twice", "project.packages[0].tasks", ("a", "t"), "names task 't' twice",
        packages=(package("a", 1, "t", "t"),),
    )  # fmt: skip
    placed = (firm("a", location=(50.0, 6.0)), firm("b"))
    yield of_network(
        "priced distance without a place", "network.firms[1].location", ("b",), "firm 'b' has no location",
        firms=placed, costs={"distance_rate": 0.1},
    )  # fmt: skip
    members = (*FIRMS, firm("c", offer("turning"), offer(proficiency=0.5)))
    tasks = (task("t", min_proficiency=0.9), task("u"))
    yield Faulty(
        "quote without any price",
        project(*tasks, quotes=(Quote(task="t", firm="c", effort=1),)),
        network(*members),
        "project.quotes[0].cost",
        ("t", "c"),
        "states no cost, and no offer of the firm gives one: it reaches proficiency 0.5",
    )


def contradictory() -> Iterator[Faulty]:
    yield of_task(
        "task: too many partners needed", "min_partners", "at least 3 partners but may have at most 2",
        min_partners=3, max_partners=2, min_share=0.1,
    )  # fmt: skip
    yield of_task(
        "task: shares above 1", "min_share", "together 1.2, above 1",
        min_partners=3, max_partners=None, min_share=0.4,
    )  # fmt: skip
    yield of_rules(
        "too many partners needed", "min_partners", ("p",), "at least 3 partners but may have at most 2",
        min_partners=3, max_partners=2,
    )  # fmt: skip
    yield of_rules(
        "required and excluded", "excluded", ("b",), "'b' is both required and excluded",
        required={"b"}, excluded={"b"},
    )  # fmt: skip
    yield of_rules(
        "initiator excluded", "excluded", ("b",), "the initiator 'b'", initiator="b", excluded={"b"}
    )
    yield of_rules(
        "incompatible but required", "incompatible[0]", ("a", "b"), "'a' (required) and 'b' (required)",
        required={"a", "b"}, incompatible=(("a", "b"),),
    )  # fmt: skip
    yield of_rules(
        "required but incompatible with the initiator", "incompatible[0]", ("a", "b"), "'b' (the initiator)",
        initiator="b", required={"a"}, incompatible=(("a", "b"),),
    )  # fmt: skip
    yield of_rules("in-house without a house", "core_in_house", ("p",), "no initiator", core_in_house=True)
    yield of_project(
        "learning without a learner", "project.learning", ("milling",), "learning 'milling' is valued",
        learning={"milling": 1.0},
    )  # fmt: skip
    yield of_project(
        "funding above 1", "project.funding", ("a",), "pays 1.2 of the work of firm 'a'",
        funding=(
            Funding(attribute="country", values=("DE", "FR"), rate=0.7),
            Funding(attribute="country", values=("DE",), rate=0.5),
        ),
    )  # fmt: skip
    yield of_group("group: numbers", "min_firms", "at least 2 firms and at most 1", min_firms=2, max_firms=1)
    yield of_group(
        "group: shares", "min_share", "at least 0.6 and at most 0.5",
        values=("DE",), min_share=0.6, max_share=0.5,
    )  # fmt: skip
    yield of_group("group: share of what", "min_share", "does not say of which values", min_share=0.6)
    yield of_group("group: no values", "values", "names no values", values=(), min_firms=1)
    yield of_group(
        "group: more values than named", "min_distinct", "asks for 3 different values of the 2 it names",
        values=("DE", "FR"), min_distinct=3,
    )  # fmt: skip
    yield of_group(
        "group: more values than firms", "min_distinct", "2 different values from at most 1 firm",
        min_distinct=2, max_firms=1,
    )  # fmt: skip
    yield of_group(
        "group: no firm per value",
        "min_distinct",
        "allows no firm per value",
        min_distinct=1,
        max_per_value=0,
    )
    yield of_group(
        "group: more firms than values allow", "min_firms", "allows 2 for each of 2 values: 4 in all",
        values=("DE", "FR"), min_firms=5, max_per_value=2,
    )  # fmt: skip
    yield of_group("group: none per value", "min_firms", "none per value", min_firms=1, max_per_value=0)


def undoable() -> Iterator[Faulty]:
    yield unable(
        "nobody offers it", "needs competence 'milling', which no firm offers", ("t",), (offer("x"),)
    )
    yield unable(
        "nobody is qualified", "with qualifications 'ISO 9001': of 1 firm", ("t",), (offer(),),
        qualifications={"ISO 9001"},
    )  # fmt: skip
    yield unable(
        "nobody is proficient enough", "'a', reaches 0.5, short by 0.25", ("t", "a"),
        (offer(proficiency=0.5),), min_proficiency=0.75,
    )  # fmt: skip
    yield unable(
        "everybody is excluded", "the rules exclude all that could do it: 'a'", ("t",), (offer(),),
        rules=Rules(excluded={"a"}),
    )  # fmt: skip
    yield unable(
        "the only quote is excluded", "'a', bidding for it, excluded by the rules", ("t", "a"), (offer("x"),),
        quotes=(Quote(task="t", firm="a", cost=1),), rules=Rules(excluded={"a"}),
    )  # fmt: skip
    yield unable(
        "the only package is excluded", "'a', bidding for it, excluded by the rules", ("t", "a"),
        (offer("x"),), packages=(package("a", 1, "t"),), rules=Rules(excluded={"a"}),
    )  # fmt: skip


def ineffective() -> Iterator[Faulty]:
    warning = "warning"
    yield of_task(
        "idle partners", "min_share", "one may have a share of 0", warning, min_partners=2, max_partners=None
    )
    yield of_task("never late", "lateness_cost", "never late", warning, lateness_cost=1.0)
    yield of_task(
        "standbys that save nothing",
        "backups",
        "asks for 1 standby firm, but has no loss",
        warning,
        backups=1,
    )
    yield of_task(
        "more standbys than firms", "backups", "only 2 firms can do it: short by 1 firm", warning,
        backups=2, loss=1.0,
    )  # fmt: skip
    yield core(
        "core that the initiator cannot do", "project.rules.core_in_house", ("t", "milling", "a"),
        "asks for 'milling', a core competence of the initiator 'a' and must stay in-house, but the "
        "initiator cannot do it: it offers nothing that serves competence 'milling', and it has no quote",
        firm("a", offer("turning"), core={"milling"}),
    )  # fmt: skip
    yield core(
        "core that must be shared", "project.tasks[0].min_partners", ("t", "a"),
        "must be done by it alone, but needs at least 2 partners",
        firm("a", core={"milling"}), min_partners=2, max_partners=2, min_share=0.1,
    )  # fmt: skip
    yield core("no core", "project.rules.core_in_house", ("a",), "the initiator 'a' states none", firm("a"))
    yield core(
        "core that nobody asks for", "project.rules.core_in_house", ("a",),
        "no task asks for one of the initiator 'a': 'casting'", firm("a", core={"casting"}),
    )  # fmt: skip
    yield of_task("late for free", "due", "being late costs nothing", warning, due=4.0)
    yield of_group("group: unstated attribute", "attribute", "no firm states the attribute 'size'", warning,
                   attribute="size", min_firms=1)  # fmt: skip
    yield of_group("group: unshown values", "", "no firm shows 'IT' as its 'country'", warning,
                   values=("IT",), min_firms=1)  # fmt: skip
    yield of_group("group: no bound", "", "bounds nothing", warning)
    for noun, entry in (
        ("shocks", Shock(attribute="size", value=1, probability=0.1, reliability_factor=0.5)),
        ("funding", Funding(attribute="size", values=(1,), rate=0.1)),
    ):
        yield of_project(
            f"{noun}: unstated attribute", f"project.{noun}[0].attribute", ("size",), "no firm states",
            severity=warning, **{noun: (entry,)},
        )  # fmt: skip
    yield of_project(
        "shock that strikes nobody", "project.shocks[0]", ("country",), "no firm shows 'IT' as its 'country'",
        severity=warning,
        shocks=(Shock(attribute="country", value="IT", probability=0.1, reliability_factor=0.5),),
    )  # fmt: skip
    again = Shock(attribute="country", value="DE", probability=0.1, reliability_factor=0.5)
    yield of_project(
        "shock stated twice", "project.shocks[1]", ("country",), "already hit by project.shocks[0]",
        severity=warning, shocks=(again, again.model_copy(update={"probability": 0.2})),
    )  # fmt: skip
    yield of_project(
        "quote below the proficiency", "project.quotes[0].proficiency", ("t", "a"), "states proficiency 0.5",
        severity=warning, tasks=(task("t", min_proficiency=0.9),),
        quotes=(Quote(task="t", firm="a", proficiency=0.5),),
    )  # fmt: skip
    for members, said in (({"a"}, "joint project 'j' has one member"), (set(), "has no member")):
        history = JointProjects(projects=[JointProject(id="j", members=members)])
        yield of_network(
            f"joint project of {len(members)}", "network.trust_model.projects[0].members", ("j",), said,
            severity=warning, trust_model=history,
        )  # fmt: skip
    yield of_network(
        "half-life without a date", "network.trust_model.half_life", (), "they never fade",
        severity=warning, trust_model=JointProjects(half_life=5.0),
    )  # fmt: skip
    yield of_network(
        "communities nobody states", "network.trust_model", (), "no firm states one",
        severity=warning, trust_model=Communities(),
    )  # fmt: skip
    yield of_project(
        "no weights", "project.strategy", ("p",), "all weights of the strategy are 0", severity=warning,
        strategy=Strategy(cost=0.0),
    )  # fmt: skip


INPUTS = (*incomplete(), *contradictory(), *undoable(), *ineffective())

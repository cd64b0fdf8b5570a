"""What is stated twice, names nothing, or goes in circles."""

from collections.abc import Iterator

from check.builders import firm, interface, offer, package, task, trust
from check.faulty import FIRMS, Faulty, of_network, of_project, of_rules
from vebuilder.model import (
    Competence,
    JointProject,
    JointProjects,
    PairCost,
    Preparation,
    PriceBreak,
    Quote,
)


def repeated() -> Iterator[Faulty]:
    pair, link = PairCost(source="a", target="b", rate=1), trust("a", "b", 0.1)
    yield of_network(
        "firm twice", "network.firms[2]", ("a",), "already declared as network.firms[0]",
        firms=(*FIRMS, firm("a")),
    )  # fmt: skip
    yield of_network(
        "competence twice", "network.competences[1]", ("x",), "competence 'x' is already declared",
        competences=(Competence(id="x"), Competence(id="x")),
    )  # fmt: skip
    yield of_network(
        "offer twice", "network.firms[0].offers[2]", ("a", "milling"), "'a' already offers 'milling'",
        firms=(firm("a", offer(), offer("turning"), offer()),),
    )  # fmt: skip
    breaks = tuple(PriceBreak(from_amount=amount, unit_cost=1) for amount in (5, 9, 5))
    yield of_network(
        "price break twice", "network.firms[0].offers[0].price_breaks[2]", ("a", "milling"),
        "from amount 5", firms=(firm("a", offer(price_breaks=breaks)),),
    )  # fmt: skip
    yield of_network(
        "trust twice", "network.trust[1]", ("a", "b"), "already stated by network.trust[0]",
        trust=[trust("a", "b", 0.1, mutual=False), trust("a", "b", 0.1, mutual=False)],
    )  # fmt: skip
    yield of_network(
        "trust twice through a mutual link", "network.trust[1]", ("b", "a"), "trust of firm 'b' in firm 'a'",
        trust=[link, trust("b", "a", 0.1, mutual=False)],
    )  # fmt: skip
    yield of_network(
        "mutual trust stated from both sides", "network.trust[1]", ("b", "a"), "already stated",
        trust=[link, trust("b", "a", 0.1)],
    )  # fmt: skip
    yield of_network(
        "network rate twice", "network.transaction_costs.pairs[1]", ("a", "b"), "rate from firm 'a'",
        costs={"pairs": [pair, pair]},
    )  # fmt: skip
    history = JointProjects(projects=[JointProject(id="j", members={"a", "b"})] * 2)
    yield of_network(
        "joint project twice", "network.trust_model.projects[1]", ("j",), "joint project 'j' is already",
        trust_model=history,
    )  # fmt: skip
    yield of_project(
        "interface rate twice", "project.interfaces[0].pairs[1]", ("a", "b"), "already stated",
        interfaces=(interface("t", "u", pairs=(pair, pair)),),
    )  # fmt: skip
    yield of_project(
        "task twice", "project.tasks[1]", ("t",), "task 't' is already declared", tasks=(task("t"), task("t"))
    )
    quote = Quote(task="t", firm="a", cost=1)
    yield of_project(
        "quote twice", "project.quotes[1]", ("t", "a"), "'a' already quotes", quotes=(quote, quote)
    )
    step = Preparation(id="audit", cost=1)
    yield of_project(
        "preparation twice", "project.preparations[1]", ("audit",), "preparation 'audit'",
        preparations=(step, step),
    )  # fmt: skip
    yield of_project(
        "trust twice in a preparation", "project.preparations[0].trust[1]", ("a", "b"), "already stated",
        preparations=(Preparation(id="audit", cost=1, trust=(link, link)),),
    )  # fmt: skip


def unknown() -> Iterator[Faulty]:
    no_firm, no_task = "firm 'z' is not in the network", "task 'z' is not in project 'p'"
    z = ("z",)
    yield of_network(
        "trust of an unknown firm", "network.trust[0].source", z, no_firm, trust=[trust("z", "a", 0.1)]
    )
    yield of_network(
        "trust in an unknown firm", "network.trust[0].target", z, no_firm, trust=[trust("a", "z", 0.1)]
    )
    stray = PairCost(source="a", target="z", rate=1)
    yield of_network(
        "rate to an unknown firm", "network.transaction_costs.pairs[0].target", z, no_firm,
        costs={"pairs": [stray]},
    )  # fmt: skip
    history = JointProjects(projects=[JointProject(id="j", members={"a", "b", "z"})])
    yield of_network(
        "unknown member of a joint project", "network.trust_model.projects[0].members", z, no_firm,
        trust_model=history,
    )  # fmt: skip
    yield of_network(
        "unknown parent", "network.competences[0].parent", ("metal",), "competence 'metal'",
        competences=(Competence(id="milling", parent="metal"),),
    )  # fmt: skip
    yield of_project(
        "interface rate to an unknown firm", "project.interfaces[0].pairs[0].target", z, no_firm,
        interfaces=(interface("t", "u", pairs=(stray,)),),
    )  # fmt: skip
    yield of_project(
        "interface from an unknown task", "project.interfaces[0].source", z, no_task,
        interfaces=(interface("z", "u"),),
    )  # fmt: skip
    yield of_project(
        "interface to an unknown task", "project.interfaces[0].target", z, no_task,
        interfaces=(interface("u", "z"),),
    )  # fmt: skip
    yield of_project(
        "quote of an unknown firm", "project.quotes[0].firm", z, no_firm,
        quotes=(Quote(task="t", firm="z", cost=1),),
    )  # fmt: skip
    yield of_project(
        "quote for an unknown task", "project.quotes[0].task", z, no_task,
        quotes=(Quote(task="z", firm="a", cost=1),),
    )  # fmt: skip
    yield of_project(
        "package of an unknown firm", "project.packages[0].firm", z, no_firm, packages=(package("z", 1, "t"),)
    )
    yield of_project(
        "package for an unknown task", "project.packages[0].tasks", z, no_task,
        packages=(package("a", 1, "t", "z"),),
    )  # fmt: skip
    yield of_rules("unknown firm required", "required", z, no_firm, required={"z"})
    yield of_rules("unknown firm excluded", "excluded", z, no_firm, excluded={"z"})
    yield of_rules("unknown firm incompatible", "incompatible[0]", z, no_firm, incompatible=(("a", "z"),))
    yield of_project("unknown initiator", "project.initiator", z, no_firm, initiator="z")
    yield of_project(
        "after an unknown task", "project.tasks[0].after", z, no_task, tasks=(task("t", after=("z",)),)
    )
    yield of_project(
        "starts with an unknown task", "project.tasks[0].starts_with", z, no_task,
        tasks=(task("t", starts_with=("z",)),),
    )  # fmt: skip
    yield of_project(
        "learning of an unknown competence", "project.learning", ("laser",), "competence 'laser'",
        learning={"laser": 1.0}, initiator="a",
    )  # fmt: skip
    for field, value, path, said in (
        ("reliability", {"z": 0.9}, "reliability", no_firm),
        ("loss", {"z": 1.0}, "loss", no_task),
        ("trust", (trust("a", "z", 0.1),), "trust[0].target", no_firm),
    ):
        step = Preparation(id="audit", cost=1, **{field: value})
        yield of_project(
            f"unknown id in the {field} of a preparation", f"project.preparations[0].{path}", z, said,
            preparations=(step,),
        )  # fmt: skip


def circular() -> Iterator[Faulty]:
    yield of_network(
        "trust in oneself", "network.trust[0]", ("a",), "trust in itself", trust=[trust("a", "a", 1.0)]
    )
    yield of_project(
        "trust in oneself by a preparation", "project.preparations[0].trust[0]", ("a",), "trust in itself",
        preparations=(Preparation(id="audit", cost=1, trust=(trust("a", "a", 1.0),)),),
    )  # fmt: skip
    yield of_project(
        "interface with itself", "project.interfaces[0]", ("t",), "task 't' has an interface with itself",
        interfaces=(interface("t", "t"),),
    )  # fmt: skip
    yield of_rules(
        "incompatible with itself", "incompatible[0]", ("a",), "incompatible with itself",
        incompatible=(("a", "a"),),
    )  # fmt: skip
    yield of_project(
        "starts with itself", "project.tasks[0].starts_with", ("t",), "start with itself",
        tasks=(task("t", starts_with=("t",)),),
    )  # fmt: skip
    yield of_project(
        "after itself", "project.tasks[0].after", ("t",), "'t' comes after 't'",
        tasks=(task("t", after=("t",)),),
    )  # fmt: skip
    yield of_project(
        "after each other", "project.tasks[0].after", ("t", "u", "v"),
        "'t' comes after 'u', 'u' comes after 'v', 'v' comes after 't'",
        tasks=(task("t", after=("u",)), task("u", after=("v",)), task("v", after=("t",))),
    )  # fmt: skip
    yield of_project(
        "after a task that starts with one's own successor", "project.tasks[0].after", ("t", "u", "v"),
        "'t' comes after 'u', 'u' starts with 'v', 'v' comes after 't'",
        tasks=(task("t", after=("u",)), task("u"), task("v", after=("t",), starts_with=("u",))),
    )  # fmt: skip
    yield of_project(
        "after a task that starts with it", "project.tasks[0].after", ("t", "u"),
        "'t' comes after 'u', 'u' starts with 't'",
        tasks=(task("t", after=("u",), starts_with=("u",)), task("u")),
    )  # fmt: skip
    yield of_network(
        "taxonomy in a circle", "network.competences[1].parent", ("x", "y"), "'x' lies below 'y'",
        competences=(
            Competence(id="w", parent="x"), Competence(id="x", parent="y"), Competence(id="y", parent="x"),
        ),
    )  # fmt: skip
    yield of_network(
        "competence below itself", "network.competences[0].parent", ("x",), "'x' lies below 'x'",
        competences=(Competence(id="x", parent="x"),),
    )  # fmt: skip


INPUTS = (*repeated(), *unknown(), *circular())

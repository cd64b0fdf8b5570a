import pytest

from check.builders import firm, network, offer, package, project, split_task, task
from vebuilder.check.lint import lint
from vebuilder.check.standby_supply import standby_warnings
from vebuilder.model import Competence, Fault, Project, Quote, Rules

MEMBERS = network(
    firm("a", offer(proficiency=0.9)),
    firm("b", offer("5-axis", proficiency=0.7), offer(proficiency=0.8)),
    firm("c", offer("turning")),
    firm("d", offer("turning")),
    competences=(Competence(id="milling"), Competence(id="5-axis", parent="milling")),
)


def told(tasks: Project) -> list[Fault]:
    return list(standby_warnings(tasks, MEMBERS))


def test_enough_firms_are_enough() -> None:
    assert told(project(task("t", backups=1))) == []
    assert told(project(task("t", backups=2), quotes=(Quote(task="t", firm="c", cost=1),))) == []
    assert told(project(task("t", backups=1, loss=1, min_proficiency=0.8))) == []
    assert told(project(split_task("t", min_partners=2, backups=0))) == []


@pytest.mark.parametrize(
    ("tasks", "said", "mend"),
    [
        (
            project(task("t", backups=2)),
            "'t' asks for more backups than eligible firms: "
            "it needs 2 standby firms beside 1 partner, but only 2 firms can do it: short by 1 firm",
            "lower its backups to 1",
        ),
        (
            project(task("t", backups=1, min_proficiency=0.9)),
            "but only 1 firm can do it: short by 1 firm",
            "lower its backups to 0",
        ),
        (
            project(split_task("t", min_partners=2, backups=1)),
            "1 standby firm beside 2 partners, but only 2 firms can do it: short by 1 firm",
            "lower its backups to 0",
        ),
        (
            project(task("t", backups=4), quotes=(Quote(task="t", firm="c", cost=1),)),
            "but only 3 firms can do it: short by 2 firms",
            "lower its backups to 2",
        ),
        (
            project(task("t", backups=1), rules=Rules(excluded={"a"})),
            "but only 1 firm can do it: short by 1 firm",
            "lower its backups to 0",
        ),
        (
            project(
                task("t", backups=1, min_proficiency=0.8),
                quotes=(Quote(task="t", firm="a", proficiency=0.1),),
            ),
            "but only 1 firm can do it: short by 1 firm",
            "lower its backups to 0",
        ),
        (
            project(task("t", "casting", backups=1), packages=(package("c", 1, "t"), package("d", 1, "t"))),
            "but 2 firms bid only in packages and cannot stand by: short by 1 firm",
            "lower its backups to 0",
        ),
        (
            project(task("t", backups=4), packages=(package("c", 1, "t"),)),
            "only 3 firms can do it, and 1 firm bids only in packages and cannot stand by: short by 2 firms",
            "lower its backups to 2",
        ),
    ],
)
def test_how_many_are_short_is_told(tasks: Project, said: str, mend: str) -> None:
    (fault,) = told(tasks)
    assert (fault.path, fault.ids, fault.severity) == ("project.tasks[0].backups", ("t",), "warning")
    assert said in fault.message
    assert fault.mend.startswith(mend)


def test_a_task_nobody_can_do_is_told_once() -> None:
    (fault,) = lint(project(task("t", "casting", backups=1, loss=1)), MEMBERS)
    assert fault.severity == "error"


def test_an_underskilled_quote_bars_a_firm_and_a_good_one_counts_it_once() -> None:
    quotes = (Quote(task="t", firm="a", cost=1), Quote(task="t", firm="b", proficiency=0.5))
    assert told(project(task("t", backups=1, min_proficiency=0.5), quotes=quotes)) == []
    (fault,) = told(project(task("t", backups=1, min_proficiency=0.6), quotes=quotes))
    assert "only 1 firm can do it" in fault.message

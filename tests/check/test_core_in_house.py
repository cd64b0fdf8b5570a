from check.builders import broken, firm, network, offer, project, split_task, task
from vebuilder import evaluate
from vebuilder.check.core_in_house import core_tasks
from vebuilder.check.lint import lint
from vebuilder.model import Backup, Competence, Network, Project, Rules

TAXONOMY = (
    Competence(id="machining"),
    Competence(id="milling", parent="machining"),
    Competence(id="5-axis", parent="milling"),
)
RULES = Rules(core_in_house=True)


def asked(*competences: str, **fields: object) -> Project:
    tasks = (task(competence, competence) for competence in competences)
    return project(*tasks, **({"initiator": "a", "rules": RULES} | fields))


def members(*core: str) -> Network:
    everything = [offer(name) for name in ("machining", "milling", "5-axis")]
    return network(
        firm("a", *everything, core=core), firm("b", *everything, core={"machining"}), competences=TAXONOMY
    )


ALL = asked("machining", "milling", "5-axis")


def test_a_core_competence_covers_what_lies_below_it_and_not_what_lies_above() -> None:
    assert core_tasks(ALL, members("milling")) == {"milling": "milling", "5-axis": "milling"}
    assert core_tasks(ALL, members("5-axis")) == {"5-axis": "5-axis"}
    assert set(core_tasks(ALL, members("machining"))) == {"machining", "milling", "5-axis"}


def test_the_competence_itself_is_named_where_several_core_ones_cover_it() -> None:
    found = core_tasks(ALL, members("machining", "5-axis"))
    assert found == {"machining": "machining", "milling": "machining", "5-axis": "5-axis"}


def test_without_the_rule_or_without_an_initiator_nothing_stays_in_house() -> None:
    everywhere = members("machining")
    assert core_tasks(asked("milling", rules=Rules()), everywhere) == {}
    assert core_tasks(asked("milling", initiator=None), everywhere) == {}


def test_the_core_of_other_firms_binds_nobody() -> None:
    assert core_tasks(ALL, members()) == {}


def test_a_core_task_of_another_firm_is_a_violation() -> None:
    plan = {"machining": "b", "milling": "b", "5-axis": "a"}
    (violation,) = broken(ALL, members("milling"), plan)
    assert violation.rule == "rules.core_in_house"
    assert violation.ids == ("milling", "b")
    assert violation.amount == 1
    assert violation.message == (
        "task 'milling' asks for 'milling', a core competence of the initiator 'a' and must stay in-house, "
        "but 'b' has a part in it"
    )


def test_a_part_of_it_is_one_too_even_a_share_of_nothing() -> None:
    shared = project(split_task("t", competence="5-axis"), initiator="a", rules=RULES)
    for share in (0.25, 0.0):
        plan = [("t", "a", 1 - share), ("t", "b", share)]
        (violation,) = broken(shared, members("milling"), plan)
        assert violation.amount == share
        assert "asks for '5-axis', which lies below the core competence 'milling'" in violation.message


def test_kept_in_house_nothing_is_broken() -> None:
    plan = {"machining": "b", "milling": "a", "5-axis": "a"}
    assert evaluate(ALL, members("milling"), plan).violations == ()


def test_another_firm_may_stand_by() -> None:
    backed = project(task("t", loss=5.0, backups=1), initiator="a", rules=RULES)
    plan, backups = {"t": "a"}, (Backup(task="t", firm="b"),)
    assert evaluate(backed, members("milling"), plan, backups=backups).violations == ()


def test_a_core_competence_spelt_nearly_as_a_task_asks_for_it_is_told() -> None:
    tasks = project(task("t", "surface milling"), task("u"), initiator="a", rules=RULES)
    firms = (
        firm("a", offer(), offer("surface milling"), core={"milling", "surface miling"}),
        firm("b"),
    )
    (fault,) = lint(tasks, network(*firms))
    assert fault.severity == "warning"
    assert fault.path == "network.firms[0].core"
    assert "did you mean 'surface milling'?" in fault.mend

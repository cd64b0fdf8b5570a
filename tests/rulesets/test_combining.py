import pytest

from vebuilder import rulesets
from vebuilder.model import GroupRule, Project, Rules, Task
from vebuilder.rulesets.combining import STRICTER

ONE = Rules(
    min_partners=2,
    max_partners=5,
    required={"a"},
    excluded={"x"},
    incompatible=(("a", "b"),),
    max_partner_share=0.5,
    min_trust=0.2,
    trust_connected=True,
    min_success_probability=0.5,
    groups=(GroupRule(attribute="country", min_distinct=3),),
)
OTHER = Rules(
    min_partners=3,
    max_partners=4,
    required={"b"},
    excluded={"y"},
    incompatible=(("a", "b"), ("b", "c")),
    max_partner_share=0.6,
    min_trust=-0.1,
    core_in_house=True,
    min_success_probability=0.9,
    groups=(GroupRule(attribute="country", min_distinct=3), GroupRule(attribute="sme", min_firms=1)),
)


def test_the_stricter_holds_and_nothing_is_lost() -> None:
    assert rulesets.combined(ONE, OTHER) == Rules(
        min_partners=3,
        max_partners=4,
        required={"a", "b"},
        excluded={"x", "y"},
        incompatible=(("a", "b"), ("b", "c")),
        max_partner_share=0.5,
        min_trust=0.2,
        trust_connected=True,
        core_in_house=True,
        min_success_probability=0.9,
        groups=(GroupRule(attribute="country", min_distinct=3), GroupRule(attribute="sme", min_firms=1)),
    )


@pytest.mark.parametrize("rules", [ONE, OTHER, Rules()])
def test_what_is_not_stated_gives_way(rules: Rules) -> None:
    assert rulesets.combined(rules, Rules()) == rulesets.combined(Rules(), rules) == rules
    assert rulesets.combined(rules, rules) == rules


def test_every_rule_has_a_way_to_be_combined() -> None:
    assert set(STRICTER) == set(Rules.model_fields)


def test_none_at_all_is_no_rules() -> None:
    assert rulesets.combined() == Rules()


def test_a_project_keeps_its_own_rules() -> None:
    project = Project(id="p", tasks=(Task(id="t", competence="c"),), rules=ONE)
    under = rulesets.with_rules(project, OTHER, rulesets.partner_cap(0.3))
    assert under.rules == rulesets.combined(ONE, OTHER, Rules(max_partner_share=0.3))
    assert under.model_copy(update={"rules": ONE}) == project

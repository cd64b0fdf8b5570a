"""The rules of a project as sentences."""

from collections.abc import Callable, Iterable, Iterator

from vebuilder.check.words import count
from vebuilder.model.rules import GroupRule, Rules
from vebuilder.report.scale import percent
from vebuilder.report.sections.frame import listed

Label = Callable[[str], str]


def rule_sentences(rules: Rules, label: Label) -> Iterator[str]:
    """Yield a sentence for each rule that is set.

    Parameters
    ----------
    rules
        Of the project.
    label
        Tells what a firm is called.
    """
    if rules.min_partners is not None:
        yield f"At least {count(rules.min_partners, 'partner')}."
    if rules.max_partners is not None:
        yield f"At most {count(rules.max_partners, 'partner')}."
    yield from _partner_sentences(rules, label)
    if rules.max_partner_share is not None:
        yield f"No partner has more than {percent(rules.max_partner_share)} of the work."
    if rules.min_trust is not None:
        yield f"Partners of interfacing tasks trust each other with {rules.min_trust:g} at least."
    if rules.trust_connected:
        yield "All partners are connected by trust."
    if rules.core_in_house:
        yield "The initiator does what is its core competence itself."
    if rules.min_success_probability is not None:
        likely = percent(rules.min_success_probability)
        yield f"Everything is delivered with a probability of {likely} at least."
    for group in rules.groups:
        yield from _group_sentences(group)


def _partner_sentences(rules: Rules, label: Label) -> Iterator[str]:
    if rules.required:
        yield f"Must be partners: {_names(rules.required, label)}."
    if rules.excluded:
        yield f"Must not be partners: {_names(rules.excluded, label)}."
    for one, other in rules.incompatible:
        yield f"{label(one)} and {label(other)} cannot both be partners."


def _names(firms: Iterable[str], label: Label) -> str:
    return listed(label(firm) for firm in sorted(firms))


def _group_sentences(rule: GroupRule) -> Iterator[str]:
    if rule.values is None:
        who, each = f"that state their {rule.attribute}", f" of one {rule.attribute}"
    else:
        shown = " or ".join(str(value) for value in rule.values)
        who, each = f"with {rule.attribute} {shown}", f" of each {rule.attribute} among {shown}"
    if rule.min_firms is not None:
        yield f"At least {count(rule.min_firms, 'partner')} {who}."
    if rule.max_firms is not None:
        yield f"At most {count(rule.max_firms, 'partner')} {who}."
    if rule.max_per_value is not None:
        yield f"At most {count(rule.max_per_value, 'partner')}{each}."
    if rule.min_distinct is not None:
        among = "" if rule.values is None else f" among {' or '.join(str(value) for value in rule.values)}"
        yield f"At least {rule.min_distinct:,} different values of {rule.attribute}{among}."
    if rule.min_share is not None:
        yield f"Partners {who} have at least {percent(rule.min_share)} of the work."
    if rule.max_share is not None:
        whose = f"Partners{each} together" if rule.values is None else f"Partners {who}"
        yield f"{whose} have at most {percent(rule.max_share)} of the work."

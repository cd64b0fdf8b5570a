"""Competences that look like a slip of the pen: no task asks for them, but for one spelt nearly alike.

A name that is merely another name stays unmentioned, so a large network has few warnings of this kind.
"""

import re
from collections.abc import Iterator, Mapping, Set
from difflib import SequenceMatcher

from vebuilder.check.taxonomy import Taxonomy
from vebuilder.check.words import count
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project

ALIKE = 0.88
"""Similarity from which two names may be one misspelt: a letter more or less in five, another one in nine."""
SLIPS = 2
"""Letters that may be left over, in both names together; a word more or less is no slip."""
LETTERS = re.compile(r"[^\W\d_]+")
DIGITS = re.compile(r"\d+")
GRAM = 3


def near_miss_warnings(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the competences offered, or kept in-house, that no task asks for but nearly spelt like one.

    Declared competences are meant as they are, and names that differ in a number are different names.
    """
    asked = dict.fromkeys(task.competence for task in project.tasks)
    taxonomy = Taxonomy(network.competences)
    known = {competence.id for competence in network.competences}
    known |= {name for competence in asked for name in taxonomy.below(competence)}
    offered: dict[str, list[tuple[int, int]]] = {}
    for number, firm in enumerate(network.firms):
        for position, offer in enumerate(firm.offers):
            if offer.competence not in known:
                offered.setdefault(offer.competence, []).append((number, position))
    spellings = _Spellings(asked)
    yield from _core(project, network, known | offered.keys(), spellings)
    for name, places in offered.items():
        if (meant := spellings.nearest(name)) is not None:
            number, position = places[0]
            firm_id = network.firms[number].id
            who = f"firm {firm_id!r} offers"
            if len(places) > 1:
                who = f"firm {firm_id!r} and {count(len(places) - 1, 'other')} offer"
            yield Fault(
                path=f"network.firms[{number}].offers[{position}].competence",
                ids=(firm_id, name, meant),
                message=f"{who} {name!r}, which no task asks for; a task asks for {meant!r}",
                mend=f"did you mean {meant!r}? If not, declare {name!r} as a competence of its own",
                severity="warning",
            )


def _core(project: Project, network: Network, known: Set[str], spellings: "_Spellings") -> Iterator[Fault]:
    """Yield the core competences of the initiator that nothing else knows."""
    if not project.rules.core_in_house:
        return
    for number, firm in enumerate(network.firms):
        for name in sorted(firm.core - known) if firm.id == project.initiator else ():
            if (meant := spellings.nearest(name)) is not None:
                yield Fault(
                    path=f"network.firms[{number}].core",
                    ids=(firm.id, name, meant),
                    message=f"the initiator {firm.id!r} keeps {name!r} in-house, which no task asks for; a "
                    f"task asks for {meant!r}",
                    mend=f"did you mean {meant!r}? If not, declare {name!r} as a competence of its own",
                    severity="warning",
                )


class _Spellings:
    """The names that tasks ask for, found by how they are spelt.

    Parameters
    ----------
    names
        The names, in the order in which they win ties.
    """

    def __init__(self, names: Mapping[str, None]) -> None:
        self._plain = {name: _plain(name) for name in names}
        self._by_gram: dict[str, list[str]] = {}
        for name, plain in self._plain.items():
            for gram in _grams(plain):
                self._by_gram.setdefault(gram, []).append(name)

    def nearest(self, name: str) -> str | None:
        """Return the name asked for that is nearly spelt like this one, or None."""
        plain = _plain(name)
        # Names this much alike have a run of letters in common, so all others need no comparison.
        near = dict.fromkeys(one for gram in _grams(plain) for one in self._by_gram.get(gram, ()))
        digits = DIGITS.findall(name)
        best, alike = None, ALIKE
        matcher = SequenceMatcher(b=plain, autojunk=False)
        for one in near:
            other = self._plain[one]
            if abs(len(other) - len(plain)) > SLIPS or DIGITS.findall(one) != digits:
                continue
            matcher.set_seq1(other)
            if matcher.quick_ratio() < alike:
                continue
            ratio = matcher.ratio()
            slips = round((1 - ratio) * (len(other) + len(plain)))
            if slips <= SLIPS and (ratio > alike or (ratio == alike and best is None)):
                best, alike = one, ratio
        return best


def _plain(name: str) -> str:
    """Strip what is easily mistyped: case, blanks, hyphens and the like."""
    return "".join(LETTERS.findall(name.casefold()))


def _grams(plain: str) -> set[str]:
    return {plain[start : start + GRAM] for start in range(len(plain) - GRAM + 1)}

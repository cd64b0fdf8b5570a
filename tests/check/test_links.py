"""Links looked at at a glance: sound ones pass, and nothing that is wrong slips through."""

import random

import pytest

from vebuilder.check.links import all_between, all_of_different_pairs, any_to_oneself
from vebuilder.model import TrustLink


def link(source: str, target: str, mutual: bool = True) -> TrustLink:
    return TrustLink(source=source, target=target, trust=0.5, mutual=mutual)


def test_sound_links() -> None:
    links = (link("a", "b"), link("b", "c"), link("c", "a", mutual=False))
    assert all_between(links, frozenset("abc"))
    assert all_of_different_pairs(links)
    assert not any_to_oneself(links)


@pytest.mark.parametrize("stranger", [("x", "b"), ("b", "x")])
def test_an_unknown_end(stranger: tuple[str, str]) -> None:
    assert not all_between((link("a", "b"), link(*stranger)), frozenset("ab"))


def test_a_link_to_oneself() -> None:
    assert any_to_oneself((link("a", "b"), link("b", "b")))


@pytest.mark.parametrize("seed", range(20))
def test_directions_stated_twice_are_never_of_different_pairs(seed: int) -> None:
    draw = random.Random(seed)
    links = tuple(link(*draw.choices("abcdef", k=2), mutual=draw.random() < 0.5) for _ in range(5))
    stated: list[tuple[str, str]] = []
    for each in links:
        stated.append((each.source, each.target))
        if each.mutual and each.source != each.target:
            stated.append((each.target, each.source))
    repeats = len(set(stated)) < len(stated)
    assert not (repeats and all_of_different_pairs(links))

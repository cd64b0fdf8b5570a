import time
from random import Random

import pytest

from check.builders import firm, network, offer, project, task
from vebuilder.check.lint import lint
from vebuilder.check.near_misses import near_miss_warnings
from vebuilder.model import Competence


def suspected(offered: str, asked: str) -> bool:
    return bool(list(near_miss_warnings(project(task("t", asked)), network(firm("a", offer(offered))))))


@pytest.mark.parametrize(
    ("offered", "asked"),
    [
        ("weldng", "welding"),
        ("weldinng", "welding"),
        ("Welding", "welding"),
        ("laser-welding", "laser welding"),
        ("surface treatmant", "surface treatment"),
        ("lathes", "lathe"),
        ("milling 5", "Milling 5"),
    ],
)
def test_a_slip_of_the_pen_is_seen(offered: str, asked: str) -> None:
    assert suspected(offered, asked)


@pytest.mark.parametrize(
    ("offered", "asked"),
    [
        ("casting", "coating"),
        ("laser welding", "welding"),
        ("vision design", "vision design software"),
        ("milling 5", "milling 6"),
        ("c11", "c12"),
        ("/23/45/1019", "/23/45/1020"),
        ("x", "a"),
        ("ab", "ba"),
    ],
)
def test_another_name_is_another_competence(offered: str, asked: str) -> None:
    assert not suspected(offered, asked)


def test_the_warning_names_the_firm_the_offer_and_what_is_meant() -> None:
    firms = (firm("a", offer("welding"), offer("weldng")), firm("b", offer("weldng")))
    (warning,) = lint(project(task("t", "welding")), network(*firms))
    assert warning.severity == "warning"
    assert warning.path == "network.firms[0].offers[1].competence"
    assert warning.ids == ("a", "weldng", "welding")
    assert "firm 'a' and 1 other offer 'weldng'" in warning.message
    assert warning.mend.startswith("did you mean 'welding'?")


def test_what_is_asked_for_or_declared_or_serves_is_meant() -> None:
    firms = (firm("a", offer("welding"), offer("wielding"), offer("weldings")),)
    tasks = (task("t", "welding"), task("u", "wielding"))
    declared = (Competence(id="weldings"),)
    assert lint(project(*tasks), network(*firms, competences=declared)) == ()
    below = (Competence(id="weldings", parent="welding"),)
    assert lint(project(*tasks), network(*firms, competences=below)) == ()


def test_the_nearest_of_several_is_meant() -> None:
    tasks = (task("t", "weldings"), task("u", "welding"))
    firms = (firm("a", offer("weldings"), offer("welding")), firm("b", offer("weldng")))
    (warning,) = near_miss_warnings(project(*tasks), network(*firms))
    assert warning.ids == ("b", "weldng", "welding")


def test_a_large_network_is_read_in_seconds_and_stays_quiet() -> None:
    dice = Random(1)
    words = ("milling", "turning", "welding", "forging", "painting", "wiring", "vision", "control", "laser")
    names = sorted({" ".join(dice.sample(words, 3)) for _ in range(2000)})
    firms = (firm(f"f{i}", *(offer(name) for name in dice.sample(names, 3))) for i in range(10_000))
    tasks = (task(f"t{i}", name) for i, name in enumerate(dice.sample(names, 50)))
    members, plan = network(*firms), project(*tasks)
    started = time.process_time()
    assert len(list(near_miss_warnings(plan, members))) == 0
    assert time.process_time() - started < 5

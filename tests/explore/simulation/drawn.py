"""Random enterprises of shared and split tasks, with quotes, standby firms and shocks."""

import random

from check.builders import firm, network, offer, project, split_task, task

from explore.simulation.builders import Case, built, shock
from vebuilder.model import Network, Project, Quote, Strategy

LANDS, COMPETENCES = ("N", "S", "W"), ("milling", "welding")
FIRMS, TASKS = 6, 4


def drawn_instance(seed: int) -> tuple[Project, Network]:
    """Return a project and a network; every second has standbys, two in a row out of four have shocks."""
    draw = random.Random(f"enterprise {seed}")
    firms = tuple(
        firm(
            f"f{number}",
            offer(reliability=round(draw.uniform(0.6, 1), 2), unit_cost=draw.uniform(5, 20)),
            offer("welding", unit_cost=draw.uniform(5, 20)),
            reliability=round(draw.uniform(0.6, 1), 2),
            attributes={"land": draw.choice(LANDS), "small": draw.random() < 0.5},
        )
        for number in range(FIRMS)
    )
    tasks = tuple(
        (split_task if draw.random() < 0.4 and seed % 4 else task)(
            f"t{number}",
            loss=draw.randint(10, 100),
            backups=draw.choice([0, 1, 1, 2]) if seed % 2 else 0,
            competence=draw.choice(COMPETENCES),
        )
        for number in range(TASKS)
    )
    quotes = tuple(
        Quote(task=one.id, firm=draw.choice(firms).id, reliability=round(draw.uniform(0.5, 1), 2))
        for one in tasks[:2]
    )
    shocks = [shock("land", land, draw.uniform(0, 0.4), draw.uniform(0.3, 1)) for land in LANDS]
    shocks.append(shock("small", True, 0.2, 0.5))
    strategy = Strategy(risk=draw.choice([0.0, 0.2, 1.0]))
    shown = tuple(shocks) if seed % 4 > 1 else ()
    return project(*tasks, quotes=quotes, shocks=shown, strategy=strategy), network(*firms)


def drawn(seed: int) -> Case:
    """Return an enterprise of such a project that is drawn, too, not chosen."""
    mine, theirs = drawn_instance(seed)
    draw = random.Random(f"plan {seed}")
    plan, standbys = [], []
    for one in mine.tasks:
        able = draw.sample([name.id for name in theirs.firms], 2 + one.backups)
        share = 1.0 if one.single_sourced else 0.25
        plan += [(one.id, able[0], share), (one.id, able[1], 1 - share)][: 1 if share == 1 else 2]
        standbys += [(one.id, name) for name in able[2:]]
    return built(mine, theirs, plan, standbys), mine, theirs

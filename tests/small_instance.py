"""A small instance for commands: solved in a moment, with other choices, and with time."""

import vebuilder as ve


def small_instance() -> tuple[ve.Project, ve.Network]:
    """Return a project of three tasks and a network of four firms."""
    offers = {
        "ALPHA": (("cut", 10, 3), ("weld", 14, 2)),
        "BETA": (("weld", 12, 4), ("paint", 9, 2)),
        "GAMMA": (("cut", 11, 2), ("paint", 10, 1)),
        "DELTA": (("cut", 16, 1), ("weld", 18, 1), ("paint", 15, 1)),
    }
    firms = tuple(
        ve.Firm(
            id=name,
            joining_cost=5,
            reliability=0.9 if name == "ALPHA" else 0.99,
            offers=tuple(
                ve.Offer(competence=competence, unit_cost=price, unit_duration=days / 10)
                for competence, price, days in each
            ),
        )
        for name, each in offers.items()
    )
    network = ve.Network(
        firms=firms,
        trust=(ve.TrustLink(source="ALPHA", target="BETA", trust=0.8),),
        transaction_costs=ve.TransactionCosts(rate=2, coordination=1),
    )
    project = ve.Project(
        id="gate",
        tasks=(
            ve.Task(id="bars", competence="cut", amount=10, loss=100),
            ve.Task(id="frame", competence="weld", amount=10, loss=50, after=("bars",)),
            ve.Task(id="coat", competence="paint", amount=10, after=("frame",)),
        ),
        interfaces=(ve.Interface(source="bars", target="frame", volume=3),),
        strategy=ve.Strategy(cost=1, risk=1),
    )
    return project, network

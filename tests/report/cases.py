"""Enterprises of different sizes to show: few partners and many, with and without risk and time."""

import vebuilder as ve

NAMES = (
    "Valsugana Automation, Trento", "Drava Orodja, Maribor", "Friuli Impianti, Udine",
    "Isarco Motion, Bolzano", "Karawanken Stahlbau Gesellschaft, Villach", "Ljubljana Robotika",
    "Tauern Vision", "Prealpi Safety, Treviso", "Grazer Optronik",
    "Allgäu Steuerungstechnik, Kempten im Allgäu", "Scaligera Meccanica", "Euganea CNC, Padova",
)  # fmt: skip


def chain(partners: int, *, timed: bool = True, risky: bool = True) -> tuple[ve.Project, ve.Network]:
    """Return a project of as many tasks as partners, one task a firm, and two firms more."""
    firms = [
        ve.Firm(
            id=f"F{number:02}",
            name=NAMES[number % len(NAMES)] if number != 3 else None,
            joining_cost=500 + 40 * number,
            reliability=0.98 - 0.01 * (number % 5),
            attributes={"country": ("IT", "AT", "SI")[number % 3]},
            offers=[
                ve.Offer(
                    competence=f"craft {number}",
                    unit_cost=40 + 3 * number,
                    setup_cost=100 * (number % 3),
                    unit_duration=0.1 if timed else None,
                )
            ],
        )
        for number in range(partners)
    ]
    spare = [
        ve.Firm(
            id=f"S{number}",
            offers=[ve.Offer(competence="craft 0", unit_cost=70, unit_duration=0.1 if timed else None)],
        )
        for number in range(2)
    ]
    links = [
        ve.TrustLink(
            source=f"F{one:02}", target=f"F{other:02}", trust=(0.8, -0.4, 0.5, 0.3)[(one + other) % 4]
        )
        for one in range(partners)
        for other in range(one + 1, partners)
        if (one * 7 + other) % 3 == 0
    ]
    network = ve.Network(
        firms=[*firms, *spare],
        trust=links,
        transaction_costs=ve.TransactionCosts(rate=30, coordination=20),
    )
    tasks = [
        ve.Task(
            id=f"task {number}",
            competence=f"craft {number}",
            amount=30 + 10 * number,
            after=(f"task {number - 1}",) if timed and number % 3 else (),
            due=20.0 if timed and number == 2 else None,
            lateness_cost=5.0 if timed and number == 2 else 0.0,
            loss=4000.0 if risky else 0.0,
            backups=1 if risky and number == 0 else 0,
        )
        for number in range(partners)
    ]
    interfaces = [
        ve.Interface(source=f"task {one}", target=f"task {other}", volume=1 + (one * 5 + other) % 9)
        for one in range(partners)
        for other in (one + 1, one + 4)
        if other < partners
    ]
    project = ve.Project(
        id="bridge",
        tasks=tasks,
        interfaces=interfaces,
        initiator="F00",
        deadline=(60.0 if partners <= 12 else 200.0) if timed else None,
        shocks=(
            (ve.Shock(attribute="country", value="AT", probability=0.1, reliability_factor=0.5),)
            if risky
            else ()
        ),
        strategy=ve.Strategy(cost=1, risk=1 if risky else 0),
    )
    return project, network


HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"alert('1')\">&amp;<b>'\""


def hostile() -> tuple[ve.Project, ve.Network]:
    """Return a project and a network in which every text that is free is an attack."""

    def bad(kind: str) -> str:
        return f"{kind}{HOSTILE}"

    firms = [
        ve.Firm(
            id=bad(f"id{number}"),
            name=bad("name") if number else None,
            joining_cost=10.0 * number,
            reliability=0.9,
            attributes={bad("attribute"): bad("value")},
            offers=[ve.Offer(competence=bad(f"craft{number}"), unit_cost=5.0, unit_duration=1.0)],
        )
        for number in range(3)
    ]
    trust = [ve.TrustLink(source=bad("id0"), target=bad("id1"), trust=0.5)]
    costs = ve.TransactionCosts(rate=3.0)
    network = ve.Network(firms=firms, trust=trust, transaction_costs=costs)
    tasks = [
        ve.Task(id=bad(f"task{number}"), competence=bad(f"craft{number}"), amount=4.0, loss=100.0)
        for number in range(3)
    ]
    project = ve.Project(
        id=bad("project"),
        tasks=tasks,
        interfaces=[
            ve.Interface(source=bad("task0"), target=bad("task1")),
            ve.Interface(source=bad("task1"), target=bad("task2")),
        ],
        initiator=bad("id0"),
        deadline=50.0,
        currency=bad("EUR"),
        time_unit=bad("day"),
        rules=ve.Rules(
            required=[bad("id1")],
            groups=[ve.GroupRule(attribute=bad("attribute"), values=[bad("value")], min_firms=1)],
        ),
        shocks=[
            ve.Shock(attribute=bad("attribute"), value=bad("value"), probability=0.1, reliability_factor=0.5)
        ],
        funding=[ve.Funding(attribute=bad("attribute"), values=[bad("value")], rate=0.1)],
        strategy=ve.Strategy(cost=1, risk=1),
    )
    return project, network

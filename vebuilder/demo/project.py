"""The example's project: ten tasks from the cell's design to the operators' training."""

from vebuilder.model import GroupRule, Interface, Project, Quote, Rules, Strategy, Task


def project() -> Project:
    """Return the project of the battery-module assembly cell, in euros."""
    return Project(
        id="battery-module-cell",
        tasks=_tasks(),
        interfaces=_interfaces(),
        quotes=(
            Quote(task="vision", firm="tauern-vision", cost=84_000, setup_cost=4_500, reliability=0.97),
            Quote(task="vision", firm="grazer-optronik", cost=93_500, reliability=0.99),
            Quote(task="CE file", firm="prealpi-safety", cost=13_200),
        ),
        rules=Rules(
            min_partners=5,
            max_partners=8,
            max_partner_share=0.24,
            # The two frame builders are in court over a patent.
            incompatible=(("brenta-telai", "karawanken-stahl"),),
            groups=(
                GroupRule(attribute="country", min_distinct=3, max_per_value=4),
                GroupRule(attribute="size", values=("small", "medium"), min_share=0.5),
                GroupRule(attribute="group", values=("Donau Holding",), max_firms=1),
            ),
        ),
        strategy=Strategy(cost=1, risk=1),
        initiator="valsugana",
        budget=560_000,
        currency="EUR",
        time_unit="week",
    )


def _tasks() -> tuple[Task, ...]:
    return (
        Task(id="cell design", competence="design", amount=620, min_proficiency=0.6, loss=120_000),
        Task(
            id="frames", competence="welding", amount=14, qualifications=frozenset({"EN 1090"}), loss=40_000
        ),
        Task(
            id="machined parts",
            competence="machining",
            amount=480,
            max_partners=2,
            min_share=0.25,
            loss=60_000,
        ),
        Task(id="drive axes", competence="drives", amount=36, loss=50_000),
        Task(
            id="PLC and robots", competence="control software", amount=540, min_proficiency=0.5, loss=140_000
        ),
        Task(id="vision", competence="vision", amount=6, loss=80_000),
        Task(id="cell assembly", competence="integration", amount=900, loss=150_000),
        Task(id="start-up", competence="commissioning", amount=260, min_proficiency=0.6, loss=110_000),
        Task(id="CE file", competence="CE documentation", amount=120, loss=30_000),
        Task(id="operator training", competence="training", amount=80, loss=8_000),
    )


def _interfaces() -> tuple[Interface, ...]:
    """Return what the tasks must exchange; a unit of volume is one working meeting with its drawings."""
    meetings = (
        ("cell design", "frames", 6),
        ("cell design", "machined parts", 8),
        ("cell design", "drive axes", 5),
        ("cell design", "PLC and robots", 6),
        ("cell design", "CE file", 4),
        ("drive axes", "PLC and robots", 8),
        ("vision", "PLC and robots", 9),
        ("frames", "cell assembly", 4),
        ("machined parts", "cell assembly", 6),
        ("PLC and robots", "cell assembly", 10),
        ("vision", "cell assembly", 5),
        ("cell assembly", "start-up", 12),
        ("PLC and robots", "start-up", 10),
        ("start-up", "operator training", 3),
        ("start-up", "CE file", 2),
    )
    return tuple(Interface(source=a, target=b, volume=volume) for a, b, volume in meetings)

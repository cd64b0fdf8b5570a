"""The enterprise as a network: partners, what ties them, at what cost, and how far they trust each other."""

from math import sqrt

from vebuilder.model.html import Html, element, joined
from vebuilder.model.text import money
from vebuilder.report.drawing.canvas import drawing, label
from vebuilder.report.facts import Facts
from vebuilder.report.palette import BLUE, DISTRUST, STRANGERS, TRUST
from vebuilder.report.scale import cut, rounded
from vebuilder.report.seating import Seat, rows_of, seats
from vebuilder.report.ties import Tie, crowded

WIDTH, ROW, TOP = 900, 56, 30
MIDDLE, REACH = WIDTH / 2, 150
NAME, TASKS = 32, 42
"""Letters of a name and of its tasks that fit beside a partner."""
LEAST, MOST = 1.5, 9.0
"""How thick a tie is drawn."""


def network_drawing(facts: Facts) -> Html:
    """Return the drawing; each partner in it can be chosen.

    Parameters
    ----------
    facts
        What is told.
    """
    firms = facts.enterprise.partners
    number = {firm: position for position, firm in enumerate(firms)}
    weights = {tie.firms: abs(tie.interface_cost) + 1e-6 for tie in facts.ties}
    places = {firm: _point(seat) for firm, seat in seats(firms, weights).items()}
    most = max((abs(tie.interface_cost) for tie in facts.ties), default=0.0)
    many = crowded(facts.ties)
    ties = sorted(facts.ties, key=lambda tie: abs(tie.interface_cost))
    return drawing(
        "The partners, and what ties them",
        WIDTH,
        TOP * 2 + ROW * rows_of(len(firms)),
        joined(_tie(tie, facts, places, number, most, late=tie.thin and many) for tie in ties),
        joined(_partner(firm, facts, places[firm], number[firm]) for firm in firms),
        group=True,
    )


def _point(seat: Seat) -> tuple[float, float]:
    return MIDDLE + REACH * seat.across, TOP + ROW * (seat.row + 0.5)


def thickness(cost: float, most: float) -> float:
    """Return how thick a tie is drawn, its area by what its interfaces cost.

    Parameters
    ----------
    cost, most
        Of this tie, and of the dearest one.
    """
    return LEAST + (MOST - LEAST) * sqrt(abs(cost) / most) if most else LEAST


def trust_colour(trust: float) -> str:
    """Return the colour of a tie between firms that trust, do not know, or distrust each other."""
    return STRANGERS if trust == 0 else TRUST if trust > 0 else DISTRUST


def tie_words(tie: Tie, facts: Facts) -> str:
    """Say what ties two partners, in one line.

    Parameters
    ----------
    tie
        The tie.
    facts
        What is told.
    """
    one, other = map(facts.label, tie.firms)
    count = len(tie.exchanges)
    interfaces = (
        f"{count} interface{'s' if count > 1 else ''}, {money(tie.interface_cost)} {facts.project.currency}"
        if count
        else "no interface"
    )
    return f"{one} and {other}: {interfaces}, mean trust {tie.mean_trust:.2g}"


def _tie(
    tie: Tie,
    facts: Facts,
    places: dict[str, tuple[float, float]],
    number: dict[str, int],
    most: float,
    *,
    late: bool,
) -> Html:
    """Return a tie; one that comes late is shown once a partner of it is chosen."""
    (x1, y1), (x2, y2) = (places[firm] for firm in tie.firms)
    bend = 0.55 if (x1 > MIDDLE) == (x2 > MIDDLE) else 0.12
    middle = (x1 + x2) / 2 * (1 - bend) + MIDDLE * bend, (y1 + y2) / 2
    dash = "8 4" if tie.mean_trust < 0 else None
    return element(
        "path",
        d=f"M{x1:.1f} {y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}",
        class_=f"tie{' thin' if tie.thin else ''}{' late' if late else ''}",
        stroke=trust_colour(tie.mean_trust),
        stroke_width=f"{thickness(tie.interface_cost, most) if not tie.thin else 1.2:.1f}",
        stroke_dasharray=dash,
        data_firms=" ".join(str(number[firm]) for firm in tie.firms),
        data_tip=tie_words(tie, facts),
    )


def _partner(firm: str, facts: Facts, place: tuple[float, float], number: int) -> Html:
    x, y = place
    work = [cost.work for cost in facts.costs.values()]
    part = max(facts.costs[firm].work, 0.0) / max(max(work, default=0.0), 1e-9)
    radius = 7 + 9 * sqrt(part)
    outwards, side = (1, "start") if x > MIDDLE else (-1, "end")
    tasks = ", ".join(facts.tasks_of(firm)) or "no task"
    leads = firm == facts.project.initiator
    start = x + outwards * (radius + 7 + 5 * leads)
    words = f"{facts.label(firm)}: {tasks}; work {rounded(facts.costs[firm].work)} {facts.project.currency}"
    return element(
        "g",
        element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius + 4:.1f}", class_="ring")
        if leads
        else "",
        element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}", fill=BLUE, class_="knot"),
        label(cut(facts.label(firm), NAME), start, y - 2, side=side, class_="ink name"),
        label(cut(tasks, TASKS), start, y + 13, side=side, class_="faint"),
        class_="partner",
        role="button",
        tabindex="0",
        aria_pressed="false",
        aria_label=f"{'initiator ' if leads else ''}{words}",
        data_partner=number,
        data_firms=number,
        data_tip=words,
    )

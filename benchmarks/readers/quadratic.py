"""Assignment with costs between pairs: what firms cost together, as published for flows and distances."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.readers.numbers import Numbers, Table
from vebuilder import Firm, Interface, Network, PairCost, Project, Quote, Task, TransactionCosts

COMPETENCE = "work"


@dataclass(frozen=True)
class FlowsAndDistances:
    """Tasks that exchange flows, sites at distances from each other.

    Parameters
    ----------
    name
        Name of the instance.
    flows
        Tasks by tasks. What a task exchanges with itself is paid at the distance of its site to itself.
    distances
        Sites by sites; from the site of the flow's source to that of its target.
    site_costs
        Tasks by sites.
    efforts
        One per task.
    capacities
        One per site; None for a site without limit.
    """

    name: str
    flows: Table
    distances: Table
    site_costs: Table
    efforts: Sequence[float]
    capacities: Sequence[float | None]

    def as_project(self) -> tuple[Project, Network]:
        """Return the instance as a project and a network: a site is a firm, a flow an interface."""
        firms = _firms(self.capacities)
        tasks = _tasks(len(self.efforts))
        own = [
            [self.flows[i][i] * self.distances[k][k] for k in range(len(firms))] for i in range(len(tasks))
        ]
        quotes = _quotes(tasks, firms, _sum(self.site_costs, own), self.efforts)
        interfaces = tuple(
            Interface(source=tasks[i].id, target=tasks[j].id, volume=flow)
            for i, row in enumerate(self.flows)
            for j, flow in enumerate(row)
            if i != j and flow
        )
        network = Network(
            firms=firms, transaction_costs=TransactionCosts(pairs=_pairs(firms, self.distances))
        )
        return Project(id=self.name, tasks=tasks, interfaces=interfaces, quotes=quotes), network


def read_gqap(path: Path) -> tuple[Project, Network]:
    """Read a generalised quadratic assignment instance in the form of Cordeau and others.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    numbers = Numbers(path)
    n_tasks, n_sites = numbers.count(), numbers.count()
    (unit_cost,) = numbers.take(1)
    flows = numbers.table(n_tasks, n_tasks)
    distances = numbers.table(n_sites, n_sites)
    site_costs = numbers.table(n_tasks, n_sites)
    efforts, capacities = numbers.take(n_tasks), numbers.take(n_sites)
    numbers.close()
    scaled = tuple(tuple(unit_cost * flow for flow in row) for row in flows)
    return FlowsAndDistances(path.stem, scaled, distances, site_costs, efforts, capacities).as_project()


def read_qap(path: Path) -> tuple[Project, Network]:
    """Read a quadratic assignment instance of QAPLIB: one task a firm.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    numbers = Numbers(path)
    size = numbers.count()
    flows, distances = numbers.table(size, size), numbers.table(size, size)
    numbers.close()
    nothing = tuple((0.0,) * size for _ in range(size))
    return FlowsAndDistances(path.stem, flows, distances, nothing, [1.0] * size, [1.0] * size).as_project()


def read_qsap(folder: Path) -> tuple[Project, Network]:
    """Read a large quadratic semi-assignment instance: one file a table, lines of two indices and a value.

    Raises
    ------
    ValueError
        If a file is not in this format.
    """
    numbers = Numbers(folder / f"{folder.name}_theta_log.txt")
    n_tasks, n_sites = numbers.count(), numbers.count()
    (weight,) = numbers.take(1)
    numbers.close()
    traffic = _triples(folder / f"{folder.name}_T_log.txt", n_tasks, n_tasks)
    distances = _triples(folder / f"{folder.name}_D_log.txt", n_sites, n_sites)
    site_costs = _triples(folder / f"{folder.name}_A_log.txt", n_tasks, n_sites)
    scaled = tuple(tuple(weight * flow for flow in row) for row in traffic)
    return FlowsAndDistances(
        folder.name, scaled, distances, site_costs, [0.0] * n_tasks, [None] * n_sites
    ).as_project()


def read_tap(path: Path) -> tuple[Project, Network]:
    """Read a task assignment instance with a full table of costs for each pair of tasks, without capacities.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    numbers = Numbers(path)
    n_tasks, n_sites = numbers.count(), numbers.count()
    site_costs = numbers.table(n_tasks, n_sites)
    firms, tasks = _firms([None] * n_sites), _tasks(n_tasks)
    interfaces = [
        Interface(source=one.id, target=other.id, pairs=_pairs(firms, numbers.table(n_sites, n_sites)))
        for i, one in enumerate(tasks)
        for other in tasks[i + 1 :]
    ]
    numbers.close()
    quotes = _quotes(tasks, firms, site_costs, [0.0] * n_tasks)
    return Project(id=path.stem, tasks=tasks, interfaces=tuple(interfaces), quotes=quotes), Network(
        firms=firms
    )


def read_ctap(path: Path) -> tuple[Project, Network]:
    """Read a task assignment instance whose tasks pay for communication on different processors.

    Memory sizes and capacities become efforts and capacities; the costs stand processor by processor.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    numbers = Numbers(path)
    n_tasks, n_sites = numbers.count(), numbers.count()
    by_site = numbers.table(n_sites, n_tasks)
    flows = [numbers.take(n_tasks - 1 - i) for i in range(n_tasks)]
    efforts, capacities = numbers.take(n_tasks), numbers.take(n_sites)
    numbers.close()
    firms, tasks = _firms(capacities), _tasks(n_tasks)
    interfaces = tuple(
        Interface(source=tasks[i].id, target=tasks[i + 1 + k].id, volume=flow)
        for i, row in enumerate(flows)
        for k, flow in enumerate(row)
        if flow
    )
    site_costs = tuple(zip(*by_site, strict=True))
    quotes = _quotes(tasks, firms, site_costs, efforts)
    project = Project(id=path.stem, tasks=tasks, interfaces=interfaces, quotes=quotes)
    return project, Network(firms=firms, transaction_costs=TransactionCosts(rate=1.0))


def _triples(path: Path, rows: int, columns: int) -> Table:
    """Read lines of row, column (from 1) and value; every cell must be there."""
    numbers = Numbers(path)
    cells = {(int(i), int(j)): value for i, j, value in numbers.table(rows * columns, 3)}
    numbers.close()
    try:
        return tuple(tuple(cells[i + 1, j + 1] for j in range(columns)) for i in range(rows))
    except KeyError as error:
        raise ValueError(f"{path}: no value for {error.args[0]}") from None


def _network(firms: tuple[Firm, ...], distances: Table) -> Network:
    return Network(firms=firms, transaction_costs=TransactionCosts(pairs=_pairs(firms, distances)))


def _firms(capacities: Sequence[float | None]) -> tuple[Firm, ...]:
    return tuple(Firm(id=f"site {k}", capacity=capacity) for k, capacity in enumerate(capacities))


def _tasks(count: int) -> tuple[Task, ...]:
    return tuple(Task(id=f"task {i}", competence=COMPETENCE) for i in range(count))


def _quotes(
    tasks: Sequence[Task], firms: Sequence[Firm], costs: Table, efforts: Sequence[float]
) -> tuple[Quote, ...]:
    return tuple(
        Quote(task=task.id, firm=firm.id, cost=cost, effort=effort)
        for task, row, effort in zip(tasks, costs, efforts, strict=True)
        for firm, cost in zip(firms, row, strict=True)
    )


def _pairs(firms: Sequence[Firm], rates: Table) -> tuple[PairCost, ...]:
    return tuple(
        PairCost(source=source.id, target=target.id, rate=rate)
        for source, row in zip(firms, rates, strict=True)
        for target, rate in zip(firms, row, strict=True)
    )


def _sum(one: Table, other: Sequence[Sequence[float]]) -> Table:
    return tuple(
        tuple(a + b for a, b in zip(first, second, strict=True))
        for first, second in zip(one, other, strict=True)
    )

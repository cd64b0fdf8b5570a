"""Facility location: firms with a joining cost and a capacity serve the tasks, split or whole."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.readers.numbers import Numbers, Table
from vebuilder import Firm, Network, Project, Quote, Task

COMPETENCE = "supply"


@dataclass(frozen=True)
class Sites:
    """A facility location instance as published.

    Parameters
    ----------
    name
        Name of the instance.
    capacities, fixed_costs
        One of each per site.
    demands
        One per customer.
    service_costs
        Customers by sites: the cost of serving the customer's whole demand from the site.
    """

    name: str
    capacities: tuple[float, ...]
    fixed_costs: tuple[float, ...]
    demands: tuple[float, ...]
    service_costs: Table

    def as_project(self, *, split: bool, capacitated: bool = True) -> tuple[Project, Network]:
        """Return the instance as a project and a network: a site is a firm, a customer a task.

        Parameters
        ----------
        split
            Whether several firms may share a task; otherwise it is single-sourced.
        capacitated
            Whether the sites' capacities bind.
        """
        firms = tuple(
            Firm(id=f"site {i}", joining_cost=fixed, capacity=capacity if capacitated else None)
            for i, (fixed, capacity) in enumerate(zip(self.fixed_costs, self.capacities, strict=True))
        )
        tasks = tuple(
            Task(id=f"customer {j}", competence=COMPETENCE, amount=demand, max_partners=None if split else 1)
            for j, demand in enumerate(self.demands)
        )
        quotes = tuple(
            Quote(task=task.id, firm=firm.id, cost=cost)
            for task, costs in zip(tasks, self.service_costs, strict=True)
            for firm, cost in zip(firms, costs, strict=True)
        )
        return Project(id=self.name, tasks=tasks, quotes=quotes), Network(firms=firms)


def read_orlib(path: Path, open_capacity: float | None = None) -> Sites:
    """Read OR-Library's ``cap`` format: site by site capacity and fixed cost, then customer by customer.

    Parameters
    ----------
    path
        The instance file.
    open_capacity
        Capacity to put where the file says ``capacity`` (capa, capb, capc), and only there.

    Raises
    ------
    ValueError
        If the file is not in this format, or leaves the capacity open and ``open_capacity`` does not say it.
    """
    numbers = Numbers(path, {} if open_capacity is None else {"capacity": open_capacity})
    n_sites, n_customers = numbers.count(), numbers.count()
    sites = numbers.table(n_sites, 2)
    customers = numbers.table(n_customers, 1 + n_sites)
    numbers.close()
    return Sites(
        name=path.stem,
        capacities=tuple(capacity for capacity, _ in sites),
        fixed_costs=tuple(fixed for _, fixed in sites),
        demands=tuple(row[0] for row in customers),
        service_costs=tuple(row[1:] for row in customers),
    )


def read_site_rows(path: Path) -> Sites:
    """Read the format of Holmberg, Yang, Gadegaard and the single-source OR-Library set.

    Sites with capacity and fixed cost, all demands, then one row of costs per site.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    numbers = Numbers(path)
    n_sites, n_customers = numbers.count(), numbers.count()
    sites = numbers.table(n_sites, 2)
    demands = numbers.take(n_customers)
    by_site = numbers.table(n_sites, n_customers)
    numbers.close()
    return Sites(
        name=path.name,
        capacities=tuple(capacity for capacity, _ in sites),
        fixed_costs=tuple(fixed for _, fixed in sites),
        demands=demands,
        service_costs=tuple(zip(*by_site, strict=True)),
    )


def read_diaz_fernandez(path: Path) -> Sites:
    """Read the format of Díaz and Fernández: customers first, costs before demands, capacities last.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    numbers = Numbers(path)
    n_customers, n_sites = numbers.count(), numbers.count()
    service_costs = numbers.table(n_customers, n_sites)
    demands = numbers.take(n_customers)
    fixed_costs = numbers.take(n_sites)
    capacities = numbers.take(n_sites)
    numbers.close()
    return Sites(path.name, capacities, fixed_costs, demands, service_costs)

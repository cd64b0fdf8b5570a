"""A built-in example: Alpine machine builders and an assembly cell for battery modules.

A carmaker's supplier has ordered an automated cell that stacks, welds and tests battery modules. Valsugana
Automation of Trento won the order and cannot build the cell alone. It looks for partners in its breeding
environment: fifteen more firms between Kempten, Brescia and Maribor. All firms and figures are invented;
the places are real.
"""

from vebuilder.demo.network import network
from vebuilder.demo.project import project
from vebuilder.model import Network, Project


def example() -> tuple[Project, Network]:
    """Return the example's project and network, in euros."""
    return project(), network()

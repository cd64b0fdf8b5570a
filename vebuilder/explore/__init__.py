"""What can be asked about an enterprise once it is formed."""

from vebuilder.explore.simulation.difference import Difference as Difference
from vebuilder.explore.simulation.losses import PartnerLoss as PartnerLoss
from vebuilder.explore.simulation.losses import ShockLoss as ShockLoss
from vebuilder.explore.simulation.losses import TaskLoss as TaskLoss
from vebuilder.explore.simulation.simulate import simulate as simulate
from vebuilder.explore.simulation.simulation import Simulation as Simulation

"""What can be asked about an enterprise once it is formed."""

from vebuilder.explore.neighbours.alternatives import Alternatives as Alternatives
from vebuilder.explore.neighbours.alternatives import alternatives as alternatives
from vebuilder.explore.neighbours.difference import Changes as Changes
from vebuilder.explore.neighbours.difference import Moved as Moved
from vebuilder.explore.neighbours.pareto import Front as Front
from vebuilder.explore.neighbours.pareto import ParetoPoint as ParetoPoint
from vebuilder.explore.neighbours.pareto import pareto as pareto
from vebuilder.explore.neighbours.why import Why as Why
from vebuilder.explore.neighbours.why import Worth as Worth
from vebuilder.explore.neighbours.why import why as why
from vebuilder.explore.neighbours.why_not import WhyNot as WhyNot
from vebuilder.explore.neighbours.why_not import why_not as why_not
from vebuilder.explore.sensitivity.findings import Sensitivity as Sensitivity
from vebuilder.explore.sensitivity.leeway import Leeway as Leeway
from vebuilder.explore.sensitivity.leeway import Turn as Turn
from vebuilder.explore.sensitivity.sensitivity import sensitivity as sensitivity
from vebuilder.explore.simulation.difference import Difference as Difference
from vebuilder.explore.simulation.losses import PartnerLoss as PartnerLoss
from vebuilder.explore.simulation.losses import ShockLoss as ShockLoss
from vebuilder.explore.simulation.losses import TaskLoss as TaskLoss
from vebuilder.explore.simulation.simulate import simulate as simulate
from vebuilder.explore.simulation.simulation import Simulation as Simulation
from vebuilder.explore.time_cost.curve import TimeCostCurve as TimeCostCurve
from vebuilder.explore.time_cost.curve import TimeCostPoint as TimeCostPoint
from vebuilder.explore.time_cost.time_cost_curve import time_cost_curve as time_cost_curve

"""Form virtual enterprises: choose the partners and who does what, at lowest cost and risk, with proof."""

from importlib.metadata import version as _version

from vebuilder import _loading  # isort: skip  # first, so that Ctrl-C ends the command line quietly
from vebuilder import io as io
from vebuilder.api import check as check
from vebuilder.api import form_enterprise as form_enterprise
from vebuilder.api import load as load
from vebuilder.api import save as save
from vebuilder.check.evaluate import evaluate as evaluate
from vebuilder.explore import Difference as Difference
from vebuilder.explore import PartnerLoss as PartnerLoss
from vebuilder.explore import ShockLoss as ShockLoss
from vebuilder.explore import Simulation as Simulation
from vebuilder.explore import TaskLoss as TaskLoss
from vebuilder.explore import simulate as simulate
from vebuilder.model.bid import Package as Package
from vebuilder.model.bid import Quote as Quote
from vebuilder.model.competence import Competence as Competence
from vebuilder.model.errors import AuditError as AuditError
from vebuilder.model.errors import DataError as DataError
from vebuilder.model.errors import InfeasibleError as InfeasibleError
from vebuilder.model.errors import NoSolutionError as NoSolutionError
from vebuilder.model.errors import SolverError as SolverError
from vebuilder.model.errors import SolverUnavailableError as SolverUnavailableError
from vebuilder.model.errors import UnsupportedError as UnsupportedError
from vebuilder.model.errors import VebuilderError as VebuilderError
from vebuilder.model.evaluation import Cost as Cost
from vebuilder.model.evaluation import Evaluation as Evaluation
from vebuilder.model.evaluation import Risk as Risk
from vebuilder.model.evaluation import Violation as Violation
from vebuilder.model.fault import Fault as Fault
from vebuilder.model.firm import Firm as Firm
from vebuilder.model.firm import Offer as Offer
from vebuilder.model.firm import PriceBreak as PriceBreak
from vebuilder.model.funding import Funding as Funding
from vebuilder.model.funding import Preparation as Preparation
from vebuilder.model.network import Network as Network
from vebuilder.model.plan import Assignment as Assignment
from vebuilder.model.plan import Backup as Backup
from vebuilder.model.plan import Outcome as Outcome
from vebuilder.model.plan import Scheduled as Scheduled
from vebuilder.model.project import Project as Project
from vebuilder.model.rules import GroupRule as GroupRule
from vebuilder.model.rules import Rules as Rules
from vebuilder.model.strategy import CVaR as CVaR
from vebuilder.model.strategy import ExpectedLoss as ExpectedLoss
from vebuilder.model.strategy import Shock as Shock
from vebuilder.model.strategy import Strategy as Strategy
from vebuilder.model.strategy import WorstCase as WorstCase
from vebuilder.model.task import Interface as Interface
from vebuilder.model.task import Task as Task
from vebuilder.model.transaction import PairCost as PairCost
from vebuilder.model.transaction import TransactionCosts as TransactionCosts
from vebuilder.model.trust import BestPath as BestPath
from vebuilder.model.trust import Communities as Communities
from vebuilder.model.trust import JointProject as JointProject
from vebuilder.model.trust import JointProjects as JointProjects
from vebuilder.model.trust import StatedTrust as StatedTrust
from vebuilder.model.trust import TrustLink as TrustLink
from vebuilder.result.enterprise import Enterprise as Enterprise
from vebuilder.solve.options import Progress as Progress
from vebuilder.trust.evidence import TrustEvidence as TrustEvidence
from vebuilder.trust.evidence import trust_evidence as trust_evidence
from vebuilder.trust.graph import trust_from_graph as trust_from_graph
from vebuilder.trust.graph import trust_to_graph as trust_to_graph

__version__ = _version("vebuilder")

_loading.done()

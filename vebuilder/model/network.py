"""The breeding environment an enterprise is formed from."""

from typing import Literal

from vebuilder.model.competence import Competence
from vebuilder.model.firm import Firm
from vebuilder.model.record import Record
from vebuilder.model.shown import network_html
from vebuilder.model.transaction import TransactionCosts
from vebuilder.model.trust import StatedTrust, TrustLink, TrustModel


class Network(Record):
    """Firms, their competences, who trusts whom, and what it costs them to deal with each other."""

    schema_version: Literal[1] = 1
    firms: tuple[Firm, ...]
    trust: tuple[TrustLink, ...] = ()
    trust_model: TrustModel = StatedTrust()
    transaction_costs: TransactionCosts = TransactionCosts()
    competences: tuple[Competence, ...] = ()

    def _repr_html_(self) -> str:
        return network_html(self)

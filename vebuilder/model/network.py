"""The breeding environment an enterprise is formed from."""

from typing import Any, Literal, SupportsIndex

from pydantic_core import PydanticSerializationError

from vebuilder.model.bulk import in_bulk
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

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        # As JSON a network of a million records is sent to another process eight times as fast.
        try:
            stated = self.model_dump_json(exclude_unset=True)
        except (PydanticSerializationError, UnicodeError):
            return super().__reduce_ex__(protocol)
        return _received, (type(self), stated)


def _received(kind: type[Network], stated: str) -> Network:
    with in_bulk():
        return kind.model_validate_json(stated)

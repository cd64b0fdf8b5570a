"""Everybody in the tables, as one network that any project can be formed against."""

from datetime import date
from os import PathLike

from vebuilder.io.cordis.call import LEVELS, attributes_of, offers_of, reliability_of, trust_of
from vebuilder.io.cordis.history import History
from vebuilder.io.cordis.tables import DATE, Tables
from vebuilder.model import DataError, Fault, Firm, Network
from vebuilder.model.bulk import in_bulk

_END_OF_TIME = "9999-12-31"


def whole_network(folder: str | PathLike[str], *, as_of: str | None = None) -> Network:
    """Return all organisations of the tables with all they have done, and all trust between them.

    A firm offers every code of three levels that a project of its history carries, at unit cost 1 and with
    proficiency ``lq / (1 + lq)``; reliability, attributes and trust are those of the reference call. What
    depends on the grant of a call is left at 0: joining costs and coordination. Firms without history are
    there, without offers.

    Parameters
    ----------
    folder
        Folder of the CORDIS tables.
    as_of
        Only what was signed before this date, written YYYY-MM-DD, is history; None: all that is dated.

    Raises
    ------
    DataError
        If the tables cannot be read, or ``as_of`` is not a date.
    """
    if as_of is not None and not _is_date(as_of):
        fault = Fault(path="as_of", message=f"{as_of!r} is no date, written YYYY-MM-DD")
        raise DataError([fault])
    with in_bulk():
        tables = Tables.load(folder)
        history = History.of(tables, as_of=as_of or _END_OF_TIME)
        codes = sorted({c for counts in history.carried.values() for c in counts if c.count("/") == LEVELS})
        offers = offers_of(history, codes, "lax")
        firms = tuple(
            Firm(
                id=firm,
                name=known.name or None,
                offers=tuple(offers.get(firm, ())),
                reliability=reliability_of(firm, history, None),
                attributes=attributes_of(known),
            )
            for firm, known in sorted(tables.organisations.items())
        )
        return Network(firms=firms, trust=trust_of(tables, history, set(tables.organisations)))


def _is_date(stated: object) -> bool:
    if not (isinstance(stated, str) and DATE.fullmatch(stated)):
        return False
    try:
        date.fromisoformat(stated)
    except ValueError:
        return False
    return True

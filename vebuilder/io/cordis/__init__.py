"""The European Commission's record of research grants (CORDIS), as projects and networks.

The tables are the CSV download "CORDIS - EU research projects under Horizon Europe" of the EU's open data
portal: ``project.csv``, ``organization.csv`` and ``euroSciVoc.csv``, plain or as ``.csv.gz``. They are read
by column name, so further columns do no harm.

A *reference call* turns a funded project into a planning problem with stated prices: history is what was
signed before 1 January of the year the project was signed; each required competence is a task; the firms
that are specialised in one are the breeding environment; joint projects are their trust. `RiskTerms` adds
what is risked: reliability by track record, losses, shocks that hit a country, standby firms.
"""

from vebuilder.io.cordis.call import reference_call as reference_call
from vebuilder.io.cordis.risk_terms import RiskTerms as RiskTerms
from vebuilder.io.cordis.tables import Member as Member
from vebuilder.io.cordis.tables import Tables as Tables
from vebuilder.io.cordis.tables import consortium as consortium
from vebuilder.io.cordis.whole import whole_network as whole_network

ATTRIBUTION = (
    "(c) European Union, CORDIS, EU research projects under Horizon Europe (2021-2027); "
    "changed: turned into a planning problem. The Commission takes no responsibility for the data."
)
"""What anything made from these tables must say."""

"""Rules that funders and buyers really set, ready to be used, each with its source.

Each function returns `Rules`, or a project with rules; `combined` lets all of them hold together with your
own. They are a planner's reading of the sources named, not legal advice: a call may ask for more, or less.
"""

from vebuilder.rulesets.combining import combined as combined
from vebuilder.rulesets.combining import with_rules as with_rules
from vebuilder.rulesets.consortia import eurostars as eurostars
from vebuilder.rulesets.consortia import horizon_europe as horizon_europe
from vebuilder.rulesets.countries import AS_OF as AS_OF
from vebuilder.rulesets.countries import ASSOCIATED_COUNTRIES as ASSOCIATED_COUNTRIES
from vebuilder.rulesets.countries import MEMBER_STATES as MEMBER_STATES
from vebuilder.rulesets.countries import PILLAR_TWO_COUNTRIES as PILLAR_TWO_COUNTRIES
from vebuilder.rulesets.countries import country_codes as country_codes
from vebuilder.rulesets.countries import spelt as spelt
from vebuilder.rulesets.sourcing import country_cap as country_cap
from vebuilder.rulesets.sourcing import dual_sourcing as dual_sourcing
from vebuilder.rulesets.sourcing import partner_cap as partner_cap
from vebuilder.rulesets.sourcing import sme_share as sme_share

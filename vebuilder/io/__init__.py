"""Files and public data formats."""

from vebuilder.io import cordis as cordis
from vebuilder.io import files as files

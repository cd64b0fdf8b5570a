"""Files, tables and public data formats."""

from vebuilder.io import cordis as cordis
from vebuilder.io import files as files
from vebuilder.io.graph import to_graph as to_graph
from vebuilder.io.graph import write_graphml as write_graphml
from vebuilder.io.tables.frames import network_from_frames as network_from_frames
from vebuilder.io.tables.frames import project_from_frames as project_from_frames
from vebuilder.io.tables.frames import to_frames as to_frames
from vebuilder.io.tables.source import Tables as Tables
from vebuilder.io.tables.source import read_tables as read_tables
from vebuilder.io.tables.source import write_tables as write_tables
from vebuilder.io.tables.template import write_template as write_template

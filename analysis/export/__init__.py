"""Tables and networks for other tools: CSV, GraphML, GEXF, VOSviewer."""

from .gexf import write_gexf
from .graphml import write_graphml
from .networks import write_network
from .tables import read_csv, write_csv
from .vosviewer import write_vosviewer

__all__ = ["read_csv", "write_csv", "write_gexf", "write_graphml", "write_network", "write_vosviewer"]

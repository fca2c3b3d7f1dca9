"""Tables and networks for other tools: CSV, GraphML, GEXF, VOSviewer."""

from .tables import read_csv, write_csv

__all__ = ["read_csv", "write_csv"]

"""Files of every kind, as bytes, to raw pages and records."""

"""A network to files for other programs."""

"""A result to matplotlib Axes; `save_figure` writes them with their tables."""

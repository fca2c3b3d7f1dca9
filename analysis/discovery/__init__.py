"""Features and texts in, candidates for new formulations out."""

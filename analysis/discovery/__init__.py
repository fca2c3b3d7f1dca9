"""Features and texts to candidates for new formulations."""

"""Features to rates with intervals, first uses, trends, change points and bursts."""

"""Features to rates with intervals, first uses, trends, change points, bursts and tiers of heat."""

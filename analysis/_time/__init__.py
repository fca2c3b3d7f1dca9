"""What the statistics over time are made of: intervals, noise, change points, bursts."""

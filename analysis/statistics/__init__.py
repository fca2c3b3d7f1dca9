"""Arrays to estimates and tests: intervals, autocorrelation, null series, segmentation, burst states, distances."""

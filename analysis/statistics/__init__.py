"""Arrays to estimates and tests: intervals, tests of levels, banks of null series, segmentation, distances."""

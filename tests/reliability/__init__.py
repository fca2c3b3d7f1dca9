"""Kills, full disks and damages: that outputs are there whole or not at all, and damage is never counted.

``python -m tests.reliability`` tries everything and prints a table; the tests of this folder try a part of it.
"""

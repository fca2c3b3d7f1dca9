"""Errors, table schemas, dates, paths, sentences and compiling: what every folder above may use."""

"""The tables in ``data/lexicon`` to a `Lexicon`: terms, variants, senses, expansions, exclusions; and where terms stand in a text."""

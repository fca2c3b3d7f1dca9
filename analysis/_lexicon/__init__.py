"""What the lexicon is made of: its files, their check, and the reference matcher."""

"""A corpus and a lexicon to `Features`: count, resume, open, publish; and what a statistic selects from them."""

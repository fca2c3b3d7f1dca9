"""Raw pages to a `Corpus`: documents with dates, sources and near-duplicates, their texts, and what was rejected."""

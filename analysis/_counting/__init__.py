"""What counting is made of: sources, parts, shards, storage, the published edition."""

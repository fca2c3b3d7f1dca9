"""What the statistics of company are made of: contexts, pairs, nulls, backbones, communities, layout."""

"""Features to what stands beside a term: drift, movers, novelty, dispersion, concordance lines."""

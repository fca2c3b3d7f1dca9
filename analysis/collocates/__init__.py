"""Features in; out come a term's collocates over time (drift, movers), its concordance and dispersion, and novelty."""

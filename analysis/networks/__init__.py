"""Features to pairs of terms: contexts, association, null models, tests, backbones, communities, layout, series of networks."""

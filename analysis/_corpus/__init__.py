"""What the corpus is made of: documents judged, dated, cleaned, and near-duplicates marked."""

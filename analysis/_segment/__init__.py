"""What segmenting is made of: the dictionary, the rules of matching, the compiled kernel."""

"""The text between mentions to words: dictionary, best path, and the scan that counts a document."""

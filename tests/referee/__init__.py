"""The usual methods on the same null series and the same chronicle as ours: false alarms and recall, side by side."""

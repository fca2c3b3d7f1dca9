"""One raw page to a clean page, what it says of itself, and a record of every change."""

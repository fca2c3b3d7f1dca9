"""Claims and their ledger, the multiverse of settings, and power."""

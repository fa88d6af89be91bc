"""The ledger: what was read and decided, kept in one file or on a server."""

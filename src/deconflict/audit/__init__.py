"""The ledger against a file that people coded: which incidents are in both, only here, only there, and where numbers differ."""

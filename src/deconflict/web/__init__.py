"""The desk: web pages on a ledger, where people see agreement and contradiction, and decide."""

"""The steps by which a ledger's schema came about; each takes an older ledger one step further."""

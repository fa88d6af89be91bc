"""The ledger's incidents in the formats of the field: one file a format, one line in ``formats``."""

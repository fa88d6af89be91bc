"""Many reports, one incident: who says what, where they agree, and where they cannot all be right."""

__version__ = "0.1.0"

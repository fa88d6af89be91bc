"""Claims of an incident become positions, statuses and estimates."""

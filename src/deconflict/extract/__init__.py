"""Reports become mentions and claims, each with the words that carry it."""

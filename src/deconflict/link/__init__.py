"""Lineage of reports, and which mentions tell of one incident."""

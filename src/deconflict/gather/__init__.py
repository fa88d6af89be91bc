"""Inputs as found: files, folders, globs, standard input."""

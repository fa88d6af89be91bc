"""What makes a release: the reference of the command line, the man page, the site, the walk through the docs, the checks. Not installed."""

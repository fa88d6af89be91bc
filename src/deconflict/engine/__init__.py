"""Running the stages over many documents: on this machine, or on a Ray cluster. What comes out is the same."""

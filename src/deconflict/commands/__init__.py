"""The commands, one small file a family; each is registered in ``cli``."""

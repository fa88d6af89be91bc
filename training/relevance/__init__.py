"""How the model that tells violent reports from other news was made."""

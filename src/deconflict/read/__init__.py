"""Raw documents become reports: main text, metadata, language, sentences."""

"""Another reader: any model behind an OpenAI-compatible endpoint proposes, and only what stands verbatim in the text is kept."""

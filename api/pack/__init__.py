"""The curated pack: its authoring models, strict reader, cross-file rules and loader."""

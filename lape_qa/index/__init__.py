"""Everything on disk that is searched."""

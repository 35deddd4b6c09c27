"""Source files -> documents -> passages."""

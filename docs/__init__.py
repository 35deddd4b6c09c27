"""Documentation, and what generates its parts."""

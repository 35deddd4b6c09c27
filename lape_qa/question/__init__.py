"""A question -> what it asks, in which words, of which place and year."""

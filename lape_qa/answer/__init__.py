"""Passages -> sentences quoted word for word, or none."""

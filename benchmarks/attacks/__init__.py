"""Attacks on a running service and on its files, each with what must hold meanwhile."""

"""Changing the sources while the service answers: files come in, jobs index them in a process of their own."""

"""The index in PostgreSQL with pgvector: the same answers as from files, for many machines."""

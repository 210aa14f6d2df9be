"""Alembic migrations of the hub's database, applied at every start."""

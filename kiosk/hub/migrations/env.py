"""Run by Alembic: migrates over the connection that ``kiosk.hub.database.migrate`` hands in."""

from __future__ import annotations

from alembic import context

from kiosk.hub.models_work import TABLES

context.configure(connection=context.config.attributes["connection"], target_metadata=TABLES, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

"""Run by Alembic: migrates over the connection that ``kiosk.hub.database.migrate`` hands in."""

from __future__ import annotations

from alembic import context

from kiosk.hub.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

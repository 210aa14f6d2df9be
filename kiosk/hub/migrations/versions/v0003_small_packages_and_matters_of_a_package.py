"""Small sealed packages stand in the database; a package of matters (一件事) has a case for each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the new columns."""
    op.add_column("uploads", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.add_column("cases", sa.Column("package_no", sa.String(length=64), nullable=True))
    op.add_column("cases", sa.Column("title", sa.String(length=200), server_default="", nullable=False))
    op.create_index(op.f("ix_cases_package_no"), "cases", ["package_no"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_index(op.f("ix_cases_package_no"), table_name="cases")
    op.drop_column("cases", "title")
    op.drop_column("cases", "package_no")
    op.drop_column("uploads", "sealed")

"""The first tables: terminals, enrolment codes, heartbeats, uploads, cases, serials."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.hub.models import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "terminals",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("enrolled_at", Moment(), nullable=False),
    )
    op.create_table(
        "enrolment_codes",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("terminal_id", sa.String(16), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_by", sa.String(64)),
    )
    op.create_table(
        "heartbeats",
        sa.Column("terminal_id", sa.String(16), sa.ForeignKey("terminals.id"), primary_key=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("submission_id", sa.String(36), primary_key=True),
        sa.Column("terminal_id", sa.String(16), sa.ForeignKey("terminals.id"), nullable=False),
        sa.Column("receipt_no", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("refusal", sa.String(40)),
        sa.Column("created_at", Moment(), nullable=False),
    )
    op.create_index("ix_uploads_state", "uploads", ["state"])
    op.create_table(
        "cases",
        sa.Column("case_no", sa.String(64), primary_key=True),
        sa.Column("submission_id", sa.String(36), sa.ForeignKey("uploads.submission_id"), nullable=False, unique=True),
        sa.Column("receipt_no", sa.String(40), nullable=False, unique=True),
        sa.Column("terminal_id", sa.String(16), sa.ForeignKey("terminals.id"), nullable=False),
        sa.Column("matter_code", sa.String(40), nullable=False),
        sa.Column("matter_version", sa.String(40), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("clock_synchronised", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", Moment(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("query_code_hash", sa.String(64), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("acknowledgement", sa.Text(), nullable=False),
    )
    op.create_index("ix_cases_matter_code", "cases", ["matter_code"])
    op.create_index("ix_cases_received_at", "cases", ["received_at"])
    op.create_table(
        "serials",
        sa.Column("matter_code", sa.String(40), primary_key=True),
        sa.Column("day", sa.String(8), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("serials", "cases", "uploads", "heartbeats", "enrolment_codes", "terminals"):
        op.drop_table(table)

"""Everything that follows intake: decisions, owed materials, results, staff, alerts, deliveries, feedback, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.hub.models import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the new columns."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("hall", sa.String(length=100), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("cleared_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("open_key"),
    )
    op.create_index(op.f("ix_alerts_raised_at"), "alerts", ["raised_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_table(
        "audit_ends",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=False),
        sa.Column("removed_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "consents",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("text_version", sa.String(length=60), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "purpose"),
    )
    op.create_index(op.f("ix_consents_at"), "consents", ["at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_deliveries_next_at"), "deliveries", ["next_at"], unique=False)
    op.create_index(op.f("ix_deliveries_state"), "deliveries", ["state"], unique=False)
    op.create_table(
        "messages",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("terminal_id", sa.String(length=16), nullable=False),
        sa.Column("hall", sa.String(length=100), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("submission_id"),
    )
    op.create_index(op.f("ix_messages_at"), "messages", ["at"], unique=False)
    op.create_index(op.f("ix_messages_kind"), "messages", ["kind"], unique=False)
    op.create_table(
        "phone_uploads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=16), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_phone_uploads_expires_at"), "phone_uploads", ["expires_at"], unique=False)
    op.create_table(
        "used_tokens",
        sa.Column("jti", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=16), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("jti", "terminal_id"),
    )
    op.create_index(op.f("ix_used_tokens_expires_at"), "used_tokens", ["expires_at"], unique=False)
    op.create_table(
        "users",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.LargeBinary(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "wrong_tries",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_index(op.f("ix_wrong_tries_since"), "wrong_tries", ["since"], unique=False)
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["name"], ["users.name"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_staff_sessions_expires_at"), "staff_sessions", ["expires_at"], unique=False)
    op.create_table(
        "upload_pieces",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["uploads.submission_id"],
        ),
        sa.PrimaryKeyConstraint("submission_id", "starts_at"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["cases.case_no"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_decisions_case_no"), "decisions", ["case_no"], unique=False)
    op.create_table(
        "owed_items",
        sa.Column("case_no", sa.String(length=64), nullable=False),
        sa.Column("material", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("consequence", sa.String(length=30), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["cases.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "material"),
    )
    op.create_index(op.f("ix_owed_items_last_day"), "owed_items", ["last_day"], unique=False)
    op.create_table(
        "results",
        sa.Column("case_no", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stamped", sa.Boolean(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("collected_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["cases.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.add_column("cases", sa.Column("parent_no", sa.String(length=64), nullable=True))
    op.add_column("cases", sa.Column("person_key", sa.String(length=64), server_default="", nullable=False))
    op.add_column("cases", sa.Column("hall", sa.String(length=100), server_default="", nullable=False))
    op.add_column("cases", sa.Column("authority_code", sa.String(length=18), server_default="", nullable=False))
    op.add_column("cases", sa.Column("decide_by", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("return_count", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("cases", sa.Column("excess_return", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_cases_parent_no"), "cases", ["parent_no"], unique=False)
    op.create_index(op.f("ix_cases_person_key"), "cases", ["person_key"], unique=False)
    op.create_index(op.f("ix_cases_status"), "cases", ["status"], unique=False)
    op.add_column("enrolment_codes", sa.Column("hall", sa.String(length=100), server_default="", nullable=False))
    op.add_column("terminals", sa.Column("hall", sa.String(length=100), server_default="", nullable=False))
    op.add_column("terminals", sa.Column("revoked_at", Moment(), nullable=True))
    ends = sa.table(
        "audit_ends", sa.column("id"), sa.column("sequence"), sa.column("hash"), sa.column("removed"), sa.column("removed_hash")
    )
    op.execute(ends.insert().values(id=1, sequence=0, hash="0" * 64, removed=0, removed_hash="0" * 64))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("terminals", "revoked_at")
    op.drop_column("terminals", "hall")
    op.drop_column("enrolment_codes", "hall")
    op.drop_index(op.f("ix_cases_status"), table_name="cases")
    op.drop_index(op.f("ix_cases_person_key"), table_name="cases")
    op.drop_index(op.f("ix_cases_parent_no"), table_name="cases")
    op.drop_column("cases", "excess_return")
    op.drop_column("cases", "return_count")
    op.drop_column("cases", "due_on")
    op.drop_column("cases", "decide_by")
    op.drop_column("cases", "authority_code")
    op.drop_column("cases", "hall")
    op.drop_column("cases", "person_key")
    op.drop_column("cases", "parent_no")
    op.drop_table("results")
    op.drop_index(op.f("ix_owed_items_last_day"), table_name="owed_items")
    op.drop_table("owed_items")
    op.drop_index(op.f("ix_decisions_case_no"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_table("upload_pieces")
    op.drop_index(op.f("ix_staff_sessions_expires_at"), table_name="staff_sessions")
    op.drop_table("staff_sessions")
    op.drop_index(op.f("ix_wrong_tries_since"), table_name="wrong_tries")
    op.drop_table("wrong_tries")
    op.drop_table("users")
    op.drop_index(op.f("ix_used_tokens_expires_at"), table_name="used_tokens")
    op.drop_table("used_tokens")
    op.drop_index(op.f("ix_phone_uploads_expires_at"), table_name="phone_uploads")
    op.drop_table("phone_uploads")
    op.drop_index(op.f("ix_messages_kind"), table_name="messages")
    op.drop_index(op.f("ix_messages_at"), table_name="messages")
    op.drop_table("messages")
    op.drop_index(op.f("ix_deliveries_state"), table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_next_at"), table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_consents_at"), table_name="consents")
    op.drop_table("consents")
    op.drop_table("chores")
    op.drop_table("audit_ends")
    op.drop_index(op.f("ix_audit_at"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_alerts_raised_at"), table_name="alerts")
    op.drop_table("alerts")

"""Models: the store's tables, in one place for SQLite now and PostgreSQL with the team workbench.

They are plain tables rather than mapped classes: the store gives out records, so that a mapped class would
only be a second copy of each, and loading the mapper would add a third to what SQLAlchemy takes to load.
Lists and mappings are JSON in a text column. ``STRICT`` makes SQLite keep to the columns' types.
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 2
"""Raised with every change of the tables, with a step in ``migrate``; a store of a higher one is refused."""

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value"), sqlite_strict=True)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("at"),
    _text("actor"),
    _text("action"),
    _text("facts"),
    _text("previous"),
    _text("digest"),
    sqlite_strict=True,
)

source = Table(
    "source",
    metadata,
    Column("id", Text, primary_key=True),
    _text("strand"),
    _text("kind"),
    _text("name"),
    _text("file_digest"),
    _text("content"),
    _number("revision"),
    _text("imported_at"),
    _text("notes"),
    UniqueConstraint("strand", "name"),
    sqlite_strict=True,
)

document = Table(
    "document",
    metadata,
    Column("name", Text, primary_key=True),
    Column("source", ForeignKey("source.id", ondelete="CASCADE"), nullable=False, index=True),
    _text("format"),
    _text("text"),
    sqlite_strict=True,
)

turn = Table(
    "turn",
    metadata,
    Column("document", ForeignKey("document.name", ondelete="CASCADE"), nullable=False),
    _number("index"),
    Column("speaker", Text),
    _number("start"),
    _number("end"),
    Column("begins", REAL),
    Column("ends", REAL),
    PrimaryKeyConstraint("document", "index"),
    sqlite_strict=True,
)

participant = Table(
    "participant",
    metadata,
    _text("id"),
    _text("strand"),
    _text("name"),
    _text("document"),
    _text("speaker"),
    _text("attributes"),
    _text("consent"),
    _number("place"),
    # One row a participant and document: the id says who, not which row.
    PrimaryKeyConstraint("strand", "name", "document", "speaker"),
    sqlite_strict=True,
)

code = Table(
    "code",
    metadata,
    Column("id", Text, primary_key=True),
    _text("strand"),
    _text("name"),
    _text("description"),
    Column("parent", Text),
    _text("origin"),
    _number("position"),
    _text("include"),
    _text("exclude"),
    _number("place"),
    UniqueConstraint("strand", "name"),
    sqlite_strict=True,
)

coding = Table(
    "coding",
    metadata,
    _text("id"),
    _text("strand"),
    _text("name"),
    Column("document", ForeignKey("document.name", ondelete="CASCADE"), nullable=False, index=True),
    _number("start"),
    _number("end"),
    _text("quotation"),
    _text("code"),
    _text("coder"),
    _text("memo"),
    _text("flags"),
    Column("approval", Text),
    Column("speaker", Text),
    _number("place"),
    # The coder is part of it while a coding moves from one to another; see sets.refuse_shared_names.
    PrimaryKeyConstraint("strand", "name", "coder"),
    sqlite_strict=True,
)

theme = Table(
    "theme",
    metadata,
    Column("id", Text, primary_key=True),
    _text("strand"),
    _text("name"),
    _text("sentence"),
    _text("codes"),
    _text("passages"),
    _text("counter_examples"),
    _text("memo"),
    _text("history"),
    _number("place"),
    UniqueConstraint("strand", "name"),
    sqlite_strict=True,
)

dataset = Table(
    "dataset",
    metadata,
    Column("survey", Text, primary_key=True),
    Column("source", ForeignKey("source.id", ondelete="CASCADE"), nullable=False, index=True),
    _text("columns"),
    _number("rows"),
    # Last, so that reading the columns before it does not walk through the blob's pages.
    Column("parquet", LargeBinary, nullable=False),
    sqlite_strict=True,
)

result = Table(
    "result",
    metadata,
    Column("step", Text, primary_key=True),
    _text("key"),
    _text("content"),
    _text("kind"),
    _text("body"),
    _text("method"),
    _text("software"),
    _text("made_at"),
    sqlite_strict=True,
)

node = Table(
    "node",
    metadata,
    Column("id", Text, primary_key=True),
    _text("kind"),
    _text("title"),
    _text("key"),
    _text("content"),
    _text("data"),
    _number("place"),
    sqlite_strict=True,
)

edge = Table(
    "edge",
    metadata,
    Column("node", ForeignKey("node.id"), nullable=False),
    _text("relation"),
    Column("on", ForeignKey("node.id"), nullable=False),
    PrimaryKeyConstraint("node", "relation", "on"),
    Index("edge_on", "on"),
    sqlite_strict=True,
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("release"),
    _text("at"),
    _text("kind"),
    _text("name"),
    _text("facts"),
    sqlite_strict=True,
)

act = Table(
    "act",
    metadata,
    Column("id", Text, primary_key=True),
    _text("kind"),
    _text("strand"),
    # Keyed, over a name that is not kept: it knows again what was withdrawn, and tells nobody what it was.
    _text("digest"),
    _text("act"),
    _text("state"),
    _text("at"),
    _text("facts"),
    UniqueConstraint("kind", "digest"),
    sqlite_strict=True,
)

sign_off = Table(
    "sign_off",
    metadata,
    Column("node", Text, primary_key=True),
    _text("at"),
    _text("by"),
    _text("contents"),
    _text("values"),
    sqlite_strict=True,
)

APPEND_ONLY = (
    """
    CREATE TRIGGER audit_keeps_lines BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
    """
    CREATE TRIGGER audit_loses_no_lines BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
    # INSERT OR REPLACE removes a line without the trigger on DELETE.
    """
    CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
)
"""Triggers that keep the audit log whole against mistakes; its chain shows what they cannot prevent."""

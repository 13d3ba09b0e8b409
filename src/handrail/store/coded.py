"""Coded: the participants of a strand, its codebook, what coders marked, and the themes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from handrail.store import models
from handrail.store.records import Changes, CodeRecord, CodingRecord, ParticipantRecord, ThemeRecord
from handrail.store.rows import CODES, CODINGS, PARTICIPANTS, THEMES
from handrail.store.sets import replace_set
from handrail.store.shelf import Shelf
from handrail.store.stored_codings import StoredCodings, stored_codings
from handrail.values import StoreError


class Coded(Shelf):
    """Participants, codes, codings and themes: each a set that is replaced as a whole."""

    def participants(self, strand: str | None = None) -> tuple[ParticipantRecord, ...]:
        """Return the participants in the order of their file; one record a participant and document."""
        return tuple(PARTICIPANTS.record(row) for row in self._of_strand(models.participant, strand))

    def put_participants(self, strand: str, records: Iterable[ParticipantRecord]) -> Changes:
        """Replace a strand's participants and return whose records were added, removed or changed."""
        self._need_transaction()
        return replace_set(self._database, self._held, PARTICIPANTS, strand, records)

    def codes(self, strand: str | None = None) -> tuple[CodeRecord, ...]:
        """Return the codes by their position."""
        return tuple(CODES.record(row) for row in self._of_strand(models.code, strand))

    def put_codes(self, strand: str, records: Iterable[CodeRecord]) -> Changes:
        """Replace a strand's codebook and return the names of codes added, removed or changed."""
        self._need_transaction()
        return replace_set(self._database, self._held, CODES, strand, records)

    def codings(self, strand: str | None = None, *, coder: str | None = None) -> tuple[CodingRecord, ...]:
        """Return the codings, by coder and then in the order of the coder's file."""
        table = models.coding
        query = select(table).order_by(table.c.strand, table.c.coder, table.c.place)
        if strand is not None:
            query = query.where(table.c.strand == strand)
        if coder is not None:
            query = query.where(table.c.coder == coder)
        return tuple(CODINGS.record(row) for row in self._all(query))

    def coding_columns(self, strand: str) -> StoredCodings:
        """Return a strand's codings as columns, in the order of :meth:`codings`, without their quotations."""
        return stored_codings(self._database, strand)

    def put_codings(self, strand: str, coder: str, records: Iterable[CodingRecord]) -> Changes:
        """Replace one coder's codings of a strand and return the names added, removed or changed.

        Names are unique over the coders of a strand, which is checked when the transaction ends: a coding may
        move from one coder to another within it, and keeps its id.

        Raises
        ------
        StoreError
            When a coding's document is not in the store.
        """
        self._need_transaction()
        wanted = tuple(records)
        known = {row["name"] for row in self._all(select(models.document.c.name))}
        for missing in sorted({record.document for record in wanted} - known):
            raise StoreError.because(
                "a coding stands in a document of the study", f"no document '{missing}'", "import it first"
            )
        return replace_set(self._database, self._held, CODINGS, strand, wanted, coder=coder)

    def themes(self, strand: str | None = None) -> tuple[ThemeRecord, ...]:
        """Return the themes in the order of their file."""
        return tuple(THEMES.record(row) for row in self._of_strand(models.theme, strand))

    def put_themes(self, strand: str, records: Iterable[ThemeRecord]) -> Changes:
        """Replace a strand's themes and return the names added, removed or changed."""
        self._need_transaction()
        return replace_set(self._database, self._held, THEMES, strand, records)

    def _of_strand(self, table: Any, strand: str | None) -> list[dict[str, Any]]:
        query = select(table).order_by(table.c.strand, table.c.place)
        return self._all(query if strand is None else query.where(table.c.strand == strand))

"""Sources: the files that were read in, their texts and their survey data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from handrail.store import models
from handrail.store.records import DatasetRecord, DocumentRecord, SourceRecord, new_id
from handrail.store.rows import DATASETS, SOURCES, TURNS, documents_of, load_json, turn_rows
from handrail.store.shelf import Shelf
from handrail.values import StoreError


class Sources(Shelf):
    """Sources, documents and datasets."""

    def sources(self, strand: str | None = None) -> tuple[SourceRecord, ...]:
        """Return the sources, of one strand or of all, by strand and name."""
        table = models.source
        query = select(table).order_by(table.c.strand, table.c.name)
        if strand is not None:
            query = query.where(table.c.strand == strand)
        return tuple(SOURCES.record(row) for row in self._all(query))

    def put_source(self, record: SourceRecord) -> SourceRecord:
        """Keep a source and return it with its id, its revision and its date.

        A source of the same strand and name keeps its id; its revision rises when its content changed.
        """
        self._need_transaction()
        table = models.source
        held = self._one(select(table).where(table.c.strand == record.strand, table.c.name == record.name))
        old = None if held is None else SOURCES.record(held)
        row = SOURCES.row(record) | {"imported_at": record.imported_at or self._stamp()}
        if old is None:
            row |= {"id": record.id or new_id(), "revision": 1}
            self._database.execute(insert(table), [row])
        else:
            row |= {"id": old.id, "revision": old.revision + (old.content != record.content)}
            self._database.execute(update(table).where(table.c.id == old.id).values(row))
        return SOURCES.record(row)

    def remove_source(self, source: str) -> None:
        """Remove a source by its id, with its document, the codings in it, and its dataset.

        Raises
        ------
        StoreError
            When there is no source of that id.
        """
        self._remove(models.source, models.source.c.id == source, f"no source '{source}'")

    def documents(self, strand: str | None = None) -> tuple[DocumentRecord, ...]:
        """Return the documents with their turns, of one strand or of all, by name."""
        return self._documents(None if strand is None else models.source.c.strand == strand)

    def document(self, name: str) -> DocumentRecord | None:
        """Return the document of a file name, or None."""
        found = self._documents(models.document.c.name == name)
        return found[0] if found else None

    def put_document(self, record: DocumentRecord) -> None:
        """Keep a document; an earlier text of the same source and name is replaced with all its turns.

        Codings in the document stay; who puts a changed text puts its codings again.

        Raises
        ------
        StoreError
            When its source is not there, or another source has a document of that name.
        """
        self._need_transaction()
        self._need_source(record.source)
        table = models.document
        old = self.document(record.name)
        if old == record:
            return
        if old is not None and old.source != record.source:
            raise StoreError.because(
                "a document's name is unique in the study",
                f"'{record.name}' from two sources",
                "rename one of the files",
            )
        row = {"source": record.source, "name": record.name, "format": record.format, "text": record.text}
        if old is None:
            self._database.execute(insert(table), [row])
        else:
            self._held.erased = True
            self._database.execute(update(table).where(table.c.name == record.name).values(row))
            self._database.execute(delete(models.turn).where(models.turn.c.document == record.name))
        self._database.execute(insert(models.turn), turn_rows(record))

    def dataset(self, survey: str) -> DatasetRecord | None:
        """Return a survey's data with its bytes, or None."""
        row = self._one(select(models.dataset).where(models.dataset.c.survey == survey))
        return None if row is None else DATASETS.record(row)

    def dataset_columns(self, survey: str) -> dict[str, str] | None:
        """Return column to digest without reading the data, or None when there is no such survey."""
        row = self._one(select(models.dataset.c.columns).where(models.dataset.c.survey == survey))
        return None if row is None else dict(load_json(row["columns"]))

    def put_dataset(self, record: DatasetRecord) -> None:
        """Keep a survey's data; earlier data of the survey is replaced as a whole and purged.

        Raises
        ------
        StoreError
            When its source is not there.
        """
        self._need_transaction()
        self._need_source(record.source)
        table = models.dataset
        old = self.dataset(record.survey)
        if old == record:
            return
        if old is not None:
            self._held.erased = True
            self._database.execute(delete(table).where(table.c.survey == record.survey))
        self._database.execute(insert(table), [DATASETS.row(record)])

    def remove_dataset(self, survey: str) -> None:
        """Remove a survey's data.

        Raises
        ------
        StoreError
            When there is none.
        """
        self._remove(models.dataset, models.dataset.c.survey == survey, f"no data of '{survey}'")

    def _documents(self, where: Any) -> tuple[DocumentRecord, ...]:
        query = select(models.document).join(models.source).order_by(models.document.c.name)
        turns = (
            select(models.turn.c.document, *(models.turn.c[name] for name in TURNS.names))
            .select_from(models.turn)
            .join(models.document)
            .join(models.source)
            .order_by(models.document.c.name, models.turn.c["index"])
        )
        if where is not None:
            query, turns = query.where(where), turns.where(where)
        with self._database.snapshot():
            return documents_of(self._all(query), self._database.plain_rows(turns))

"""A reporting checklist as a document, and as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import groupby

from handrail.disclosure import Released
from handrail.documents import Document, Inlines, Section, Strong, Text, WordTable, paragraph
from handrail.documents.csv_table import spreadsheet_words
from handrail.values.checklist import ChecklistSource, FilledItem, counts_of

HEADER = ("Item", "Topic and question", "What is said", "Where", "Status")
COLUMNS = ("item", "part", "topic", "question", "status", "known", "answer", "where")


def checklist_document(
    source: ChecklistSource,
    items: Iterable[FilledItem],
    released: Released,
    *,
    study: str,
    authors: tuple[str, ...],
    language: str = "en",
    banner: str | None = None,
) -> Document:
    """Return a filled checklist as a document of one table a part.

    Parameters
    ----------
    source, items
        The checklist, and its items with what is known of them.
    released
        Of disclosure review; a checklist prints no number about respondents and no quotation of it.
    study, authors, language, banner
        For the title page, as in the study's other documents.
    """
    listed = tuple(items)
    return Document(
        title=source.title,
        short=True,
        subtitle=study,
        language=language,
        banner=banner,
        front=(
            paragraph(f"After {source.reference}. {source.note}"),
            paragraph(
                ", ".join(f"{status}: {count}" for status, count in counts_of(listed).items()).capitalize(),
                ".",
            ),
        ),
        sections=tuple(_sections(listed)),
        footer=(),
        released=released,
        authors=authors,
    )


def _sections(items: Iterable[FilledItem]) -> Iterator[Section]:
    for at, (part, those) in enumerate(groupby(items, key=lambda one: one.item.part), 1):
        rows = tuple(
            (
                (Text(one.item.id),),
                (Strong(one.item.topic), Text(f": {one.item.question}")),
                _said(one),
                (Text(one.where),),
                (Text(one.status),),
            )
            for one in those
        )
        table = WordTable(header=HEADER, rows=rows, anchor=f"items-{at}")
        yield Section(title=part, anchor=f"part-{at}", blocks=(table,))


def _said(one: FilledItem) -> Inlines:
    return (Text(" ".join(words for words in (one.answer, one.known) if words)),)


def checklist_csv(items: Iterable[FilledItem]) -> str:
    """Return a filled checklist as CSV text (RFC 4180) with a header line; no cell runs as a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in checklist_rows(items):
        writer.writerow([spreadsheet_words(row[name]) for name in COLUMNS])
    return stream.getvalue()


def checklist_rows(items: Iterable[FilledItem]) -> list[dict[str, str]]:
    """Return each item as plain values."""
    return [
        {
            "item": one.item.id,
            "part": one.item.part,
            "topic": one.item.topic,
            "question": one.item.question,
            "status": one.status,
            "known": one.known,
            "answer": one.answer,
            "where": one.where,
        }
        for one in items
    ]

"""Writers of what people read: one document tree, and the same words in HTML, PDF and Word."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.documents.csv_table import csv_of
    from handrail.documents.document import Document
    from handrail.documents.docx import write_docx
    from handrail.documents.figure import draw_figure
    from handrail.documents.html import write_html
    from handrail.documents.pdf import write_pdf
    from handrail.documents.text import plain_text
    from handrail.documents.tree import (
        Block,
        Bullets,
        Callout,
        Card,
        Definition,
        Definitions,
        Details,
        Emphasis,
        EvidenceEntry,
        Figure,
        Heading,
        Inline,
        Inlines,
        Link,
        Numbered,
        Paragraph,
        QuotationBlock,
        Section,
        Strong,
        TableBlock,
        Text,
        WordTable,
        paragraph,
    )

__all__ = [
    "Block",
    "Bullets",
    "Callout",
    "Card",
    "Definition",
    "Definitions",
    "Details",
    "Document",
    "Emphasis",
    "EvidenceEntry",
    "Figure",
    "Heading",
    "Inline",
    "Inlines",
    "Link",
    "Numbered",
    "Paragraph",
    "QuotationBlock",
    "Section",
    "Strong",
    "TableBlock",
    "Text",
    "WordTable",
    "csv_of",
    "draw_figure",
    "paragraph",
    "plain_text",
    "write_docx",
    "write_html",
    "write_pdf",
]

_ELSEWHERE = {
    "Document": "document",
    "csv_of": "csv_table",
    "draw_figure": "figure",
    "plain_text": "text",
    "write_docx": "docx",
    "write_html": "html",
    "write_pdf": "pdf",
}

__getattr__, __dir__ = lazy_names(
    __name__, {**{name: "tree" for name in __all__ if name not in _ELSEWHERE}, **_ELSEWHERE}
)

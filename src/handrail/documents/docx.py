"""Word: the same words as a DOCX file that a person can edit, with real headings, captions, tables and lists.

Everything that a publication decides is in named styles: who changes "Heading 1" changes every part's title.
Notes of a table are paragraphs below it and not Word's footnotes: those fall to the foot of the page, away
from the table, and are counted through the whole text, so that a table copied elsewhere would lose its marks.
"""

from __future__ import annotations

from handrail.documents.document import Document
from handrail.documents.docx_body import Setter
from handrail.documents.docx_parts import font_part, packed, page_parts, page_setup, settings_part
from handrail.documents.docx_style_parts import numbering_part, styles_part
from handrail.documents.docx_xml import w
from handrail.documents.laid_out import lay_out
from handrail.documents.pdf import draw


def write_docx(document: Document) -> bytes:
    """Return a document as one DOCX file (ISO/IEC 29500, transitional); it gives the same bytes each time.

    Raises
    ------
    TypeError
        When the document's numbers did not come from disclosure review.

    Examples
    --------
    >>> import io, docx
    >>> from handrail.disclosure import Ledger, review
    >>> from handrail.documents import Section, paragraph
    >>> part = Section("Methods", "methods", (paragraph("By hand."),))
    >>> released = review([], [], Ledger()).released
    >>> made = write_docx(Document("A guideline", "", "en", None, (), (part,), (), released))
    >>> [(one.style.name, one.text) for one in docx.Document(io.BytesIO(made)).paragraphs]
    [('Title', 'A guideline'), ('Heading 1', 'Methods'), ('Normal', 'By hand.')]
    """
    laid = lay_out(document, draw)
    setter = Setter(laid)
    body = w("body", *setter.body(), page_setup(laid))
    parts = {
        "document": w("document", body),
        "styles": styles_part(laid["language"], laid["direction"]),
        "numbering": numbering_part(setter.counted),
        "settings": settings_part(),
        "fontTable": font_part(),
        **page_parts(laid),
    }
    return packed(parts, laid, setter.numbered.pictures, setter.lines.addresses)

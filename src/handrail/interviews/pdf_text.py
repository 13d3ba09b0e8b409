"""Text of a PDF, page by page, as its text layer has it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handrail.interviews.body import Body, counted
from handrail.values import DataError


@contextmanager
def quiet_pypdf() -> Iterator[None]:
    """Silence pypdf's log for a while: its warnings may repeat what stands in the file."""
    # Its modules log under names below this one and take their level from it; disabling would not reach them.
    log = logging.getLogger("pypdf")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def read_pdf(path: Path) -> Body:
    """Return the text layer of a PDF; line breaks are those of the page.

    Raises
    ------
    DataError
        When it is damaged, has a password, or no page has text: then it is a scan.
    """
    import pypdf

    try:
        with quiet_pypdf():
            reader = pypdf.PdfReader(path)
            locked = reader.is_encrypted and not reader.decrypt("")
            pages = [] if locked else [page.extract_text() for page in reader.pages]
    except Exception:
        raise DataError.because(
            "the PDF can be read",
            "a damaged PDF",
            "save it again, or save the transcript as docx",
            file=path.name,
        ) from None
    if locked:
        raise DataError.because(
            "the PDF has no password", "an encrypted PDF", "save it without a password", file=path.name
        )
    if not any(any(character.isalpha() for character in page) for page in pages):
        raise DataError.because(
            "a PDF has a text layer",
            f"{counted(len(pages), 'page')} without one: it is a scan",
            "give the transcript as docx or txt, or run text recognition over it first",
            file=path.name,
        )
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    notes = [f"{counted(len(pages), 'page')} joined; line breaks are those of the page"]
    if empty:
        notes.append(f"no text on page {', '.join(empty[:10])}{' and more' if len(empty) > 10 else ''}")
    text = "\n".join(page.strip("\n") for page in pages).replace("\r\n", "\n").replace("\r", "\n")
    return Body(text, tuple(notes))

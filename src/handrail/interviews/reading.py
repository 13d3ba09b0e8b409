"""Reading: a transcript file of any supported format as one immutable text with its turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from handrail.interviews.blobs import find_blobs, without_blobs
from handrail.interviews.body import Body, counted
from handrail.interviews.media import Media, find_media
from handrail.interviews.speakers import find_turns
from handrail.interviews.transcript import Transcript
from handrail.values import DataError, MediaFound, Problem, did_you_mean

LARGEST_TEXT = 20_000_000
"""Bytes of a plain-text transcript: a hundred times the longest interview."""

LARGEST_FILE = 200_000_000
"""Bytes of a transcript in any format."""

RULE = "no picture, sound or film is stored"
REMEDY = "the safeguarding lead must look at the file first; then record it under text_only in the plan"
_ITSELF = "the safeguarding lead must look at the file first; give a transcript in its place"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_NAMED = 10
_WORD = re.compile(r"\w")
_MEDIA_WORDS = ("picture, sound or film", "pictures, sounds or films")


def read_transcript(
    path: Path, *, text_only: bool = False, speakers: Collection[str] | None = None
) -> Transcript:
    r"""Read a transcript.

    Parameters
    ----------
    path
        A docx, odt, txt, md, pdf, srt or vtt file.
    text_only
        A person has looked at its pictures: leave them out, and say how many.
    speakers
        The speaker labels, when they are known; then exactly these are labels. Otherwise the rule of
        ``handrail.interviews.speakers`` decides.

    Returns
    -------
    Transcript
        Positions count code points of its text.

    Raises
    ------
    MediaFound
        When the file is or holds a picture, sound or film (with ``text_only``: when it is one).
    DataError
        When it cannot be read: unknown format, too large, damaged, encrypted, mixed encodings, no words.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "p01.txt"
    ...     _ = file.write_bytes("I: Why?\r\nP01: Luck.".encode())
    ...     one = read_transcript(file)
    >>> one.text, [(turn.speaker, turn.start, turn.end) for turn in one.turns]
    ('I: Why?\nP01: Luck.', [('I', 3, 7), ('P01', 13, 18)])
    """
    form = _format(path)
    _check_size(path, form)
    media = find_media(path)
    _stop_at(media, path.name, text_only)
    body = _READERS[form](path, text_only)
    _check_text(body.text, path.name)
    turns, found = find_turns(body, speakers)
    if media and form not in _PLAIN:
        found = (*found, f"{counted(len(media), *_MEDIA_WORDS)} left out")
    return Transcript(path.name, form, body.text, turns, (*body.notes, *found))


# -- before reading ----------------------------------------------------------------------------


def _format(path: Path) -> str:
    form = path.suffix.lower().removeprefix(".")
    if form not in _READERS:
        if not path.exists():
            raise DataError.because(
                "the transcript is there", f"no file '{path.name}'", "check its name", file=path.name
            )
        raise DataError.because(
            "a transcript is docx, odt, txt, md, pdf, srt or vtt",
            _ending(path),
            "save it as docx" if form in ("doc", "rtf", "pages") else did_you_mean(form, _READERS),
            file=path.name,
        )
    return form


def _ending(path: Path) -> str:
    if not path.suffix:
        return f"'{path.name}', without an ending"
    return f"'{path.suffix}'" if len(path.suffix) < 9 else "another ending"


def _check_size(path: Path, form: str) -> None:
    try:
        size = path.stat().st_size
        folder = path.is_dir()
    except OSError:
        raise DataError.because(
            "the transcript is there", "no such file", "check its name", file=path.name
        ) from None
    if folder:
        raise DataError.because("a transcript is a file", "a folder", "name the file", file=path.name)
    largest = LARGEST_TEXT if form in _PLAIN else LARGEST_FILE
    if size > largest:
        raise DataError.because(
            f"a {form} transcript has at most {largest // 1_000_000} MB",
            f"{size / 1_000_000:.0f} MB",
            "check that it is a transcript; give one interview a file",
            file=path.name,
        )
    if size == 0:
        raise _empty(path.name)


def _stop_at(media: Sequence[Media], name: str, text_only: bool) -> None:
    if any(not medium.member for medium in media):
        raise MediaFound.because(RULE, f"{media[0]}", _ITSELF, file=name)
    if media and not text_only:
        more = len(media) - _MOST_NAMED
        problems = [Problem(RULE, str(medium), REMEDY, name) for medium in media[:_MOST_NAMED]]
        if more > 0:
            problems.append(Problem(RULE, f"{more} more", REMEDY, name))
        raise MediaFound(*problems)


# -- the formats -------------------------------------------------------------------------------


def _zipped(path: Path, text_only: bool) -> Body:
    from handrail.interviews.archives import opened
    from handrail.interviews.docx_text import read_docx
    from handrail.interviews.odt_text import read_odt

    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            raise DataError.because(
                "a docx or odt file can be unpacked",
                "a file with a password, or in the format of Word 97",
                "save it without a password as docx",
                file=path.name,
            )
        file.seek(0)
        with opened(file, path.name) as archive:
            # Either may carry the other's ending: the archive says which it is.
            read = read_odt if "content.xml" in archive.namelist() else read_docx
            return _without_written_media(read(archive, path.name), path.name, text_only)


def _pdf(path: Path, text_only: bool) -> Body:
    from handrail.interviews.pdf_text import read_pdf

    return _without_written_media(read_pdf(path), path.name, text_only)


def _plain(path: Path, text_only: bool) -> Body:
    from handrail.interviews.cues import read_srt, read_vtt
    from handrail.interviews.decoding import decode_text

    data = path.read_bytes()
    if data.startswith((b"PK\x03\x04", b"%PDF-", b"{\\rtf", _OLE)):
        raise DataError.because(
            "a transcript in this format is plain text",
            "a document of another format",
            "give it the ending of what it is: docx, odt or pdf",
            file=path.name,
        )
    text, notes = decode_text(data, path.name)
    whole = _without_written_media(Body(text, notes), path.name, text_only)
    parse = {"srt": read_srt, "vtt": read_vtt}.get(path.suffix.lower().removeprefix("."))
    body = Body(whole.text) if parse is None else parse(whole.text, path.name)
    return Body(body.text, (*whole.notes, *body.notes), body.leads, body.cues)


_PLAIN: Mapping[str, Callable[[Path, bool], Body]] = dict.fromkeys(("txt", "md", "srt", "vtt"), _plain)
_READERS: Mapping[str, Callable[[Path, bool], Body]] = {
    **_PLAIN,
    "docx": _zipped,
    "odt": _zipped,
    "pdf": _pdf,
}

FORMATS = tuple(_READERS)
"""Endings of the files that can be read."""


# -- after reading -----------------------------------------------------------------------------


def _without_written_media(body: Body, name: str, text_only: bool) -> Body:
    """Leave out pictures that the document's own words spell: base64 pasted into a paragraph."""
    written = list(find_blobs(body.text))
    if not written:
        return body
    places = [Media(f"line {body.text.count(chr(10), 0, blob.start) + 1}", blob.kind) for blob in written]
    _stop_at(places, name, text_only)
    text, count = without_blobs(body.text)
    note = f"{counted(count, *_MEDIA_WORDS)} written as text left out"
    return Body(text, (*body.notes, note))


def _check_text(text: str, name: str) -> None:
    if not _WORD.search(text):
        raise _empty(name)
    for character, what in (("\ufffd", "a replacement character"), ("\x00", "a zero character")):
        if character in text:
            raise DataError.because(
                "a transcript keeps every character",
                f"{what}: one was lost before",
                "correct the line from the original",
                file=name,
                line=text.count("\n", 0, text.index(character)) + 1,
            )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise DataError.because(
            "a transcript keeps every character",
            "half of a character",
            "correct the line from the original",
            file=name,
            line=text.count("\n", 0, problem.start) + 1,
        ) from None


def _empty(name: str) -> DataError:
    return DataError.because("a transcript has words", "none", "check that this is the right file", file=name)

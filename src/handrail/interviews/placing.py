"""Placing: codings held against the transcripts; what does not stand there exactly is refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handrail.interviews.codebook import Codebook
from handrail.interviews.codings import Approval, CodingEntry, CodingFile
from handrail.interviews.transcript import Transcript
from handrail.values import DataError, Problem, did_you_mean
from handrail.values.naming import named

_LOOK_ALIKES = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00a0": " "}
)


@dataclass(frozen=True)
class Coding:
    """A passage with its code, placed: ``text[start:end] == quotation``.

    Attributes
    ----------
    name
        The coding's id; the guideline says ``passage:<name>``.
    document
        File name of the transcript.
    start, end
        Code points of the transcript's text, end exclusive.
    quotation
        The participant's words.
    code, coder
        The code's name, and who coded.
    memo, flags, approval
        As in the coder's file.
    speaker
        The speaker label of the passage; None when it has none, or several.
    """

    name: str
    document: str
    start: int
    end: int
    quotation: str = field(repr=False)
    code: str
    coder: str
    memo: str = field(default="", repr=False)
    flags: tuple[str, ...] = ()
    approval: Approval | None = None
    speaker: str | None = None


def place_codings(
    files: Iterable[CodingFile], transcripts: Mapping[str, Transcript], codebook: Codebook
) -> tuple[Coding, ...]:
    """Place every coding in its transcript.

    Parameters
    ----------
    files
        The coders' files.
    transcripts
        File name to transcript.
    codebook
        The study's codes.

    Returns
    -------
    tuple of Coding
        In the order of the files.

    Raises
    ------
    DataError
        With all problems at once, by file and line: an unknown document or code, a doubled id, a quotation
        that does not stand there, stands there several times without positions, spans nothing or lies past
        the end. No message holds a quotation.

    Examples
    --------
    >>> from handrail.interviews.codebook import Code
    >>> entry = CodingEntry("p01-1", "p01.txt", "training", "by luck")
    >>> text = Transcript("p01.txt", "txt", "We learned by luck.")
    >>> [one] = place_codings([CodingFile("AB", (entry,), "codings-ab.toml")], {"p01.txt": text},
    ...                       Codebook((Code("training", "…"),)))
    >>> one.start, one.end
    (11, 18)
    """
    codes = frozenset(codebook.names)
    placed: list[Coding] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for file in files:
        for entry in file.entries:
            wrong = list(_name_problems(entry, file.name, transcripts, codes, seen))
            seen.setdefault(entry.id, f"{file.name}:{entry.line}")
            transcript = transcripts.get(entry.document)
            if transcript is not None:
                place = _place(entry, transcript.text)
                if isinstance(place, Problem):
                    wrong.append(_at(place, file.name, entry.line))
                else:
                    placed.append(_coding(entry, file.coder, *place, transcript))
            problems += wrong
    if problems:
        raise DataError(*problems)
    return tuple(placed)


def _coding(entry: CodingEntry, coder: str, start: int, end: int, transcript: Transcript) -> Coding:
    return Coding(
        entry.id,
        entry.document,
        start,
        end,
        entry.quotation,
        entry.code,
        coder,
        entry.memo,
        entry.flags,
        entry.approval,
        transcript.label_between(start, end),
    )


def _at(problem: Problem, file: str, line: int) -> Problem:
    return Problem(problem.rule, problem.received, problem.remedy, file, line)


def _name_problems(
    entry: CodingEntry,
    file: str,
    documents: Iterable[str],
    codes: frozenset[str],
    seen: Mapping[str, str],
) -> Iterator[Problem]:
    coding = f"at {named(entry.id)}"
    if entry.id in seen:
        rule = "a coding's id is its own over all coding files"
        yield Problem(rule, f"{named(entry.id)} also at {seen[entry.id]}", "rename one", file, entry.line)
    if entry.document not in documents:
        received = f"document {named(entry.document)} {coding}"
        remedy = did_you_mean(entry.document, documents)
        yield Problem("a coding names a transcript of the study", received, remedy, file, entry.line)
    if entry.code not in codes:
        received = f"code {named(entry.code)} {coding}"
        remedy = did_you_mean(entry.code, codes)
        yield Problem("a coding names a code of the codebook", received, remedy, file, entry.line)


def _place(entry: CodingEntry, text: str) -> tuple[int, int] | Problem:
    quotation, start, end = entry.quotation, entry.start, entry.end
    what = f"{named(entry.id)}, a quotation of {len(quotation)} characters"
    if not quotation.strip():
        return Problem("a coding spans some text", what, "quote the words, or remove the coding")
    if start is None or end is None:
        return _search(quotation, text, what)
    if start < 0 or end > len(text):
        received = f"{what}, from {start} to {end} in a text of {len(text)}"
        return Problem("a coding lies within its document", received, _utf16_remedy(entry, text))
    if end <= start:
        return Problem("a coding spans some text", f"{what}, from {start} to {end}", "correct start and end")
    if text[start:end] != quotation:
        rule = "the text from start to end is the quotation"
        return Problem(rule, f"{what}, other text from {start} to {end}", _utf16_remedy(entry, text))
    return start, end


def _search(quotation: str, text: str, what: str) -> tuple[int, int] | Problem:
    first = text.find(quotation)
    if first < 0:
        rule = "a quotation stands in its document exactly as quoted"
        return Problem(rule, f"{what}, found nowhere", _why_not(quotation, text))
    if text.find(quotation, first + 1) >= 0:
        rule = "a quotation without start and end stands in its document once"
        received = f"{what}, found {_count(quotation, text)} times"
        return Problem(rule, received, "add start and end, or quote more words")
    return first, first + len(quotation)


def _count(quotation: str, text: str) -> int:
    count, here = 0, text.find(quotation)
    while here >= 0:
        count, here = count + 1, text.find(quotation, here + 1)
    return count


def _utf16_remedy(entry: CodingEntry, text: str) -> str:
    """Say when positions fit as UTF-16 units: what NVivo and web browsers count."""
    units = text.encode("utf-16-le")[2 * (entry.start or 0) : 2 * (entry.end or 0)]
    if units == entry.quotation.encode("utf-16-le"):
        return "these positions count UTF-16 units; count code points, or leave start and end out"
    return "correct them, or leave start and end out when the quotation stands there once"


def _why_not(quotation: str, text: str) -> str:
    """Say in what a quotation differs from the text, when a simple difference explains it."""
    differences = (
        ("line breaks and spaces differ", lambda words: " ".join(words.split())),
        ("quotation marks or dashes differ in kind", lambda words: words.translate(_LOOK_ALIKES)),
        ("accents are composed differently", lambda words: unicodedata.normalize("NFC", words)),
        ("capitals differ", str.casefold),
    )
    for explanation, alike in differences:
        if alike(quotation) in alike(text):
            return f"{explanation}: copy the words from the imported text"
    return "copy the words from the imported text; if the document changed, code it again"

"""Units: what coders agree on, from characters to documents, and which of them a coding reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from handrail.interviews.overlaps import Ruler, Span
from handrail.interviews.placing import Coding
from handrail.interviews.project import Document
from handrail.interviews.sentences import sentence_spans
from handrail.values import DataError, did_you_mean
from handrail.values.naming import named

Unit = Literal["character", "sentence", "turn", "document"]
UNITS: Mapping[Unit, str] = MappingProxyType(
    {
        "character": "character that is not white space",
        "sentence": "sentence, coded where a character of it is that is not white space",
        "turn": "turn of a speaker, coded where a character of it is that is not white space",
        "document": "document, coded where a character of it is that is not white space",
    }
)
"""What is agreed on, in words."""


@dataclass(frozen=True, eq=False)
class Reached:
    """The units of a document, and those that codings reach.

    Attributes
    ----------
    length
        Units of the document.
    start, end
        Of each coding the first unit that it reaches, and the one after the last; the same where none.
    """

    length: int
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def known_unit(unit: str) -> Unit:
    """Return the unit, when it is known.

    Raises
    ------
    DataError
        When it is not.
    """
    for known in UNITS:
        if unit == known:
            return known
    raise DataError.because("a unit of agreement is known", named(unit), did_you_mean(unit, UNITS))


def reached_units(document: Document, codings: Sequence[Coding], unit: Unit) -> Reached:
    """Return which units of a document its codings reach.

    White space is no unit and reaches none: neither the blank after a sentence nor a line break between two.

    Raises
    ------
    DataError
        When a coding does not lie within the document, or turns are asked for and nothing says who speaks.

    Examples
    --------
    >>> one = Document("p01.txt", "We learned. By luck.")
    >>> codings = [Coding("c1", "p01.txt", 8, 12, "ed. ", "training", "AB")]
    >>> [reached_units(one, codings, unit).end.tolist() for unit in ("character", "sentence", "document")]
    [[10], [1], [1]]
    """
    for coding in codings:
        if not 0 <= coding.start <= coding.end <= len(document.text):
            raise DataError.because(
                "a coding lies within its document",
                f"from {coding.start} to {coding.end} in a text of {len(document.text)}",
                "read the file again, or correct the position",
            )
    spans = [(coding.start, coding.end) for coding in codings]
    cuts = () if unit == "character" else tuple(_cuts(document, unit))
    ruler = Ruler(document.text, [*spans, *cuts])
    start, end = (_places(ruler, (span[side] for span in spans)) for side in (0, 1))
    if unit == "character":
        return Reached(ruler.length, start, end)
    begins, ends = (_places(ruler, (cut[side] for cut in cuts)) for side in (0, 1))
    begins, ends = begins[ends > begins], ends[ends > begins]
    first, after = np.searchsorted(ends, start, "right"), np.searchsorted(begins, end, "left")
    some = (end > start) & (after > first)
    return Reached(len(begins), np.where(some, first, 0), np.where(some, after, 0))


def _places(ruler: Ruler, boundaries: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.fromiter((ruler.place(one) for one in boundaries), dtype=np.int64)


def _cuts(document: Document, unit: Unit) -> Iterable[Span]:
    text = document.text
    if unit == "document":
        return [(0, len(text))]
    if unit == "sentence":
        # A speaker's line begins with the label, which is no part of the turn.
        return sentence_spans(text, (text.rfind("\n", 0, turn.start) + 1 for turn in document.turns))
    if not document.turns:
        raise DataError.because(
            "turns are known where agreement is on turns",
            f"none in document {named(document.name)}",
            "take the unit 'sentence', or import the transcript with its speakers",
        )
    return [(turn.start, turn.end) for turn in document.turns]

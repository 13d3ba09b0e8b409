"""Units: the words and the turns of documents that stand one behind the other on a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from handrail.interviews.folding import Flags, Integers, code_points
from handrail.interviews.project import Document
from handrail.interviews.spans import Spans

_LINE = re.compile(r"[^\r\n\u2028\u2029]*\S[^\r\n\u2028\u2029]*")


def word_spans(documents: Sequence[Document], offsets: Sequence[int]) -> Spans:
    """Return where the words stand: what white space parts.

    Parameters
    ----------
    documents
        In order.
    offsets
        Where each begins on the line.

    Examples
    --------
    >>> word_spans([Document("a", "We learned"), Document("b", " by luck")], [0, 12]).starts.tolist()
    [0, 3, 13, 16]
    """
    starts = [np.zeros(0, dtype=np.int64)]
    ends = [np.zeros(0, dtype=np.int64)]
    for document, offset in zip(documents, offsets, strict=False):
        visible = np.concatenate([[False], _visible(document.text), [False]]).astype(np.int8)
        edges: Integers = np.flatnonzero(np.diff(visible)) + offset
        starts.append(edges[::2])
        ends.append(edges[1::2])
    return Spans(np.concatenate(starts), np.concatenate(ends))


def turn_spans(documents: Sequence[Document], offsets: Sequence[int]) -> Spans:
    r"""Return where the turns stand; in a document without any, the lines that are not blank.

    Examples
    --------
    >>> found = turn_spans([Document("a", "One.\n\nTwo.")], [10])
    >>> found.starts.tolist(), found.ends.tolist()
    ([10, 16], [14, 20])
    """
    rows = [
        (offset + start, offset + end)
        for document, offset in zip(documents, offsets, strict=False)
        for start, end in _turns(document)
    ]
    starts, ends = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    return Spans(starts, ends)


_ASCII_VISIBLE = np.array([not chr(one).isspace() for one in range(128)])
_SPACES = np.array([one for one in range(128, 0x10000) if chr(one).isspace()], dtype=np.uint32)


def _visible(text: str) -> Flags:
    if text.isascii():
        return _ASCII_VISIBLE[np.frombuffer(text.encode("ascii"), dtype=np.uint8)]
    points = code_points(text)
    low = _ASCII_VISIBLE[np.minimum(points, 127)]
    return np.asarray((points < 128) & low | (points >= 128) & ~np.isin(points, _SPACES))


def _turns(document: Document) -> Iterable[tuple[int, int]]:
    if document.turns:
        return ((turn.start, turn.end) for turn in document.turns)
    return (match.span() for match in _LINE.finditer(document.text))

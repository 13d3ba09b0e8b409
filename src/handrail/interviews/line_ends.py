"""Line ends: texts of other programs as a study's transcripts have them, and where a position then stands."""

from __future__ import annotations


def plain_lines(text: str) -> str:
    r"""Return a text as a transcript of a study has it: line ends of one character, no byte-order mark.

    Examples
    --------
    >>> plain_lines("\ufeffWe wait.\r\nStill.")
    'We wait.\nStill.'
    """
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def in_plain_lines(text: str, position: int) -> int:
    r"""Return where a position of a text stands in its plain lines.

    Examples
    --------
    >>> text = "\ufeffWe wait.\r\nStill."
    >>> plain_lines(text)[in_plain_lines(text, 11) :]
    'Still.'
    """
    return position - text.count("\r\n", 0, position + 1) - (position > 0 and text[:1] == "\ufeff")

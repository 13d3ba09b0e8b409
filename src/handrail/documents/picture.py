"""Picture: a figure's drawing for paper as a PNG, with the fonts that Typst carries."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import typst

from handrail.documents.docx_measure import TEXT_WIDTH
from handrail.documents.laid_out import Node

DOTS_PER_INCH = 300.0
_CARRIED = re.compile("[\\x00-\u052f\u1e00-\u206f\u20a0-\u22ff]*")
_PAGE = """#set page(width: {width}pt, height: auto, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%)
"""


@dataclass(frozen=True)
class Picture:
    """A drawing as dots, and its size on paper in twips."""

    png: bytes
    width: int
    height: int


def picture_of(figure: Node) -> Picture:
    """Return a laid-out figure's drawing for paper as a picture.

    The dots are drawn here and not left to Word as vectors: how wide its words are would depend on the fonts
    of each computer.

    Parameters
    ----------
    figure
        A node with ``print``, the SVG, and ``width``, the part of the text's width that it takes.

    Examples
    --------
    >>> svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9v9"/></svg>'
    >>> picture = picture_of({"print": svg, "width": 0.5})
    >>> picture.png[1:4], round(picture.width / picture.height)
    (b'PNG', 2)
    """
    drawing = figure["print"]
    size = ET.fromstring(drawing)  # noqa: S314 - our own drawing, made when the document was laid out
    width = figure["width"] * TEXT_WIDTH
    height = width * float(size.get("height", "1")) / float(size.get("width", "1"))
    png = typst.compile(
        _PAGE.format(width=width / 20).encode(),
        format="png",
        ppi=DOTS_PER_INCH,
        # As in the PDF: only a script that Typst's fonts lack brings in the computer's own.
        ignore_system_fonts=_CARRIED.fullmatch("".join(size.itertext())) is not None,
        sys_inputs={"drawing": drawing},
    )
    return Picture(png, round(width), round(height))
